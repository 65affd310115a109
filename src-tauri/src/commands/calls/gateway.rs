//! Commands of the gateway: on and off, its port, the pages that may use it, and the run key.

use std::sync::Arc;

use fal_budget_app::requests::{self, GatewayPort, OneOrigin, RunKeyArgs, SwitchGateway};
use fal_budget_app::view::Snapshot;
use fal_budget_fal::Key;
use tauri::{State as Managed, command};

use crate::commands::ipc::Args;
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::gateway::HostedGateway;
use crate::runtime::ledger::HostedLedger;

#[command]
pub(crate) async fn switch_gateway(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<SwitchGateway>,
) -> CommandResult<Snapshot> {
    requests::switch_gateway(&ledger.get().await?, &args.0).await?;
    apply_choices(&gateway, &page).await
}

#[command]
pub(crate) async fn set_gateway_port(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<GatewayPort>,
) -> CommandResult<Snapshot> {
    requests::set_gateway_port(&ledger.get().await?, &args.0).await?;
    apply_choices(&gateway, &page).await
}

#[command]
pub(crate) async fn allow_origin(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<OneOrigin>,
) -> CommandResult<Snapshot> {
    requests::allow_origin(&ledger.get().await?, &args.0).await?;
    apply_choices(&gateway, &page).await
}

#[command]
pub(crate) async fn forbid_origin(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<OneOrigin>,
) -> CommandResult<Snapshot> {
    requests::forbid_origin(&ledger.get().await?, &args.0).await?;
    apply_choices(&gateway, &page).await
}

#[command]
pub(crate) async fn set_run_key(
    page: Managed<'_, Arc<PageEvents>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
    args: Args<RunKeyArgs>,
) -> CommandResult<Snapshot> {
    gateway.set_key(Key::from_pasted(&args.0.key)?).await?;
    page.refresh().await
}

#[command]
pub(crate) async fn remove_run_key(
    page: Managed<'_, Arc<PageEvents>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    gateway.remove_key().await?;
    page.refresh().await
}

/// Applies a choice that is stored already. Page and tray are refreshed also when that fails, as
/// the snapshot then shows the gateway's failure.
async fn apply_choices(gateway: &Arc<HostedGateway>, page: &PageEvents) -> CommandResult<Snapshot> {
    let applied = gateway.apply_choices().await;
    let shown = page.refresh().await?;
    applied.map(|()| shown)
}
