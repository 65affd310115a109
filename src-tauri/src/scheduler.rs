//! The only timer: a look for changes each second, the full refresh every ten.

use std::time::Duration;

use fal_budget_core::store::StoreError;
use fal_budget_core::store::watch::Watch;
use tauri::{AppHandle, Manager};
use tokio::time::{MissedTickBehavior, interval};

use crate::folder;
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
    loop {
        timer.tick().await;
        let state = app.state::<State>();
        if state.ledger().await.is_err() {
            continue;
        }
        looks = (looks + 1) % LOOKS_PER_REFRESH;
        let changed = look(&mut watch).await.unwrap_or_else(|error| {
            log::warn!("looking for changes failed: {error}");
            watch = None;
            false
        });
        if changed || looks == 0 {
            // A failure reaches the page as an event and is tried again.
            let _ = state.refresh(&app).await;
        }
    }
}

/// Whether something was committed since the last look; the first look always says so.
async fn look(watch: &mut Option<Watch>) -> Result<bool, StoreError> {
    if let Some(watch) = watch {
        return watch.changed().await;
    }
    *watch = Some(Watch::begin(&folder::database()?).await?);
    Ok(true)
}
