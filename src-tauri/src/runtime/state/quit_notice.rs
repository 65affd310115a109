//! The notice that closing the window ends the program, as it does without a tray.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::runtime::ledger::HostedLedger;

/// Remembers that the person has seen the notice.
pub(crate) struct QuitNotice {
    was_shown: AtomicBool,
}

impl QuitNotice {
    /// Begins without a notice: none is shown while the ledger is not open.
    pub(crate) const fn new() -> Self {
        Self {
            was_shown: AtomicBool::new(true),
        }
    }

    /// Reads from a ledger that was just opened whether the person has seen the notice.
    pub(crate) async fn read(&self, ledger: &HostedLedger) {
        if let Ok(ledger) = ledger.get().await {
            let settings = ledger.settings().await;
            let was_shown = settings.is_ok_and(|settings| settings.quit_notice_shown);
            self.was_shown.store(was_shown, Ordering::Relaxed);
        }
    }

    /// Returns `true` once: the person has yet to see that closing the window quits.
    pub(crate) fn take(&self) -> bool {
        !self.was_shown.swap(true, Ordering::Relaxed)
    }
}
