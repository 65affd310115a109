//! Fetching fal's billing record: page after page when the person asks for it, then every five
//! minutes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fal_budget_app::clock;
use fal_budget_app::view::NoticeView;
use fal_budget_domain::live::notice::Notice;
use fal_budget_i18n::say;

use super::connection::LiveConnection;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::state::{Notices, State};

/// Time between two fetches.
const INTERVAL: Duration = Duration::from_mins(5);

/// The fetch of the billing record, of which one at a time is under way.
pub(crate) struct RecordFetch {
    ledger: Arc<HostedLedger>,
    state: Arc<State>,
    notices: Arc<Notices>,
    live: Arc<LiveConnection>,
    running: AtomicBool,
    /// A fetch was requested, perhaps while another was ending.
    wanted: AtomicBool,
    /// The person requested the fetch, and is told when it fails.
    by_person: AtomicBool,
    /// End of the last fetch, as uptime.
    ended: Mutex<Option<Duration>>,
}

impl RecordFetch {
    /// Makes a fetch that is not under way.
    pub(crate) fn new(
        ledger: Arc<HostedLedger>,
        state: Arc<State>,
        notices: Arc<Notices>,
        live: Arc<LiveConnection>,
    ) -> Self {
        Self {
            ledger,
            state,
            notices,
            live,
            running: AtomicBool::default(),
            wanted: AtomicBool::default(),
            by_person: AtomicBool::default(),
            ended: Mutex::default(),
        }
    }

    /// Begins a fetch if the last one ended long enough ago.
    pub(crate) fn fetch_if_due(self: &Arc<Self>) {
        let ended = *self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let is_running = self.running.load(Ordering::SeqCst);
        if !is_running && ended.is_none_or(|ended| clock::moment().uptime >= ended + INTERVAL) {
            self.begin();
        }
    }

    /// Begins a fetch because the person wants it now.
    pub(crate) fn fetch_now(self: &Arc<Self>) {
        self.by_person.store(true, Ordering::SeqCst);
        self.begin();
    }

    /// Begins a fetch, now or after the one under way.
    fn begin(self: &Arc<Self>) {
        self.wanted.store(true, Ordering::SeqCst);
        if self.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let record = self.clone();
        tauri::async_runtime::spawn(async move { record.fetch_while_wanted().await });
    }

    async fn fetch_while_wanted(&self) {
        loop {
            while self.wanted.swap(false, Ordering::SeqCst) {
                self.fetch().await;
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

    async fn fetch(&self) {
        let by_person = self.by_person.swap(false, Ordering::SeqCst);
        let fetched = self.fetch_pages().await;
        let failure = fetched
            .as_ref()
            .err()
            .map(|failure| failure.message.clone());
        if let Err(error) = self.state.set_record_failure(failure).await {
            log::warn!("the state of the billing record was not shown: {error}");
        }
        if let Err(failure) = fetched {
            log::warn!("the billing record was not fetched: {failure}");
            if by_person {
                let message = say!("record-not-read", failure = failure.message);
                self.notices.pass(NoticeView {
                    good: false,
                    message,
                });
            }
        }
    }

    /// Fetches page after page until the last one or until the person stops it. Each page shows at
    /// once.
    async fn fetch_pages(&self) -> Result<(), CommandError> {
        let ledger = self.ledger.get().await?;
        while ledger.record().await?.following {
            let Some(is_last) = self.live.fetch_page().await? else {
                return Ok(());
            };
            self.state.refresh().await?;
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
            self.state.refresh().await?;
            self.notices.add(vec![Notice::Replaced(count)]);
        }
        Ok(())
    }
}
