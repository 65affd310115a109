//! What the program tells the page without being asked: every name and payload.

use fal_budget_core::view::{NoticeView, Snapshot};
use tauri::{AppHandle, Emitter};

use crate::error::CommandError;

/// All that is shown has changed; payload [`Snapshot`].
const SNAPSHOT: &str = "snapshot";
/// The figures can no longer be read; payload [`CommandError`].
const TROUBLE: &str = "trouble";
/// The person asked for the settings from the tray; no payload.
const OPEN_SETTINGS: &str = "open-settings";
/// Closing the window would end the program, which the person is told once; no payload.
const CLOSING_QUITS: &str = "closing-quits";

/// Something happened that the person is told once; payload [`NoticeView`].
const NEWS: &str = "news";

/// How much of an import is done; payload thousandths.
const IMPORT: &str = "import";

/// Tells how much of an import is done.
pub(crate) fn import_progress(app: &AppHandle, thousandths: u64) {
    sent(app.emit(IMPORT, thousandths));
}

/// Tells what happened.
pub(crate) fn notice(app: &AppHandle, news: &NoticeView) {
    sent(app.emit(NEWS, news));
}

/// Sends what is shown now, or why it is not known.
pub(crate) fn shown(app: &AppHandle, shown: &Result<Snapshot, CommandError>) {
    sent(match shown {
        Ok(snapshot) => app.emit(SNAPSHOT, snapshot),
        Err(failure) => app.emit(TROUBLE, failure),
    });
}

/// Asks the page to open its settings.
pub(crate) fn open_settings(app: &AppHandle) {
    sent(app.emit(OPEN_SETTINGS, ()));
}

/// Asks the page to say that closing quits.
pub(crate) fn quit_notice(app: &AppHandle) {
    sent(app.emit(CLOSING_QUITS, ()));
}

fn sent(sent: tauri::Result<()>) {
    if let Err(error) = sent {
        log::warn!("the page was not told: {error}");
    }
}
