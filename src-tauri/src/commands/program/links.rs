//! Commands that open pages of fal.ai and the data folder. Every address that the program opens is
//! a constant here: the page cannot name one.

use fal_budget_platform::folder;
use tauri::{AppHandle, command};
use tauri_plugin_shell::ShellExt;

use crate::error::{CommandError, CommandResult};

const DASHBOARD: &str = "https://fal.ai/dashboard/keys";
const BILLING: &str = "https://fal.ai/dashboard/billing";

#[command]
pub(crate) async fn open_dashboard(app: AppHandle) -> CommandResult<&'static str> {
    open(&app, DASHBOARD)
}

#[command]
pub(crate) async fn open_billing(app: AppHandle) -> CommandResult<&'static str> {
    open(&app, BILLING)
}

/// Returns the path of the data folder.
#[command]
pub(crate) async fn data_folder() -> CommandResult<String> {
    Ok(folder::data()?.display().to_string())
}

#[command]
#[expect(
    deprecated,
    reason = "the owner named the shell plugin; its successor is another package"
)]
pub(crate) async fn open_data_folder(app: AppHandle) -> CommandResult<()> {
    app.shell()
        .open(folder::data()?.display().to_string(), None)
        .map_err(|error| {
            log::warn!("no file manager opened: {error}");
            CommandError::no_file_manager()
        })
}

/// Opens an address in the person's browser and returns it.
#[expect(
    deprecated,
    reason = "the owner named the shell plugin; its successor is another package"
)]
fn open(app: &AppHandle, address: &'static str) -> CommandResult<&'static str> {
    // May take a while, which is why commands run off the main thread.
    app.shell()
        .open(address, None)
        .map(|()| address)
        .map_err(|error| {
            log::warn!("no browser opened: {error}");
            CommandError::no_browser(address)
        })
}
