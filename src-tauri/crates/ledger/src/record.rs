//! fal's billing record in the ledger: its events settle jobs or become jobs, and jobs logged by
//! hand can be replaced by it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use fal_budget_domain::jobs::record::{BillingEvent, BillingRecord, FetchRun, MeteringError};
use fal_budget_domain::jobs::{Basis, JobOrigin, Label, NewJob, Subject};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::tariffs::price::PriceSource;
use fal_budget_store::Tx;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::job_batch::{self, BatchJob};
use fal_budget_store::tables::{billed, metering_error, record};

use super::Ledger;
use super::prices::{PriceBook, price_book};
use crate::LedgerError;

/// Numbers of jobs that billing events settled and added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppliedEvents {
    /// Number of known jobs whose cost is now the billed one.
    pub settled: usize,
    /// Number of events that became jobs.
    pub added: usize,
}

impl Ledger {
    /// Reads the progress in fetching the billing record.
    pub async fn record(&self) -> Result<BillingRecord, LedgerError> {
        Ok(record::read(&mut self.read().await?).await?)
    }

    /// Switches fetching of the billing record on or off. A fetch under way is kept, and continued
    /// when this is switched on again.
    pub async fn follow_record(&self, following: bool) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let before = record::read(&mut tx).await?;
        let after = BillingRecord {
            following,
            ..before
        };
        record::write(&mut tx, &after).await?;
        Ok(tx.commit().await?)
    }

    /// Applies one page of a fetch. `next` is fal's cursor of the page after it; `None` completes
    /// the fetch. An event that comes again, or comes changed, stays one job.
    pub async fn apply_events(
        &self,
        run: &FetchRun,
        events: &[BillingEvent],
        next: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<AppliedEvents, LedgerError> {
        let mut tx = self.write().await?;
        let applied = settle(&mut tx, events, now).await?;
        // The cursor is committed with the events of its page: a fetch that is broken off continues
        // after the last page that is in the ledger.
        let before = record::read(&mut tx).await?;
        let after = after_page(&before, run, events.len(), next);
        record::write(&mut tx, &after).await?;
        tx.commit().await?;
        Ok(applied)
    }

    /// Applies events of single requests, fetched apart from the whole record.
    pub async fn apply_requested_events(
        &self,
        events: &[BillingEvent],
        now: DateTime<Utc>,
    ) -> Result<AppliedEvents, LedgerError> {
        let mut tx = self.write().await?;
        let applied = settle(&mut tx, events, now).await?;
        tx.commit().await?;
        Ok(applied)
    }

    /// Voids the jobs logged by hand in the time range that was fetched completely, as replaced by
    /// the billing record, and remembers that the person wants this. Returns the id of the change
    /// that undoes it and the number of jobs, or `None` if there are none.
    pub async fn replace_by_record(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<(i64, i64)>, LedgerError> {
        let mut tx = self.write().await?;
        let before = record::read(&mut tx).await?;
        let Some(range) = before.complete_range() else {
            return Ok(None);
        };
        let after = BillingRecord {
            replaces: Some(true),
            ..before
        };
        record::write(&mut tx, &after).await?;
        let (count, _) = billed::by_hand(&mut tx, range).await?;
        let replaced = if count > 0 {
            let change_id = change::add(&mut tx, &ChangeKind::Replace, now).await?;
            billed::replace(&mut tx, change_id, range, now).await?;
            Some((change_id, count))
        } else {
            None
        };
        tx.commit().await?;
        Ok(replaced)
    }

    /// Remembers that the person wants jobs logged by hand to be kept beside the billing record.
    pub async fn keep_beside_record(&self) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let before = record::read(&mut tx).await?;
        let after = BillingRecord {
            replaces: Some(false),
            ..before
        };
        record::write(&mut tx, &after).await?;
        Ok(tx.commit().await?)
    }
}

/// Progress after a page of so many events.
fn after_page(
    before: &BillingRecord,
    run: &FetchRun,
    events: usize,
    next: Option<String>,
) -> BillingRecord {
    let run = FetchRun {
        cursor: next,
        events: run
            .events
            .saturating_add(i64::try_from(events).unwrap_or(i64::MAX)),
        ..run.clone()
    };
    if run.cursor.is_some() {
        BillingRecord {
            run: Some(run),
            ..before.clone()
        }
    } else {
        BillingRecord {
            complete: Some(before.completed_by(&run)),
            run: None,
            ..*before
        }
    }
}

/// Settles the jobs of known requests and adds a job for each other event.
async fn settle(
    tx: &mut Tx,
    events: &[BillingEvent],
    now: DateTime<Utc>,
) -> Result<AppliedEvents, LedgerError> {
    let events = &by_request(events)?;
    let change_id = change::of_record(tx, now).await?;
    let prices = price_book(tx).await?;
    let requests: Vec<&str> = events.iter().map(|event| event.request.as_str()).collect();
    // First, so that an imported job is settled like any other and outlives its import.
    billed::adopt(tx, change_id, &requests).await?;
    let mut known = job_batch::known_requests(tx, &requests).await?;
    for event in events {
        if !known.contains(&event.request) && billed::identify_call(tx, event).await? {
            known.insert(event.request.clone());
        }
    }
    // `insert` returns true once for each request, so an event that occurs twice on a page is added
    // the first time and settles that job the second time. Hence all are added before any settles.
    let is_new = |event: &&BillingEvent| known.insert(event.request.clone());
    let (new, others): (Vec<&BillingEvent>, Vec<&BillingEvent>) = events.iter().partition(is_new);
    add(tx, change_id, &new, &prices).await?;
    let mut settled = 0;
    for event in others {
        settled += usize::from(settle_job(tx, event).await?);
    }
    super::balance(tx, now).await?.remaining()?;
    Ok(AppliedEvents {
        settled,
        added: new.len(),
    })
}

/// Adds the events of one request up: fal may charge a request twice, at two moments. An event that
/// comes twice, of one moment, is one; the later counts.
fn by_request(events: &[BillingEvent]) -> Result<Vec<BillingEvent>, TooLarge> {
    let mut single: Vec<&BillingEvent> = Vec::with_capacity(events.len());
    let mut places: HashMap<(&str, DateTime<Utc>), usize> = HashMap::new();
    for event in events {
        match places.entry((&event.request, event.at)) {
            Entry::Occupied(place) => {
                if let Some(before) = single.get_mut(*place.get()) {
                    *before = event;
                }
            }
            Entry::Vacant(place) => {
                place.insert(single.len());
                single.push(event);
            }
        }
    }
    let mut sums: Vec<BillingEvent> = Vec::with_capacity(single.len());
    let mut of_request: HashMap<&str, usize> = HashMap::new();
    for event in single {
        let place = of_request.get(event.request.as_str()).copied();
        if let Some(sum) = place.and_then(|place| sums.get_mut(place)) {
            sum.cost = sum.cost.plus(event.cost)?;
            sum.units = sum.units.zip(event.units).map(|(units, more)| units + more);
        } else {
            of_request.insert(&event.request, sums.len());
            sums.push(event.clone());
        }
    }
    Ok(sums)
}

/// Settles the job of an event. Returns `false` if the job has this billed cost already.
pub(super) async fn settle_job(tx: &mut Tx, event: &BillingEvent) -> Result<bool, LedgerError> {
    let Some(job) = billed::of_request(tx, &event.request).await? else {
        return Ok(false);
    };
    // Fetches overlap by hours, so most events come a second time: nothing is written for them.
    let tells_key = event.key.is_some() && job.what.label.key.is_none();
    if job.what.basis == Basis::Billed && job.what.cost == Some(event.cost) && !tells_key {
        return Ok(false);
    }
    if let (Basis::Metered, Some(metered)) = (job.what.basis, job.what.cost) {
        let model = &event.endpoint;
        match MeteringError::between(model, metered, event.cost) {
            Some(error) => metering_error::put(tx, &error).await?,
            None => metering_error::remove(tx, model).await?,
        }
    }
    billed::settle(tx, job.id, event).await?;
    Ok(true)
}

/// Adds a job for each event. Jobs count against the entry of their own time.
async fn add(
    tx: &mut Tx,
    change_id: i64,
    events: &[&BillingEvent],
    prices: &PriceBook,
) -> Result<(), LedgerError> {
    let entries = job_batch::entries(tx).await?;
    let jobs: Vec<NewJob> = events.iter().map(|event| job_of(event, prices)).collect();
    for (events, jobs) in events
        .chunks(job_batch::MAX_ROWS)
        .zip(jobs.chunks(job_batch::MAX_ROWS))
    {
        let rows: Vec<BatchJob<'_>> = events
            .iter()
            .zip(jobs)
            .map(|(event, what)| BatchJob {
                at: event.at,
                entry_id: job_batch::entry_at(&entries, event.at),
                request: Some(&event.request),
                what,
                voided_at: None,
                call: None,
                estimated_cost: None,
            })
            .collect();
        job_batch::add(tx, change_id, JobOrigin::Fal, &rows).await?;
    }
    Ok(())
}

fn job_of(event: &BillingEvent, prices: &PriceBook) -> NewJob {
    NewJob {
        subject: Subject::Model(event.endpoint.clone()),
        quantity: event.units.unwrap_or_default(),
        // An event does not name its unit; fal's general word is "units".
        unit: prices
            .price(&event.endpoint)
            .map_or_else(|| "units".to_owned(), |price| price.unit.clone()),
        unit_price: event.unit_price,
        cost: Some(event.cost),
        basis: Basis::Billed,
        price_source: event.unit_price.map(|_| PriceSource::Fal),
        label: Label {
            key: event.key.clone(),
            ..Label::default()
        },
    }
}
