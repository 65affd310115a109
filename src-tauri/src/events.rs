//! Events that the program sends to the page: every name and payload.

use fal_budget_core::view::{NoticeView, Snapshot};
use tauri::{AppHandle, Emitter};

use crate::error::CommandError;

/// A new state of everything that is shown; payload [`Snapshot`].
const SNAPSHOT: &str = "snapshot";
/// The figures can no longer be read; payload [`CommandError`].
const FAILURE: &str = "failure";
/// The person chose *Settings* in the tray; no payload.
const OPEN_SETTINGS: &str = "open-settings";
/// Closing the window will end the program, which the person is told once; no payload.
const QUIT_NOTICE: &str = "quit-notice";
/// Something happened that the person is told once; payload [`NoticeView`].
const NOTICE: &str = "notice";
/// Progress of an import; payload thousandths.
const IMPORT: &str = "import";

/// Sends the progress of an import.
pub(crate) fn import_progress(app: &AppHandle, thousandths: u64) {
    warn_if_unsent(app.emit(IMPORT, thousandths));
}

/// Sends a notice.
pub(crate) fn notice(app: &AppHandle, notice: &NoticeView) {
    warn_if_unsent(app.emit(NOTICE, notice));
}

/// Sends what is shown now, or the reason why it cannot be read.
pub(crate) fn shown(app: &AppHandle, shown: &Result<Snapshot, CommandError>) {
    warn_if_unsent(match shown {
        Ok(snapshot) => app.emit(SNAPSHOT, snapshot),
        Err(failure) => app.emit(FAILURE, failure),
    });
}

/// Asks the page to open its settings.
pub(crate) fn open_settings(app: &AppHandle) {
    warn_if_unsent(app.emit(OPEN_SETTINGS, ()));
}

/// Asks the page to show the quit notice.
pub(crate) fn quit_notice(app: &AppHandle) {
    warn_if_unsent(app.emit(QUIT_NOTICE, ()));
}

fn warn_if_unsent(sent: tauri::Result<()>) {
    if let Err(error) = sent {
        log::warn!("the event did not reach the page: {error}");
    }
}
