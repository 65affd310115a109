//! Calls through the gateway in the ledger: its notes become jobs, each note once.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::Ledger;
use super::prices::{PriceBook, price_book};
use crate::Error;
use crate::domain::call::{self as rule, CallEvent, CallRef, JournalRecord};
use crate::domain::gateway::GatewayChoices;
use crate::domain::job::{Basis, CallProgress, Job, JobOrigin, NewJob};
use crate::domain::money::TooLarge;
use crate::domain::pending_charge::SETTLING;
use crate::domain::price::Price;
use crate::domain::request_params::{RequestParams, median};
use crate::store::job_batch::{self, BatchJob};
use crate::store::{call, change, connection, gateway, pending_charge};

impl Ledger {
    /// What the person chose for the gateway.
    pub async fn gateway(&self) -> Result<GatewayChoices, Error> {
        Ok(gateway::read(&mut *self.store.read().await?).await?)
    }

    /// Keeps it.
    pub async fn choose_gateway(&self, choices: &GatewayChoices) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        gateway::write(&mut transaction, choices).await?;
        Ok(transaction.commit().await?)
    }

    /// The number of the last note that is in the ledger.
    pub async fn last_applied(&self) -> Result<i64, Error> {
        Ok(gateway::last_applied(&mut *self.store.read().await?).await?)
    }

    /// The calls that have not ended, as far as is known.
    pub async fn open_calls(&self) -> Result<Vec<Job>, Error> {
        Ok(call::open(&mut *self.store.read().await?).await?)
    }

    /// Whether a request of fal's is that of a call which stands.
    pub async fn has_request(&self, request: &str) -> Result<bool, Error> {
        let jobs = call::find(&mut *self.store.read().await?, &[], &[request]).await?;
        Ok(jobs.iter().any(|job| job.call.is_some()))
    }

    /// The models of calls that stand without a price, and of which none is known.
    pub async fn unpriced_models(&self) -> Result<Vec<String>, Error> {
        let mut transaction = self.store.read().await?;
        let book = price_book(&mut transaction).await?;
        let unpriced = call::unpriced(&mut transaction).await?.into_iter();
        let mut models: Vec<String> = unpriced
            .filter_map(|job| job.what.subject.model().map(str::to_owned))
            .collect();
        models.sort_unstable();
        models.dedup();
        models.retain(|model| book.price(model).is_none());
        Ok(models)
    }

    /// Prices the calls whose price was not known when they came, where it is known now.
    pub async fn price_calls(&self, now: DateTime<Utc>) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let book = price_book(&mut transaction).await?;
        for before in call::unpriced(&mut transaction).await? {
            let price = before
                .what
                .subject
                .model()
                .and_then(|model| book.price(model));
            if let Some(job) = price
                .map(|price| rule::priced(&before, price))
                .transpose()?
                .flatten()
            {
                call::write(&mut transaction, &job).await?;
                pending_charge::adjust(&mut transaction, job.id, job.what.cost.unwrap_or_default())
                    .await?;
            }
        }
        super::balance(&mut transaction, now).await?.remaining()?;
        Ok(transaction.commit().await?)
    }

    /// Ends the calls whose callers went with a gateway that is no more: what they cost is not
    /// known better than before.
    pub async fn end_running_calls(&self) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        call::end_running(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes notes in the order of their numbers, in one transaction; those that were taken before
    /// are passed over.
    pub async fn apply_records(
        &self,
        notes: &[JournalRecord],
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let last = gateway::last_applied(&mut transaction).await?;
        let notes: Vec<&JournalRecord> = notes.iter().filter(|note| note.number > last).collect();
        let Some(newest) = notes.last() else {
            return Ok(());
        };
        let mut calls = CallJobs::load(&mut transaction, &notes).await?;
        for note in &notes {
            calls.take(&mut transaction, note, now).await?;
        }
        calls.write(&mut transaction, now).await?;
        gateway::set_last_applied(&mut transaction, newest.number).await?;
        super::balance(&mut transaction, now).await?.remaining()?;
        Ok(transaction.commit().await?)
    }
}

/// The jobs that notes are about.
struct CallJobs {
    jobs: Vec<CallJob>,
    by_call: HashMap<i64, usize>,
    by_request: HashMap<String, usize>,
    prices: PriceBook,
    /// What the last calls of a model took.
    usual: HashMap<String, Option<Decimal>>,
}

/// A job as it was in the ledger, where it was, and as it is now, where it still is one.
struct CallJob {
    before: Option<Job>,
    now: Option<Job>,
}

impl CallJobs {
    async fn load(
        connection: &mut SqliteConnection,
        notes: &[&JournalRecord],
    ) -> Result<Self, Error> {
        let mut calls = Vec::new();
        let mut requests = Vec::new();
        for note in notes {
            match &note.call {
                CallRef::Call(number) => calls.push(*number),
                CallRef::Request(request) => requests.push(request.as_str()),
            }
            if let CallEvent::Named(request) = &note.event {
                requests.push(request);
            }
        }
        let book = price_book(connection).await?;
        let mut all = Self {
            jobs: Vec::new(),
            by_call: HashMap::new(),
            by_request: HashMap::new(),
            prices: book,
            usual: HashMap::new(),
        };
        for job in call::find(connection, &calls, &requests).await? {
            all.add(CallJob {
                before: Some(job.clone()),
                now: Some(job),
            });
        }
        Ok(all)
    }

    fn add(&mut self, known: CallJob) {
        let place = self.jobs.len();
        if let Some(job) = &known.now {
            self.by_call.extend(job.call.map(|call| (call, place)));
            self.by_request
                .extend(job.request.clone().map(|request| (request, place)));
        }
        self.jobs.push(known);
    }

    async fn take(
        &mut self,
        connection: &mut SqliteConnection,
        note: &JournalRecord,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let place = match &note.call {
            CallRef::Call(number) => self.by_call.get(number),
            CallRef::Request(request) => self.by_request.get(request),
        };
        let place = place.copied();
        match &note.event {
            CallEvent::Began {
                endpoint,
                queued,
                params: asked,
            } => {
                let price = self.prices.price(endpoint).cloned();
                let is_said = price
                    .as_ref()
                    .is_some_and(|price| asked.units(price).is_some());
                let usual = if is_said {
                    None
                } else {
                    self.usual(connection, endpoint).await?
                };
                let what = initial_estimate(endpoint, asked, price.as_ref(), usual)?;
                let progress = if *queued {
                    CallProgress::Queued
                } else {
                    CallProgress::Running
                };
                let job = Job {
                    id: 0,
                    change_id: 0,
                    entry_id: None,
                    what,
                    at: note.at,
                    origin: JobOrigin::Gateway,
                    voided_at: None,
                    replaced: false,
                    request: None,
                    settled_from: None,
                    call: Some(note.number),
                    progress: Some(progress),
                };
                self.add(CallJob {
                    before: None,
                    now: Some(job),
                });
            }
            CallEvent::Named(request) => self.name(place, request, now),
            CallEvent::Ended(end) => {
                let known = place.and_then(|place| self.jobs.get_mut(place));
                if let Some((known, job)) =
                    known.and_then(|known| known.now.clone().map(|job| (known, job)))
                {
                    // A price that was learnt since it began.
                    let price = job
                        .what
                        .subject
                        .model()
                        .and_then(|model| self.prices.price(model));
                    let job = rule::with_price(job, price);
                    let after = rule::end(&job, end).unwrap_or(Some(job));
                    let is_unpriced = after
                        .as_ref()
                        .is_some_and(|job| job.what.basis == Basis::Unknown);
                    let priced = after.as_ref().zip(price.filter(|_| is_unpriced));
                    known.now = priced
                        .and_then(|(job, price)| rule::priced(job, price).ok()?)
                        .or(after);
                }
            }
        }
        Ok(())
    }

    /// Gives a call its request. Where fal's record has that request already, its job is the
    /// call's.
    fn name(&mut self, place: Option<usize>, request: &str, now: DateTime<Utc>) {
        let Some(place) = place else { return };
        let other = self
            .by_request
            .get(request)
            .copied()
            .filter(|other| *other != place);
        let Some(known) = self.jobs.get_mut(place) else {
            return;
        };
        let Some(job) = &mut known.now else { return };
        match other {
            None => {
                job.request = Some(request.to_owned());
                self.by_request.insert(request.to_owned(), place);
            }
            Some(other) => {
                if let Some(call) = job.call {
                    self.by_call.insert(call, other);
                }
                if known.before.is_some() {
                    (job.voided_at, job.replaced, job.progress) = (Some(now), true, None);
                } else {
                    known.now = None;
                }
            }
        }
    }

    async fn usual(
        &mut self,
        connection: &mut SqliteConnection,
        endpoint: &str,
    ) -> Result<Option<Decimal>, Error> {
        if let Some(usual) = self.usual.get(endpoint) {
            return Ok(*usual);
        }
        let usual = median(call::last_metered(connection, endpoint).await?);
        self.usual.insert(endpoint.to_owned(), usual);
        Ok(usual)
    }

    async fn write(
        &self,
        connection: &mut SqliteConnection,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        for known in &self.jobs {
            match (&known.before, &known.now) {
                (Some(before), Some(job)) if before != job => {
                    call::write(connection, job).await?;
                    let by = job
                        .what
                        .cost
                        .unwrap_or_default()
                        .minus(before.what.cost.unwrap_or_default())?;
                    pending_charge::adjust(connection, job.id, by).await?;
                }
                (Some(before), None) => {
                    pending_charge::remove(connection, before.id).await?;
                    call::remove(connection, before.id).await?;
                }
                _ => {}
            }
        }
        let new: Vec<&Job> = self
            .jobs
            .iter()
            .filter(|known| known.before.is_none())
            .filter_map(|known| known.now.as_ref())
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let change_id = change::of_record(connection, now).await?;
        let entries = job_batch::entries(connection).await?;
        for jobs in new.chunks(job_batch::MAX_ROWS) {
            let rows: Vec<BatchJob<'_>> = jobs
                .iter()
                .map(|job| BatchJob {
                    at: job.at,
                    entry_id: job_batch::entry_at(&entries, job.at),
                    request: job.request.as_deref(),
                    what: &job.what,
                    voided_at: None,
                    call: job.call.map(|call| (call, job.progress)),
                    settled_from: job.settled_from,
                })
                .collect();
            job_batch::add(connection, change_id, JobOrigin::Gateway, &rows).await?;
        }
        add_pending_charges(connection, &new, now).await
    }
}

/// What a call is taken for when it begins. An amount that cannot be kept is not known.
pub(super) fn initial_estimate(
    endpoint: &str,
    asked: &RequestParams,
    price: Option<&Price>,
    usual: Option<Decimal>,
) -> Result<NewJob, TooLarge> {
    rule::begin(endpoint, asked, price, usual).or_else(|_| rule::begin(endpoint, asked, None, None))
}

/// Holds back what fal may not have charged yet: calls of the last while, and those that go on.
async fn add_pending_charges(
    connection: &mut SqliteConnection,
    new: &[&Job],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if connection::read(connection).await?.is_none() {
        return Ok(());
    }
    let waited = |job: &Job| {
        now.signed_duration_since(job.at)
            .to_std()
            .unwrap_or_default()
    };
    let is_held =
        |job: &&&Job| job.progress.is_some_and(CallProgress::is_open) || waited(job) < SETTLING;
    let calls: Vec<i64> = new
        .iter()
        .filter(is_held)
        .filter_map(|job| job.call)
        .collect();
    Ok(pending_charge::add_calls(connection, &calls, Duration::ZERO).await?)
}
