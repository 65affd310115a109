//! Commands of the program itself: diagnostics, another try after a failed start, start at login,
//! erasing everything.

use fal_budget_core::requests::{EraseArgs, StartAtLogin};
use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use super::CommandResult;
use super::args::Args;
use crate::error::CommandError;
use crate::gateway::HostedGateway;
use crate::live::LiveConnection;
use crate::state::State;
use crate::{autostart, diagnostics, erase};

#[command]
pub(crate) async fn get_diagnostics(state: Managed<'_, State>) -> CommandResult<String> {
    Ok(diagnostics::text(state.ledger().await.err().as_ref()))
}

#[command]
pub(crate) async fn try_again(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.try_again(&app).await?;
    // Both gave up at the start, without a ledger.
    LiveConnection::begin(&app);
    HostedGateway::begin(&app);
    state.refresh(&app).await
}

#[command]
pub(crate) async fn quit_notice_was_shown(state: Managed<'_, State>) -> CommandResult<()> {
    state.remember_quit_notice().await
}

/// Returns `true` if a session starts the program.
#[command]
pub(crate) async fn starts_at_login() -> CommandResult<bool> {
    autostart::is_on().map_err(|error| CommandError::autostart(&error))
}

#[command]
pub(crate) async fn start_at_login(args: Args<StartAtLogin>) -> CommandResult<()> {
    autostart::set(args.0.on).map_err(|error| CommandError::autostart(&error))
}

/// Erases everything, and begins as a new program.
#[command]
pub(crate) async fn erase_everything(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<EraseArgs>,
) -> CommandResult<Snapshot> {
    let erased = erase::everything(&app, &args.0.typed).await;
    // Also after a failure: most is gone then, and the page must not go on showing it.
    let shown = state.refresh(&app).await;
    erased.and(shown)
}

#[command]
pub(crate) async fn quit(app: AppHandle) -> CommandResult<()> {
    // The event that follows closes gateway and ledger.
    app.exit(0);
    Ok(())
}
