//! Events that the program sends to the page: every name and payload.

use std::sync::{Arc, Mutex, PoisonError};

use fal_budget_app::view::{self, Snapshot};
use fal_budget_domain::money::currency::MoneyFormat;
use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::watch;

use crate::error::CommandResult;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::state::{Notices, Shown, State};

/// A new state of everything that is shown; payload [`Snapshot`].
const SNAPSHOT: &str = "snapshot";
/// The figures can no longer be read; payload [`CommandError`](crate::error::CommandError).
const FAILURE: &str = "failure";
/// The person chose *Settings* in the tray; no payload.
const OPEN_SETTINGS: &str = "open-settings";
/// Closing the window will end the program, which the person is told once; no payload.
const QUIT_NOTICE: &str = "quit-notice";
/// Something happened that the person is told once; payload [`NoticeView`](view::NoticeView).
const NOTICE: &str = "notice";
/// Progress of an import; payload thousandths.
const IMPORT: &str = "import";

/// Sends the page what it shows.
pub(crate) struct PageEvents {
    app: AppHandle,
    ledger: Arc<HostedLedger>,
    state: Arc<State>,
    notices: Arc<Notices>,
    /// Knows what was sent. Locked while it is sent, so that nothing older is sent after it.
    shown: Mutex<watch::Receiver<Shown>>,
}

impl PageEvents {
    /// Begins with a page that was sent nothing.
    pub(crate) fn new(
        app: AppHandle,
        ledger: Arc<HostedLedger>,
        state: Arc<State>,
        notices: Arc<Notices>,
    ) -> Self {
        let shown = Mutex::new(state.shown());
        Self {
            app,
            ledger,
            state,
            notices,
            shown,
        }
    }

    /// Sends changes of what is shown, and notices, from now on.
    pub(crate) fn follow(self: &Arc<Self>) {
        let (page, mut shown) = (self.clone(), self.state.shown());
        let mut pending = self.notices.pending();
        let mut passing = self.notices.passing();
        tauri::async_runtime::spawn(async move {
            loop {
                tokio::select! {
                    Ok(()) = shown.changed() => page.send_shown(),
                    Ok(()) = pending.changed() => {
                        // Figures first: a notice of a top-up beside the old balance would look
                        // wrong.
                        page.send_shown();
                        page.send_notices().await;
                    }
                    Ok(()) = passing.changed() => {
                        let notice = passing.borrow_and_update().clone();
                        if let Some(notice) = notice {
                            page.send(NOTICE, notice);
                        }
                    }
                    else => return,
                }
            }
        });
    }

    /// Refreshes what is shown. Returns when the page was sent it, so that the answer of a command
    /// comes after the figures that it changed.
    pub(crate) async fn refresh(&self) -> CommandResult<Snapshot> {
        let refreshed = self.state.refresh().await;
        self.send_shown();
        refreshed
    }

    /// Sends what is shown now, or the reason why it cannot be read, unless it was sent already.
    fn send_shown(&self) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if !shown.has_changed().unwrap_or(false) {
            return;
        }
        let newest = shown.borrow_and_update().newest().cloned();
        match newest {
            Some(Ok(snapshot)) => self.send(SNAPSHOT, snapshot),
            Some(Err(failure)) => self.send(FAILURE, failure),
            None => {}
        }
    }

    /// Sends the notices that nobody has seen yet, if there is a page.
    pub(crate) async fn send_notices(&self) {
        if self.app.webview_windows().is_empty() || !self.notices.are_pending() {
            return;
        }
        match self.money_format().await {
            Ok(display) => {
                let notices = self.notices.take().into_iter();
                for notice in notices.filter_map(|notice| view::notice(notice, display).ok()) {
                    self.send(NOTICE, notice);
                }
            }
            Err(failure) => log::warn!("notices were not shown: {failure}"),
        }
    }

    async fn money_format(&self) -> CommandResult<MoneyFormat> {
        Ok(self.ledger.get().await?.settings().await?.display)
    }

    /// Sends the progress of an import.
    pub(crate) fn import_progress(&self, thousandths: u64) {
        self.send(IMPORT, thousandths);
    }

    fn send(&self, event: &str, payload: impl Serialize + Clone) {
        send(&self.app, event, payload);
    }
}

/// Asks the page to open its settings.
pub(crate) fn open_settings(app: &AppHandle) {
    send(app, OPEN_SETTINGS, ());
}

/// Asks the page to show the quit notice.
pub(crate) fn quit_notice(app: &AppHandle) {
    send(app, QUIT_NOTICE, ());
}

fn send(app: &AppHandle, event: &str, payload: impl Serialize + Clone) {
    if let Err(error) = app.emit(event, payload) {
        log::warn!("the event did not reach the page: {error}");
    }
}
