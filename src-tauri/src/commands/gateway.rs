//! Commands of the gateway: on and off, its port, the pages that may use it, and the run key.

use fal_budget_core::fal::Key;
use fal_budget_core::requests::{self, GatewayPort, OneOrigin, RunKeyArgs, SwitchGateway};
use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use super::CommandResult;
use super::args::Args;
use crate::gateway::HostedGateway;
use crate::state::State;

#[command]
pub(crate) async fn switch_gateway(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
    args: Args<SwitchGateway>,
) -> CommandResult<Snapshot> {
    requests::switch_gateway(&state.ledger().await?, &args.0).await?;
    apply_choices(&app, &gateway, &state).await
}

#[command]
pub(crate) async fn set_gateway_port(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
    args: Args<GatewayPort>,
) -> CommandResult<Snapshot> {
    requests::set_gateway_port(&state.ledger().await?, &args.0).await?;
    apply_choices(&app, &gateway, &state).await
}

#[command]
pub(crate) async fn allow_origin(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
    args: Args<OneOrigin>,
) -> CommandResult<Snapshot> {
    requests::allow_origin(&state.ledger().await?, &args.0).await?;
    apply_choices(&app, &gateway, &state).await
}

#[command]
pub(crate) async fn forbid_origin(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
    args: Args<OneOrigin>,
) -> CommandResult<Snapshot> {
    requests::forbid_origin(&state.ledger().await?, &args.0).await?;
    apply_choices(&app, &gateway, &state).await
}

#[command]
pub(crate) async fn set_run_key(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
    args: Args<RunKeyArgs>,
) -> CommandResult<Snapshot> {
    gateway
        .set_key(&app, Key::from_pasted(&args.0.key)?)
        .await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn remove_run_key(
    app: AppHandle,
    gateway: Managed<'_, HostedGateway>,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    gateway.remove_key(&app).await?;
    state.refresh(&app).await
}

/// Applies a choice that is stored already. Page and tray are refreshed also when that fails, as
/// the snapshot then shows the gateway's failure.
async fn apply_choices(
    app: &AppHandle,
    gateway: &HostedGateway,
    state: &State,
) -> CommandResult<Snapshot> {
    let applied = gateway.apply_choices(app).await;
    let shown = state.refresh(app).await?;
    applied.map(|()| shown)
}
