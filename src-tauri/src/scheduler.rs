//! The only timer of the window's process: each second it looks for changes by other programs and
//! for requests that are due at fal, every ten seconds it refreshes everything.

use std::time::Duration;

use chrono::NaiveDate;
use fal_budget_core::domain::notice::Notice;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::store::StoreError;
use fal_budget_core::store::watch::{ChangeWatch, has_changed};
use fal_budget_core::{Error, clock};
use tauri::{AppHandle, Manager};
use tokio::time::{MissedTickBehavior, interval};

use crate::folder;
use crate::gateway::HostedGateway;
use crate::live::LiveConnection;
use crate::record::RecordFetch;
use crate::state::State;

/// Time between two ticks: a change by another program shows within it.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two full refreshes: days end and figures age without a change.
const TICKS_PER_REFRESH: u32 = 10;

/// Starts the timer.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(run(app));
}

async fn run(app: AppHandle) {
    let mut timer = interval(TICK);
    // After a sleep of the computer one tick is enough, not one for each second of it.
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watch = DatabaseWatch::default();
    let mut ticks = 0;
    let mut backed_up_on = None;
    loop {
        timer.tick().await;
        LiveConnection::poll_if_due(&app);
        RecordFetch::fetch_if_due(&app);
        let state = app.state::<State>();
        let Ok(ledger) = state.ledger().await else {
            continue;
        };
        ticks = (ticks + 1) % TICKS_PER_REFRESH;
        let changed = watch.has_changed(state.openings()).await;
        if ticks == 0 {
            back_up(&app, ledger, &mut backed_up_on);
        }
        if changed && let Err(failure) = HostedGateway::follow_ledger(&app).await {
            log::warn!("the gateway did not take up a change: {failure}");
        }
        if changed || ticks == 0 {
            // A failure reaches the page as an event and is tried again.
            let _ = state.refresh(&app).await;
        }
    }
}

/// Notices commits to the database, by whichever program.
#[derive(Default)]
struct DatabaseWatch {
    open: Option<ChangeWatch>,
    opening: usize,
}

impl DatabaseWatch {
    /// Returns `true` if something was committed since the last call. `opening` numbers the
    /// database that is open now.
    async fn has_changed(&mut self, opening: usize) -> bool {
        // The watch counts the commits of one file, which a restore has moved aside.
        if std::mem::replace(&mut self.opening, opening) != opening {
            self.open = None;
        }
        let outcome = async { has_changed(&mut self.open, &folder::database()?).await };
        outcome.await.unwrap_or_else(|error| {
            log::warn!("checking for changes failed: {error}");
            self.open = None;
            false
        })
    }
}

/// Makes the daily backup in the background. A failed one is tried again the next day, or at the
/// next start.
fn back_up(app: &AppHandle, ledger: Ledger, backed_up_on: &mut Option<NaiveDate>) {
    let today = clock::now().with_timezone(&clock::zone()).date_naive();
    if backed_up_on.replace(today) == Some(today) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let made = match folder::database() {
            Ok(database) => ledger.back_up_daily(&database, today).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = made {
            log::warn!("no copy of the database was made today: {error}");
            // A backup reads every page, so it may be the first to meet a damaged one.
            if matches!(error, Error::Store(StoreError::Damaged)) {
                let notices = vec![Notice::Damaged];
                app.state::<State>().notify(&app, notices).await;
            }
        }
    });
}
