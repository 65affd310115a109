//! Commands of the guard: its limits, a pause, one call that passes, the last refusal; and the
//! token of the local API.

use fal_budget_core::gateway;
use fal_budget_core::view::Snapshot;
use fal_budget_core::{clock, requests};
use serde_json::{Map, Value};
use tauri::{AppHandle, State as Managed, command};

use super::CommandResult;
use super::args::Args;
use crate::folder;
use crate::gateway::HostedGateway;
use crate::state::State;

#[command]
pub(crate) async fn set_guard(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<Map<String, Value>>,
) -> CommandResult<Snapshot> {
    requests::set_guard(&state.ledger().await?, &args.0).await?;
    follow(&app, &state).await
}

#[command]
pub(crate) async fn pause_guard(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.pause_guard(clock::now()).await?;
    follow(&app, &state).await
}

#[command]
pub(crate) async fn resume_guard(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.resume_guard().await?;
    follow(&app, &state).await
}

#[command]
pub(crate) async fn allow_next_call(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.allow_next(clock::now()).await?;
    follow(&app, &state).await
}

#[command]
pub(crate) async fn forget_refusal(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.forget_refusal().await?;
    follow(&app, &state).await
}

#[command]
pub(crate) async fn get_api_token() -> CommandResult<String> {
    // From its file each time: another program may have renewed it.
    Ok(gateway::token(&folder::database()?)?)
}

#[command]
pub(crate) async fn renew_api_token() -> CommandResult<String> {
    Ok(gateway::renew_token(&folder::database()?)?)
}

/// Lets a running gateway judge the next call by a change, then refreshes page and tray.
async fn follow(app: &AppHandle, state: &State) -> CommandResult<Snapshot> {
    HostedGateway::follow_ledger(app).await?;
    state.refresh(app).await
}
