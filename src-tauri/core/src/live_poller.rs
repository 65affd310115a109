//! Following fal's balance: asks when it is time, and hands what comes back to the ledger.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::Error;
use crate::domain::connection::KeyPlace;
use crate::domain::notice::Notice;
use crate::domain::polling::{Moment, PollAction, PollOutcome, Polling};
use crate::domain::reading::Reading;
use crate::domain::sync_error::SyncError;
use crate::fal::{Client, Credit, FalError, Key, QuotedPrice};
use crate::ledger::{Connected, Ledger};

/// The live balance of one key.
#[derive(Debug)]
pub struct LivePoller {
    client: Client,
    ledger: Ledger,
    key: Option<Key>,
    polling: Polling,
    /// When the newest reading was asked for, by uptime; none before the first of this run.
    read_at: Option<Duration>,
}

impl LivePoller {
    /// Follows nothing yet.
    #[must_use]
    pub fn new(client: Client, ledger: Ledger) -> Self {
        Self {
            client,
            ledger,
            key: None,
            polling: Polling::stopped(),
            read_at: None,
        }
    }

    /// Takes up the connection of an earlier run with its key. One that fal had rejected waits for
    /// the person.
    pub async fn resume(&mut self, key: Key) -> Result<(), Error> {
        let Some(connection) = self.ledger.connection().await? else {
            return Ok(());
        };
        let is_rejected = connection.sync_error == Some(SyncError::KeyRejected);
        self.polling = if is_rejected {
            Polling::stopped()
        } else {
            Polling::starting()
        };
        self.key = Some(key);
        Ok(())
    }

    /// Whether the key is at hand.
    #[must_use]
    pub const fn has_key(&self) -> bool {
        self.key.is_some()
    }

    /// What is to be done now.
    pub fn due(&mut self, now: Moment, is_online: impl FnOnce() -> bool) -> PollAction {
        self.polling.due(now, is_online)
    }

    /// Whether fal was asked since a moment.
    #[must_use]
    pub fn has_polled_since(&self, moment: Moment) -> bool {
        self.polling.has_polled_since(moment)
    }

    /// Does what is due. `luck` of 0 to 1000 spreads the requests of many computers.
    pub async fn act(
        &mut self,
        due: PollAction,
        clock: impl Fn() -> Moment,
        luck: u32,
    ) -> Result<Vec<Notice>, Error> {
        match due {
            PollAction::Nothing => Ok(Vec::new()),
            PollAction::Offline => self
                .ledger
                .record_sync_error(SyncError::Offline)
                .await
                .map(|_| Vec::new()),
            PollAction::Ask => self.ask(clock, luck).await,
        }
    }

    /// The person wants a new figure.
    pub fn poll_now(&mut self, now: Moment) {
        if self.key.is_some() {
            self.polling.poll_now(now);
        }
    }

    async fn ask(&mut self, clock: impl Fn() -> Moment, luck: u32) -> Result<Vec<Notice>, Error> {
        let Some(key) = &self.key else {
            return Ok(Vec::new());
        };
        let now = clock();
        self.polling.started(now);
        let newest_job = self.ledger.newest_job().await?;
        let answer = self.client.credit(key, now.wall).await;
        self.polling.finished(outcome(&answer), clock(), luck);
        match answer {
            Ok(credit) => self.keep(credit, newest_job, now).await,
            Err(FalError::Locked(message)) => {
                let is_news = self.ledger.record_lock(message, now.wall).await?;
                Ok(if is_news {
                    vec![Notice::Locked]
                } else {
                    Vec::new()
                })
            }
            Err(FalError::Trouble {
                sync_error: trouble,
                ..
            }) => {
                let is_rejection = trouble == SyncError::KeyRejected;
                let is_news = self.ledger.record_sync_error(trouble).await?;
                Ok(if is_news && is_rejection {
                    vec![Notice::KeyRejected]
                } else {
                    Vec::new()
                })
            }
        }
    }

    async fn keep(
        &mut self,
        credit: Credit,
        newest_job: i64,
        now: Moment,
    ) -> Result<Vec<Notice>, Error> {
        let Some(before) = self.ledger.connection().await? else {
            self.forget();
            return Ok(Vec::new());
        };
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
        Ok(before
            .lock
            .map(|_| Notice::Unlocked)
            .into_iter()
            .chain(top_up.map(Notice::TopUp))
            .collect())
    }

    /// Fetches the next page of the billing record, and says whether it was the last.
    pub async fn fetch_page(&mut self, now: DateTime<Utc>) -> Result<bool, Error> {
        let Some(key) = &self.key else {
            return Ok(true);
        };
        let run = self.ledger.record().await?.next_run(now);
        let page = self.client.events(key, &run, now).await?;
        // A page that is its own next one would never end.
        if page.next.is_some() && page.next == run.cursor {
            return Err(FalError::unreadable().into());
        }
        let is_last = page.next.is_none();
        self.ledger
            .apply_events(&run, &page.events, page.next, now)
            .await?;
        Ok(is_last)
    }

    /// Asks what these requests were charged, and says whether fal's record has all of them
    /// already; without a key there is nothing to wait for.
    pub async fn fetch_requests(
        &self,
        requests: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let Some(key) = &self.key else {
            return Ok(true);
        };
        fetch_requests(&self.client, key, &self.ledger, requests, now).await
    }

    /// The prices that fal asks for these models; without a key none.
    pub async fn prices(
        &self,
        models: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<QuotedPrice>, FalError> {
        match &self.key {
            Some(key) => self.client.quoted_prices(key, models, now).await,
            None => Ok(Vec::new()),
        }
    }

    /// Tries a key: fal's answer becomes the first reading, or the next one of the same account,
    /// once `store` has put the key away.
    pub async fn connect<S: AsyncFnOnce(&Key) -> Result<KeyPlace, E>, E: From<Error>>(
        &mut self,
        key: Key,
        store: S,
        clock: impl Fn() -> Moment,
        luck: u32,
    ) -> Result<Option<Notice>, E> {
        let newest_job = self.ledger.newest_job().await?;
        let now = clock();
        self.polling.started(now);
        let credit = self
            .client
            .credit(&key, now.wall)
            .await
            .map_err(Error::from)?;
        let place = store(&key).await?;
        let reading = Reading {
            asked_at: now.wall,
            newest_job,
            amount: credit.balance,
        };
        let connected = Connected {
            username: &credit.username,
            key_place: place,
            is_demo: self.client.is_demo(),
        };
        let elapsed = self.elapsed(now);
        let top_up = self.ledger.connect(connected, reading, elapsed).await?;
        self.read_at = Some(now.uptime);
        self.key = Some(key);
        self.polling.finished(PollOutcome::Answered, clock(), luck);
        Ok(top_up.map(Notice::TopUp))
    }

    /// The time since the reading before, by the clock that is never set. Of the time before this
    /// run it knows nothing, and nothing held back grows older by it.
    fn elapsed(&self, now: Moment) -> Duration {
        self.read_at
            .map_or(Duration::ZERO, |before| now.uptime.saturating_sub(before))
    }

    fn forget(&mut self) {
        self.key = None;
        self.polling = Polling::stopped();
        self.read_at = None;
    }
}

fn outcome(answer: &Result<Credit, FalError>) -> PollOutcome {
    answer
        .as_ref()
        .map_or_else(FalError::outcome, |_| PollOutcome::Answered)
}

/// fal's record has a charge some time after its request: the waits before it is asked again.
pub const CHARGES: [Duration; 6] = [
    Duration::ZERO,
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(40),
];

/// How long before now a request that was just told of can have ended.
const TOLD: TimeDelta = TimeDelta::days(1);
/// The most requests of one question.
const MOST_REQUESTS: usize = 50;

/// Asks with a key of the scope Admin what these requests were charged, and says whether fal's
/// record has all of them already.
pub async fn fetch_requests(
    client: &Client,
    key: &Key,
    ledger: &Ledger,
    requests: &[String],
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let mut found = 0;
    for requests in requests.chunks(MOST_REQUESTS) {
        let events = client
            .events_of(key, requests, now - TOLD, now)
            .await?
            .events;
        found += events.len();
        ledger.apply_requested_events(&events, now).await?;
    }
    Ok(found >= requests.len())
}
