//! The parts of the program, put together in one place: each is given what it works with.

use std::sync::Arc;

use fal_budget_fal::Addresses;
use tauri::{AppHandle, Manager};

use super::notifications;
use super::tray::{Tray, TrayActions};
use crate::events::PageEvents;
use crate::runtime::alerts::Alerts;
use crate::runtime::erase::Eraser;
use crate::runtime::gateway::HostedGateway;
use crate::runtime::import::Import;
use crate::runtime::ledger::{HostedLedger, SqlPlugin, UnopenedLedger};
use crate::runtime::live::{LiveConnection, RecordFetch};
use crate::runtime::refresh::RefreshTimer;
use crate::runtime::state::{Notices, QuitNotice, ShownGateway, State};

/// The parts that work together.
pub(super) struct Parts {
    pub(super) ledger: Arc<HostedLedger>,
    pub(super) state: Arc<State>,
    pub(super) quit_notice: Arc<QuitNotice>,
    pub(super) live: Arc<LiveConnection>,
    pub(super) gateway: Arc<HostedGateway>,
    pub(super) import: Arc<Import>,
    pub(super) tray: Arc<Tray>,
    notices: Arc<Notices>,
    record: Arc<RecordFetch>,
}

impl Parts {
    /// Makes the parts, of which nothing is under way yet. The ledger is to be opened.
    pub(super) fn new(app: &AppHandle, addresses: &Addresses) -> (Self, UnopenedLedger) {
        let (ledger, unopened) = HostedLedger::begin(SqlPlugin::new(app.clone()));
        let ledger = Arc::new(ledger);
        let notices = Arc::new(Notices::default());
        let status = Arc::new(ShownGateway::default());
        let state = State::new(ledger.clone(), status.clone(), addresses.is_demo);
        let state = Arc::new(state);
        let live = Arc::new(LiveConnection::new(
            addresses.clone(),
            ledger.clone(),
            state.clone(),
            notices.clone(),
        ));
        let gateway = Arc::new(HostedGateway::new(
            addresses.clone(),
            ledger.clone(),
            state.clone(),
            live.clone(),
            status,
        ));
        let record = Arc::new(RecordFetch::new(
            ledger.clone(),
            state.clone(),
            notices.clone(),
            live.clone(),
        ));
        let tray = Arc::new(Tray::new(TrayActions {
            ledger: ledger.clone(),
            state: state.clone(),
            live: live.clone(),
        }));
        let parts = Self {
            ledger,
            state,
            quit_notice: Arc::new(QuitNotice::new()),
            live,
            gateway,
            import: Arc::default(),
            tray,
            notices,
            record,
        };
        (parts, unopened)
    }

    /// Lets page and notifications follow the state, and gives Tauri what the commands ask for.
    pub(super) fn follow(&self, app: &AppHandle) {
        let (alerts, requests) = Alerts::new(self.ledger.clone(), self.state.clone());
        let alerts = Arc::new(alerts);
        alerts.follow();
        notifications::follow(app.clone(), self.state.clone(), requests);
        let page = Arc::new(PageEvents::new(
            app.clone(),
            self.ledger.clone(),
            self.state.clone(),
            self.notices.clone(),
        ));
        page.follow();
        app.manage(page);
        app.manage(alerts);
        app.manage(self.ledger.clone());
        app.manage(self.live.clone());
        app.manage(self.record.clone());
        app.manage(self.gateway.clone());
        app.manage(self.import.clone());
        app.manage(self.eraser());
    }

    fn eraser(&self) -> Eraser {
        Eraser {
            ledger: self.ledger.clone(),
            notices: self.notices.clone(),
            quit_notice: self.quit_notice.clone(),
            live: self.live.clone(),
            gateway: self.gateway.clone(),
            import: self.import.clone(),
        }
    }

    /// Makes the timer of these parts.
    pub(super) fn refresh_timer(&self) -> RefreshTimer {
        RefreshTimer {
            ledger: self.ledger.clone(),
            state: self.state.clone(),
            notices: self.notices.clone(),
            live: self.live.clone(),
            record: self.record.clone(),
            gateway: self.gateway.clone(),
        }
    }
}
