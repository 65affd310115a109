//! What the program tells the page without being asked: every name and payload.

use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, Emitter};

use crate::error::Failure;

/// All that is shown has changed; payload [`Snapshot`].
const SNAPSHOT: &str = "snapshot";
/// The figures can no longer be read; payload [`Failure`].
const TROUBLE: &str = "trouble";

/// Sends what is shown now, or why it is not known.
pub(crate) fn shown(app: &AppHandle, shown: &Result<Snapshot, Failure>) {
    let sent = match shown {
        Ok(snapshot) => app.emit(SNAPSHOT, snapshot),
        Err(failure) => app.emit(TROUBLE, failure),
    };
    if let Err(error) = sent {
        log::warn!("the page was not told: {error}");
    }
}
