//! The live poller: asks fal for the balance when it is due, and records the response in the
//! ledger.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::live::notice::Notice;
use fal_budget_domain::live::polling::{Moment, PollAction, PollOutcome, Polling};
use fal_budget_domain::live::reading::Reading;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_fal::{Client, Credit, FalError, Key, QuotedPrice};
use fal_budget_ledger::{Connected, Ledger};

use crate::Error;

/// Pauses before each attempt to read the charge of a request that is done: fal's record has one
/// only some time after the request.
pub const BILLING_LOOKUP_PAUSES: [Duration; 6] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
];

/// Time before now in which a request that a webhook has just reported can have ended.
const MAX_AGE: TimeDelta = TimeDelta::days(1);
/// Requests whose charges are read at once, at most.
const MAX_REQUESTS: usize = 50;
/// Pause between two readings of the keys' names, which hardly ever change.
const KEYS_EVERY: Duration = Duration::from_hours(24);

/// Polls the balance of one key's account.
#[derive(Debug)]
pub struct LivePoller {
    client: Client,
    ledger: Ledger,
    /// `None` until a connection is made or resumed, and after it ended.
    key: Option<Key>,
    polling: Polling,
    /// Uptime at which the newest reading was asked for. `None` before the first of this run.
    read_at: Option<Duration>,
    /// Uptime at which the names of keys were last asked for.
    keys_read_at: Option<Duration>,
}

impl LivePoller {
    /// Makes a poller without a key, which asks nothing.
    #[must_use]
    pub fn new(client: Client, ledger: Ledger) -> Self {
        Self {
            client,
            ledger,
            key: None,
            polling: Polling::stopped(),
            read_at: None,
            keys_read_at: None,
        }
    }

    /// Resumes the connection of an earlier run with its key. Does nothing if there is none.
    pub async fn resume(&mut self, key: Key) -> Result<(), Error> {
        let Some(connection) = self.ledger.connection().await? else {
            return Ok(());
        };
        // A key that fal rejected is not used again before the person says so.
        let is_rejected = connection.sync_error == Some(SyncError::KeyRejected);
        self.polling = if is_rejected {
            Polling::stopped()
        } else {
            Polling::starting()
        };
        self.key = Some(key);
        Ok(())
    }

    /// Tells whether there is a key to ask with.
    #[must_use]
    pub const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// Returns the action that is due, for [`Self::act`]. `is_online` is called only if it matters.
    pub fn due(&mut self, now: Moment, is_online: impl FnOnce() -> bool) -> PollAction {
        self.polling.due(now, is_online)
    }

    /// Tells whether a request for the balance has begun at `moment` or later.
    #[must_use]
    pub fn has_polled_since(&self, moment: Moment) -> bool {
        self.polling.has_polled_since(moment)
    }

    /// Does what is due and returns what a person should be told. `jitter`, from 0 to 1000, spreads
    /// the requests of many computers.
    pub async fn act(
        &mut self,
        due: PollAction,
        clock: impl Fn() -> Moment,
        jitter: u32,
    ) -> Result<Vec<Notice>, Error> {
        match due {
            PollAction::Nothing => Ok(Vec::new()),
            PollAction::Offline => {
                self.ledger.record_sync_error(SyncError::Offline).await?;
                Ok(Vec::new())
            }
            PollAction::Ask => self.poll(clock, jitter).await,
        }
    }

    /// Makes the next request due at once, or as soon as fal allows, because a person wants it.
    pub fn poll_now(&mut self, now: Moment) {
        if self.key.is_some() {
            self.polling.poll_now(now);
        }
    }

    /// Returns the time until the next request, if that is soon: see [`Polling::due_soon`].
    #[must_use]
    pub fn due_soon(&self, now: Moment) -> Option<Duration> {
        self.polling.due_soon(now)
    }

    /// Asks fal for the balance and records what comes back.
    async fn poll(
        &mut self,
        clock: impl Fn() -> Moment,
        jitter: u32,
    ) -> Result<Vec<Notice>, Error> {
        let Some(key) = &self.key else {
            return Ok(Vec::new());
        };
        let now = clock();
        self.polling.started(now);
        // Before fal is asked: a fall of the balance can settle only jobs that were logged by then.
        let newest_job = self.ledger.newest_job().await.map_err(Error::from)?;
        let credit = self.client.credit(key, now.wall).await;
        let outcome = credit
            .as_ref()
            .map_or_else(FalError::outcome, |_| PollOutcome::Answered);
        self.polling.finished(outcome, clock(), jitter);
        match credit {
            Ok(credit) => self.record_reading(credit, newest_job, now).await,
            Err(error) => self.record_error(error, now).await,
        }
    }

    async fn record_reading(
        &mut self,
        credit: Credit,
        newest_job: i64,
        now: Moment,
    ) -> Result<Vec<Notice>, Error> {
        // Another program may have disconnected while fal was being asked.
        if self.ledger.connection().await?.is_none() {
            self.forget();
            return Ok(Vec::new());
        }
        let elapsed = self.elapsed(now);
        self.read_at = Some(now.uptime);
        let reading = Reading {
            asked_at: now.wall,
            newest_job,
            amount: credit.balance,
        };
        let top_up = self
            .ledger
            .record_reading(&credit.username, reading, elapsed)
            .await?;
        self.read_keys(now).await?;
        // That a locked account can be read again says nothing of what it may run.
        Ok(top_up.map(Notice::TopUp).into_iter().collect())
    }

    /// Reads the names of the account's keys, now and then. A key that may not read them leaves
    /// them without names.
    async fn read_keys(&mut self, now: Moment) -> Result<(), Error> {
        let is_new = |read: Duration| now.uptime.saturating_sub(read) < KEYS_EVERY;
        let Some(key) = &self.key else { return Ok(()) };
        if self.keys_read_at.is_some_and(is_new) {
            return Ok(());
        }
        self.keys_read_at = Some(now.uptime);
        if let Ok(keys) = self.client.keys(key, now.wall).await {
            self.ledger.store_key_names(&keys).await?;
        }
        Ok(())
    }

    async fn record_error(&self, error: FalError, now: Moment) -> Result<Vec<Notice>, Error> {
        // Told once: the ledger knows whether it has the same error already.
        let (is_new, notice) = match error {
            FalError::Locked(message) => {
                let is_new = self.ledger.record_lock(message, now.wall).await?;
                (is_new, Some(Notice::Locked))
            }
            FalError::Failed { sync_error, .. } => {
                let is_rejection = sync_error == SyncError::KeyRejected;
                let is_new = self.ledger.record_sync_error(sync_error).await?;
                (is_new, is_rejection.then_some(Notice::KeyRejected))
            }
        };
        Ok(notice.filter(|_| is_new).into_iter().collect())
    }

    /// Fetches the next page of the billing record. Returns `true` if that was the last, or there
    /// is no key.
    pub async fn fetch_page(&mut self, now: DateTime<Utc>) -> Result<bool, Error> {
        let Some(key) = &self.key else {
            return Ok(true);
        };
        let run = self.ledger.record().await?.next_run(now);
        let page = self.client.billing_events(key, &run, now).await?;
        // A page that names itself as the next would never end.
        if page.next.is_some() && page.next == run.cursor {
            return Err(FalError::unreadable().into());
        }
        let is_last = page.next.is_none();
        self.ledger
            .apply_events(&run, &page.events, page.next, now)
            .await?;
        Ok(is_last)
    }

    /// Fetches the charges of these requests, as [`fetch_charges`] does. Returns `true` without a
    /// key, as there is nothing to wait for.
    pub async fn fetch_charges(
        &self,
        requests: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let Some(key) = &self.key else {
            return Ok(true);
        };
        fetch_charges(&self.client, key, &self.ledger, requests, now).await
    }

    /// Reads fal's prices of these models. Without a key there are none.
    pub async fn quoted_prices(
        &self,
        models: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<QuotedPrice>, FalError> {
        match &self.key {
            Some(key) => self.client.quoted_prices(key, models, now).await,
            None => Ok(Vec::new()),
        }
    }

    /// Connects a key: fal's answer becomes the first reading, or the next one of the same account,
    /// after `store` has put the key away. Returns a top-up of that account. On `Err` of fal's or
    /// of `store`, the connection before stays.
    pub async fn connect<S: AsyncFnOnce(&Key) -> Result<KeyPlace, E>, E: From<Error>>(
        &mut self,
        key: Key,
        store: S,
        clock: impl Fn() -> Moment,
        jitter: u32,
    ) -> Result<Option<Notice>, E> {
        let newest_job = self.ledger.newest_job().await.map_err(Error::from)?;
        let now = clock();
        self.polling.started(now);
        let credit = self.client.credit(&key, now.wall).await;
        let credit = credit.map_err(Error::from)?;
        // Only a key that fal took is stored, and only a stored one is in the ledger: otherwise the
        // next start would look for a key that is nowhere.
        let key_place = store(&key).await?;
        let reading = Reading {
            asked_at: now.wall,
            newest_job,
            amount: credit.balance,
        };
        let connected = Connected {
            username: &credit.username,
            key_place,
            is_demo: self.client.is_demo(),
        };
        let elapsed = self.elapsed(now);
        let top_up = self
            .ledger
            .connect(connected, reading, elapsed)
            .await
            .map_err(Error::from)?;
        self.read_at = Some(now.uptime);
        self.key = Some(key);
        self.polling
            .finished(PollOutcome::Answered, clock(), jitter);
        Ok(top_up.map(Notice::TopUp))
    }

    /// Returns the monotonic time since the reading before. Zero for the first reading of this run,
    /// so that no pending charge grows older by a time that nobody measured.
    fn elapsed(&self, now: Moment) -> Duration {
        self.read_at
            .map_or(Duration::ZERO, |before| now.uptime.saturating_sub(before))
    }

    fn forget(&mut self) {
        self.key = None;
        self.polling = Polling::stopped();
        self.read_at = None;
        self.keys_read_at = None;
    }
}

/// Fetches from fal's record, with an Admin key, what these requests were charged. Returns `true`
/// if the record had all of them.
pub async fn fetch_charges(
    client: &Client,
    key: &Key,
    ledger: &Ledger,
    requests: &[String],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let mut found = 0;
    for requests in requests.chunks(MAX_REQUESTS) {
        let page = client
            .billing_events_of(key, requests, now - MAX_AGE, now)
            .await?;
        found += page.events.len();
        // Each part by itself: an error in a later one loses none of the charges found before.
        ledger.apply_requested_events(&page.events, now).await?;
    }
    Ok(found >= requests.len())
}
