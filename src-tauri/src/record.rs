//! Fetching fal's billing record: page after page when the person asks for it, then every five
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

/// Time between two fetches.
const INTERVAL: Duration = Duration::from_mins(5);

/// The fetch of the billing record, of which one at a time is under way.
#[derive(Default)]
pub(crate) struct RecordFetch {
    running: AtomicBool,
    /// A fetch was requested, perhaps while another was ending.
    wanted: AtomicBool,
    /// The person requested the fetch, and is told when it fails.
    by_person: AtomicBool,
    /// End of the last fetch, as uptime.
    ended: Mutex<Option<Duration>>,
}

impl RecordFetch {
    /// Begins a fetch if the last one ended long enough ago.
    pub(crate) fn fetch_if_due(app: &AppHandle) {
        let record = app.state::<Self>();
        let ended = *record.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let is_running = record.running.load(Ordering::SeqCst);
        if !is_running && ended.is_none_or(|ended| clock::moment().uptime >= ended + INTERVAL) {
            Self::begin(app);
        }
    }

    /// Begins a fetch because the person wants it now.
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
            app.state::<Self>().fetch_while_wanted(&app).await;
        });
    }

    async fn fetch_while_wanted(&self, app: &AppHandle) {
        loop {
            while self.wanted.swap(false, Ordering::SeqCst) {
                self.fetch(app).await;
            }
            *self.ended.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(clock::moment().uptime);
            self.running.store(false, Ordering::SeqCst);
            // Somebody may have requested a fetch between the last look at `wanted` and the store
            // above, and gone away because one was running.
            if !self.wanted.load(Ordering::SeqCst) || self.running.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    }

    async fn fetch(&self, app: &AppHandle) {
        let by_person = self.by_person.swap(false, Ordering::SeqCst);
        if let Err(failure) = fetch_pages(app).await {
            log::warn!("the billing record was not fetched: {failure}");
            if by_person {
                let message = say!("record-not-read", failure = failure.message);
                let notice = NoticeView {
                    good: false,
                    message,
                };
                events::notice(app, &notice);
            }
        }
    }
}

/// Fetches page after page until the last one or until the person stops it. Each page shows at
/// once.
async fn fetch_pages(app: &AppHandle) -> Result<(), CommandError> {
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
    // Jobs logged by hand give way only to a record that was read to its end.
    if record.run.is_none()
        && record.replaces == Some(true)
        && let Some((_, count)) = ledger.replace_by_record(clock::now()).await?
    {
        state.refresh(app).await?;
        state.notify(app, vec![Notice::Replaced(count)]).await;
    }
    Ok(())
}
