//! Commands of the program itself: diagnostics, another try after a failed start, start at login,
//! erasing everything.

use std::sync::Arc;

use fal_budget_app::requests::{EraseArgs, StartAtLogin};
use fal_budget_app::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use crate::commands::ipc::Args;
use crate::error::{CommandError, CommandResult};
use crate::events::PageEvents;
use crate::runtime::erase::Eraser;
use crate::runtime::gateway::HostedGateway;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;
use crate::system::{autostart, diagnostics};

#[command]
pub(crate) async fn get_diagnostics(
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<String> {
    Ok(diagnostics::text(ledger.get().await.err().as_ref()))
}

#[command]
pub(crate) async fn try_again(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    live: Managed<'_, Arc<LiveConnection>>,
    gateway: Managed<'_, Arc<HostedGateway>>,
) -> CommandResult<Snapshot> {
    ledger.try_again().await?;
    // Both gave up at the start, without a ledger.
    live.begin();
    gateway.begin();
    page.refresh().await
}

#[command]
pub(crate) async fn quit_notice_was_shown(
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<()> {
    Ok(ledger.get().await?.remember_quit_notice().await?)
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
    page: Managed<'_, Arc<PageEvents>>,
    eraser: Managed<'_, Eraser>,
    args: Args<EraseArgs>,
) -> CommandResult<Snapshot> {
    let done = eraser.erase(&args.0.typed).await;
    // Also after a failure: most is gone then, and the page must not go on showing it.
    let shown = page.refresh().await;
    done.and(shown)
}

#[command]
pub(crate) async fn quit(app: AppHandle) -> CommandResult<()> {
    // The event that follows closes gateway and ledger.
    app.exit(0);
    Ok(())
}
