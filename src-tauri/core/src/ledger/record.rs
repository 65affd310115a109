//! fal's billing record in the ledger: events settle jobs or become some, and jobs logged by hand
//! give way to them.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::Ledger;
use super::prices::{PriceBook, price_book};
use crate::Error;
use crate::domain::job::{Basis, JobOrigin, Label, NewJob, Subject};
use crate::domain::price::PriceSource;
use crate::domain::record::{BillingEvent, BillingRecord, FetchRun};
use crate::store::change::{self, ChangeKind};
use crate::store::job_batch::{self, BatchJob};
use crate::store::{billed, record};

/// What a page of events did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppliedEvents {
    /// Jobs that were there and now cost what fal billed.
    pub settled: usize,
    /// Events that became jobs.
    pub added: usize,
}

impl Ledger {
    /// How far the record has been fetched.
    pub async fn record(&self) -> Result<BillingRecord, Error> {
        Ok(record::read(&mut *self.store.read().await?).await?)
    }

    /// Follows the record from now on, or stops; a fetch under way stays where it is.
    pub async fn follow_record(&self, following: bool) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let before = record::read(&mut transaction).await?;
        record::write(
            &mut transaction,
            &BillingRecord {
                following,
                ..before
            },
        )
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Takes a page of a fetch. `next` is fal's mark of the page after it; without one the fetch is
    /// complete. The same event twice, or changed later, is one job.
    pub async fn apply_events(
        &self,
        run: &FetchRun,
        events: &[BillingEvent],
        next: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<AppliedEvents, Error> {
        let mut transaction = self.store.write().await?;
        let taken = settle(&mut transaction, events, now).await?;
        let before = record::read(&mut transaction).await?;
        let count = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let run = FetchRun {
            cursor: next,
            events: run.events.saturating_add(count),
            ..run.clone()
        };
        let after = match run.cursor {
            Some(_) => BillingRecord {
                run: Some(run),
                ..before
            },
            None => BillingRecord {
                complete: Some(before.completed_by(&run)),
                run: None,
                ..before
            },
        };
        record::write(&mut transaction, &after).await?;
        transaction.commit().await?;
        Ok(taken)
    }

    /// Takes events that were asked for one by one, beside the fetch of the whole record.
    pub async fn apply_requested_events(
        &self,
        events: &[BillingEvent],
        now: DateTime<Utc>,
    ) -> Result<AppliedEvents, Error> {
        let mut transaction = self.store.write().await?;
        let taken = settle(&mut transaction, events, now).await?;
        transaction.commit().await?;
        Ok(taken)
    }

    /// Marks the jobs logged by hand in the completely fetched period as replaced by fal's record,
    /// now and in later fetches: they stay in the books, out of every sum. Gives the change that
    /// undoes it, and how many they are; none where there are none.
    pub async fn replace_by_record(&self, now: DateTime<Utc>) -> Result<Option<(i64, i64)>, Error> {
        let mut transaction = self.store.write().await?;
        let before = record::read(&mut transaction).await?;
        let Some(period) = before.complete_range() else {
            return Ok(None);
        };
        record::write(
            &mut transaction,
            &BillingRecord {
                replaces: Some(true),
                ..before
            },
        )
        .await?;
        let (count, _) = billed::by_hand(&mut transaction, period).await?;
        let mut change_id = None;
        if count > 0 {
            let id = change::add(&mut transaction, &ChangeKind::Replace, now).await?;
            billed::replace(&mut transaction, id, period, now).await?;
            change_id = Some((id, count));
        }
        transaction.commit().await?;
        Ok(change_id)
    }

    /// Keeps jobs logged by hand beside fal's record, now and later.
    pub async fn keep_beside_record(&self) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let before = record::read(&mut transaction).await?;
        record::write(
            &mut transaction,
            &BillingRecord {
                replaces: Some(false),
                ..before
            },
        )
        .await?;
        Ok(transaction.commit().await?)
    }
}

/// Events settle the jobs of their requests, or become some.
async fn settle(
    connection: &mut SqliteConnection,
    events: &[BillingEvent],
    now: DateTime<Utc>,
) -> Result<AppliedEvents, Error> {
    let change_id = change::of_record(connection, now).await?;
    let book = price_book(connection).await?;
    let mut taken = AppliedEvents::default();
    let requests: Vec<&str> = events.iter().map(|event| event.request.as_str()).collect();
    billed::adopt(connection, change_id, &requests).await?;
    let mut known = job_batch::known_requests(connection, &requests).await?;
    for event in events {
        if !known.contains(&event.request) && billed::identify_call(connection, event).await? {
            known.insert(event.request.clone());
        }
    }
    let is_new = |event: &&BillingEvent| known.insert(event.request.clone());
    let (new, others): (Vec<&BillingEvent>, Vec<&BillingEvent>) = events.iter().partition(is_new);
    add(connection, change_id, &new, &book).await?;
    taken.added = new.len();
    for event in others {
        let Some(known) = billed::of_request(connection, &event.request).await? else {
            continue;
        };
        if known.what.basis != Basis::Billed || known.what.cost != Some(event.cost) {
            billed::settle(connection, known.id, event).await?;
            taken.settled += 1;
        }
    }
    super::balance(connection, now).await?.remaining()?;
    Ok(taken)
}

/// Events without a job become one each, and count against the entry of their time.
async fn add(
    connection: &mut SqliteConnection,
    change_id: i64,
    events: &[&BillingEvent],
    book: &PriceBook,
) -> Result<(), Error> {
    let entries = job_batch::entries(connection).await?;
    let jobs: Vec<NewJob> = events.iter().map(|event| job_of(event, book)).collect();
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
                settled_from: None,
            })
            .collect();
        job_batch::add(connection, change_id, JobOrigin::Fal, &rows).await?;
    }
    Ok(())
}

fn job_of(event: &BillingEvent, book: &PriceBook) -> NewJob {
    NewJob {
        subject: Subject::Model(event.endpoint.clone()),
        quantity: event.units.unwrap_or_default(),
        unit: book
            .price(&event.endpoint)
            .map_or_else(|| "units".to_owned(), |price| price.unit.clone()),
        unit_price: event.unit_price,
        cost: Some(event.cost),
        basis: Basis::Billed,
        price_source: event.unit_price.map(|_| PriceSource::Fal),
        label: Label::default(),
    }
}
