//! Fetching fal's billing record: page after page while the person wants it, then every five minutes.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fal_budget_core::clock;
use fal_budget_core::domain::news::News;
use tauri::{AppHandle, Manager};

use crate::error::Failure;
use crate::live::Live;
use crate::state::State;

/// Between two fetches.
const EVERY: Duration = Duration::from_mins(5);

/// The fetch of the billing record.
#[derive(Default)]
pub(crate) struct Record {
    running: AtomicBool,
    /// Asked for while one was ending.
    wanted: AtomicBool,
    /// When the last one ended, by uptime.
    ended: Mutex<Option<Duration>>,
}

impl Record {
    /// Begins a fetch if it is time to.
    pub(crate) fn look(app: &AppHandle) {
        let record = app.state::<Self>();
        let ended = *record.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.is_none_or(|ended| clock::moment().uptime >= ended + EVERY) {
            Self::begin(app);
        }
    }

    /// Begins a fetch, now or after the one under way.
    pub(crate) fn begin(app: &AppHandle) {
        let record = app.state::<Self>();
        record.wanted.store(true, Ordering::SeqCst);
        if record.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let record = app.state::<Self>();
            while record.wanted.swap(false, Ordering::SeqCst) {
                if let Err(failure) = run(&app).await {
                    log::warn!("the billing record was not fetched: {failure}");
                }
            }
            *record.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(clock::moment().uptime);
            record.running.store(false, Ordering::SeqCst);
        });
    }
}

/// Page after page, until the last or until the person stops it; what was fetched shows at once.
async fn run(app: &AppHandle) -> Result<(), Failure> {
    let (state, live) = (app.state::<State>(), app.state::<Live>());
    let ledger = state.ledger().await?;
    while ledger.record().await?.following {
        let Some(is_last) = live.fetch_page().await? else { return Ok(()) };
        state.refresh(app).await?;
        if is_last {
            break;
        }
    }
    let record = ledger.record().await?;
    if record.run.is_none()
        && record.replaces == Some(true)
        && let Some((_, count)) = ledger.replace_by_record(clock::now()).await?
    {
        state.refresh(app).await?;
        state.tell(app, vec![News::Replaced(count)]).await;
    }
    Ok(())
}
