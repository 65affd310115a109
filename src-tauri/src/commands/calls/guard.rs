//! Commands of the guard: its limits, a pause, one call that passes, the last refusal; and the
//! token of the local API.

use std::sync::Arc;

use fal_budget_app::requests::SwitchGateway;
use fal_budget_app::view::Snapshot;
use fal_budget_app::{clock, requests};
use fal_budget_gateway as gateway;
use fal_budget_platform::folder;
use serde_json::{Map, Value};
use tauri::{State as Managed, command};

use crate::commands::ipc::Args;
use crate::error::{CommandError, CommandResult};
use crate::events::PageEvents;
use crate::runtime::gateway::HostedGateway;
use crate::runtime::ledger::HostedLedger;

#[command]
pub(crate) async fn set_guard(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<Map<String, Value>>,
) -> CommandResult<Snapshot> {
    let Args(changes) = args;
    let book = ledger.get().await?;
    requests::set_guard(&book, &changes).await?;
    // The guard sees calls through the gateway alone. One that cannot start says why in its place.
    let is_on = changes.get("on") == Some(&Value::Bool(true));
    if is_on && gateway::running(&folder::database()?).is_none() {
        requests::switch_gateway(&book, &SwitchGateway { on: true }).await?;
        if let Err(failure) = gateway.apply_choices().await {
            log::warn!("the gateway did not start with the guard: {failure}");
        }
    }
    follow(&gateway, &page).await
}

#[command]
pub(crate) async fn pause_guard(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.pause_guard(clock::now()).await?;
    follow(&gateway, &page).await
}

#[command]
pub(crate) async fn resume_guard(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.resume_guard().await?;
    follow(&gateway, &page).await
}

#[command]
pub(crate) async fn allow_next_call(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.allow_next(clock::now()).await?;
    follow(&gateway, &page).await
}

#[command]
pub(crate) async fn forget_refusal(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.forget_refusal().await?;
    follow(&gateway, &page).await
}

/// Says what the guard would do with a call, after asking the gateway whether it answers.
#[command]
pub(crate) async fn test_guard(ledger: Managed<'_, Arc<HostedLedger>>) -> CommandResult<String> {
    let answers = gateway::answers(&folder::database()?).await;
    let (now, zone) = (clock::now(), clock::zone());
    Ok(requests::test_guard(&ledger.get().await?, answers, now, &zone).await?)
}

#[command]
pub(crate) async fn get_api_token() -> CommandResult<String> {
    // From its file each time: another program may have renewed it.
    gateway::token(&folder::database()?).map_err(CommandError::gateway)
}

#[command]
pub(crate) async fn renew_api_token() -> CommandResult<String> {
    gateway::renew_token(&folder::database()?).map_err(CommandError::gateway)
}

/// Lets a running gateway judge the next call by a change, then refreshes page and tray.
async fn follow(gateway: &HostedGateway, page: &PageEvents) -> CommandResult<Snapshot> {
    gateway.follow_ledger().await?;
    page.refresh().await
}
