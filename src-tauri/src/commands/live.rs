//! Commands of the live balance, which connect, disconnect and poll, and of fal's billing record.

use fal_budget_core::clock;
use fal_budget_core::fal::Key;
use fal_budget_core::requests::ConnectArgs;
use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::live::LiveConnection;
use crate::record::RecordFetch;
use crate::state::State;

#[command]
pub(crate) async fn connect(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
    args: Args<ConnectArgs>,
) -> CommandResult<Snapshot> {
    live.connect(&app, Key::from_pasted(&args.0.key)?).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn disconnect(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    live.disconnect(&app).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn refresh(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    live.poll_now(&app).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn fetch_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.follow_record(true).await?;
    // Goes on in the background; each page of the record reaches the window as an event.
    RecordFetch::fetch_now(&app);
    state.refresh(&app).await
}

#[command]
pub(crate) async fn stop_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.follow_record(false).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn replace_by_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Changed> {
    let replaced = state
        .ledger()
        .await?
        .replace_by_record(clock::now())
        .await?;
    Changed::by(replaced.map(|(change, _)| change), &app, &state).await
}

#[command]
pub(crate) async fn keep_beside_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.keep_beside_record().await?;
    state.refresh(&app).await
}
