//! The only timer: a look for changes and for what is due at fal each second, the full refresh
//! every ten.

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

/// A change by another process shows within this time.
const LOOK: Duration = Duration::from_secs(1);
/// Looks between two full refreshes: days end and figures age without a change.
const LOOKS_PER_REFRESH: u32 = 10;

/// Starts it.
pub(crate) fn begin(app: AppHandle) {
    tauri::async_runtime::spawn(run(app));
}

async fn run(app: AppHandle) {
    let mut timer = interval(LOOK);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut watch = None;
    let mut looks = 0;
    let mut opening = 0;
    let mut backed_up = None;
    loop {
        timer.tick().await;
        LiveConnection::poll_if_due(&app);
        RecordFetch::fetch_if_due(&app);
        let state = app.state::<State>();
        let Ok(ledger) = state.ledger().await else {
            continue;
        };
        if std::mem::replace(&mut opening, state.openings()) != opening {
            watch = None;
        }
        looks = (looks + 1) % LOOKS_PER_REFRESH;
        let changed = changed(&mut watch).await.unwrap_or_else(|error| {
            log::warn!("looking for changes failed: {error}");
            watch = None;
            false
        });
        if looks == 0 {
            back_up(&app, ledger, &mut backed_up);
        }
        if changed && let Err(failure) = HostedGateway::follow_ledger(&app).await {
            log::warn!("the gateway did not take up a change: {failure}");
        }
        if changed || looks == 0 {
            // A failure reaches the page as an event and is tried again.
            let _ = state.refresh(&app).await;
        }
    }
}

/// A copy a day, in the background; a failure is tried again the next day, or at the next start.
fn back_up(app: &AppHandle, ledger: Ledger, done: &mut Option<NaiveDate>) {
    let today = clock::now().with_timezone(&clock::zone()).date_naive();
    if done.replace(today) == Some(today) {
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
            if matches!(error, Error::Store(StoreError::Damaged)) {
                app.state::<State>()
                    .notify(&app, vec![Notice::Damaged])
                    .await;
            }
        }
    });
}

async fn changed(watch: &mut Option<ChangeWatch>) -> Result<bool, StoreError> {
    has_changed(watch, &folder::database()?).await
}
