//! The actions of the tray's menu.

use std::sync::Arc;

use tauri::AppHandle;

use crate::commands;
use crate::desktop::window;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;
use crate::runtime::state::State;

// Ids of the lines of the menu that can be chosen.
pub(super) const OPEN: &str = "open";
pub(super) const REFRESH: &str = "refresh";
pub(super) const DASHBOARD: &str = "dashboard";
pub(super) const HIDE: &str = "hide";
pub(super) const SETTINGS: &str = "settings";
pub(super) const QUIT: &str = "quit";

/// Acts when a line of the menu is chosen.
#[derive(Clone)]
pub(crate) struct TrayActions {
    pub(crate) ledger: Arc<HostedLedger>,
    pub(crate) state: Arc<State>,
    pub(crate) live: Arc<LiveConnection>,
}

impl TrayActions {
    /// Does what the line with this id says.
    pub(super) fn act(&self, app: &AppHandle, id: &str) {
        match id {
            OPEN => window::show(app),
            SETTINGS => window::show_settings(app),
            QUIT => app.exit(0),
            REFRESH => self.in_background(async |actions| actions.refresh().await),
            HIDE => self.in_background(async |actions| {
                if let Err(failure) = actions.toggle_amounts().await {
                    log::warn!("amounts are still shown as before: {failure}");
                }
            }),
            DASHBOARD => open_dashboard(app.clone()),
            _ => {}
        }
    }

    async fn refresh(&self) {
        // A failure shows in the tray itself.
        let _ = self.live.poll_now().await;
        let _ = self.state.refresh().await;
    }

    /// Hides amounts that are shown, and shows hidden ones.
    async fn toggle_amounts(&self) -> Result<(), CommandError> {
        let ledger = self.ledger.get().await?;
        let hidden = ledger.settings().await?.display.hidden;
        ledger.hide_amounts(!hidden).await?;
        self.state.refresh().await.map(|_| ())
    }

    fn in_background<F: Future<Output = ()> + Send + 'static>(&self, work: impl FnOnce(Self) -> F) {
        tauri::async_runtime::spawn(work(self.clone()));
    }
}

fn open_dashboard(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        // Without a browser, the window has the address to copy.
        if commands::open_dashboard(app.clone()).await.is_err() {
            window::on_main_thread(&app, window::show_settings);
        }
    });
}
