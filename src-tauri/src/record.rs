//! Fetching fal's billing record: page after page while the person wants it, then every five
//! minutes.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fal_budget_core::domain::notice::Notice;
use fal_budget_core::view::NoticeView;
use fal_budget_core::{clock, say};
use tauri::{AppHandle, Manager};

use crate::error::CommandError;
use crate::events;
use crate::live::LiveConnection;
use crate::state::State;

/// Between two fetches.
const EVERY: Duration = Duration::from_mins(5);

/// The fetch of the billing record.
#[derive(Default)]
pub(crate) struct RecordFetch {
    running: AtomicBool,
    /// Asked for, perhaps while one was ending.
    wanted: AtomicBool,
    /// Asked for by the person, who is told where it fails.
    by_person: AtomicBool,
    /// When the last one ended, by uptime.
    ended: Mutex<Option<Duration>>,
}

impl RecordFetch {
    /// Begins a fetch if it is time to.
    pub(crate) fn fetch_if_due(app: &AppHandle) {
        let record = app.state::<Self>();
        let ended = *record.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let is_running = record.running.load(Ordering::SeqCst);
        if !is_running && ended.is_none_or(|ended| clock::moment().uptime >= ended + EVERY) {
            Self::begin(app);
        }
    }

    /// The same because the person wants it.
    pub(crate) fn fetch_now(app: &AppHandle) {
        app.state::<Self>().by_person.store(true, Ordering::SeqCst);
        Self::begin(app);
    }

    /// Begins a fetch, now or after the one under way.
    fn begin(app: &AppHandle) {
        let record = app.state::<Self>();
        record.wanted.store(true, Ordering::SeqCst);
        if record.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let record = app.state::<Self>();
            loop {
                while record.wanted.swap(false, Ordering::SeqCst) {
                    record.fetch(&app).await;
                }
                *record.ended.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(clock::moment().uptime);
                record.running.store(false, Ordering::SeqCst);
                // Asked for between the last look and the end.
                if !record.wanted.load(Ordering::SeqCst)
                    || record.running.swap(true, Ordering::SeqCst)
                {
                    return;
                }
            }
        });
    }
}

impl RecordFetch {
    async fn fetch(&self, app: &AppHandle) {
        let by_person = self.by_person.swap(false, Ordering::SeqCst);
        if let Err(failure) = run(app).await {
            log::warn!("the billing record was not fetched: {failure}");
            if by_person {
                let message = say!("record-not-read", failure = failure.message);
                events::notice(
                    app,
                    &NoticeView {
                        good: false,
                        message,
                    },
                );
            }
        }
    }
}

/// Page after page, until the last or until the person stops it; what was fetched shows at once.
async fn run(app: &AppHandle) -> Result<(), CommandError> {
    let (state, live) = (app.state::<State>(), app.state::<LiveConnection>());
    let ledger = state.ledger().await?;
    while ledger.record().await?.following {
        let Some(is_last) = live.fetch_page().await? else {
            return Ok(());
        };
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
        state.notify(app, vec![Notice::Replaced(count)]).await;
    }
    Ok(())
}
