//! Jobs: logging, listing, correcting, voiding and restoring.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::{Ledger, commit_sums, live};
use crate::Error;
use crate::domain::job::{Basis, Job, JobOrigin, NewJob};
use crate::domain::money::Money;
use crate::domain::price::{PriceSource, search_rank};
use crate::domain::units;
use crate::store::change::{self, ChangeKind};
use crate::store::job::{After, BatchHeader};
use crate::store::page::{self, Filter, Order, Place, Search};
use crate::store::{entry, job, job_before, pending_charge};

/// New values for parts of a job. `None` keeps a part as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Quantity, in the unit of the job.
    pub quantity: Option<Decimal>,
    /// Price of one unit.
    pub unit_price: Option<Money>,
    /// Tag. `Some(None)` removes the tag.
    pub tag: Option<Option<String>>,
    /// Note. `Some(None)` removes the note.
    pub note: Option<Option<String>>,
}

impl Correction {
    fn apply(self, job: &mut NewJob) -> Result<(), Error> {
        if let Some(quantity) = self.quantity {
            job.quantity = quantity;
        }
        // The price that the job has already keeps its source: a form sends every field.
        let unit_price = self.unit_price.filter(|it| job.unit_price != Some(*it));
        if let Some(unit_price) = unit_price {
            job.unit_price = Some(unit_price);
            job.price_source = Some(PriceSource::User);
        }
        if let Some(tag) = self.tag {
            job.label.tag = tag;
        }
        if let Some(note) = self.note {
            job.label.note = note;
        }
        price(job)
    }
}

impl Ledger {
    /// Logs a batch of jobs, and returns the id of the change that undoes them. Without `earlier`
    /// they ran now and count against the newest entry; with it, they count against the newest
    /// entry whose time is not after it.
    pub async fn log(
        &self,
        jobs: &[NewJob],
        earlier: Option<DateTime<Utc>>,
        origin: JobOrigin,
        now: DateTime<Utc>,
    ) -> Result<i64, Error> {
        let mut transaction = self.store.write().await?;
        let entry_id = match earlier {
            None => entry::newest(&mut transaction).await?.map(|entry| entry.id),
            Some(at) => entry::newest_at(&mut transaction, at).await?,
        };
        let change_id = change::add(&mut transaction, &ChangeKind::Jobs, now).await?;
        let batch = BatchHeader {
            change_id,
            entry_id,
            at: earlier.unwrap_or(now),
            origin,
        };
        for new in jobs {
            job::add(&mut transaction, batch, new).await?;
        }
        live::add_pending_charges(&mut transaction, change_id, batch.at, now).await?;
        commit_sums(transaction, now).await?;
        Ok(change_id)
    }

    /// Lists the newest `limit` jobs that are not voided, from the top or after a job.
    pub async fn jobs(&self, after: Option<After>, limit: u32) -> Result<Vec<Job>, Error> {
        Ok(job::list(&mut *self.store.read().await?, after, limit).await?)
    }

    /// Lists the jobs of one batch, including voided ones.
    pub async fn batch(&self, change_id: i64) -> Result<Vec<Job>, Error> {
        Ok(job::of_change(&mut *self.store.read().await?, change_id, u32::MAX).await?)
    }

    /// Lists the next `limit` jobs after an id, in the order in which they were written, including
    /// voided ones.
    pub async fn jobs_from(&self, after: i64, limit: u32) -> Result<Vec<Job>, Error> {
        Ok(job::list_after(&mut *self.store.read().await?, after, limit).await?)
    }

    /// Finds a job, voided or not. Returns [`Error::NoSuchJob`] if there is none with this id.
    pub async fn job(&self, id: i64) -> Result<Job, Error> {
        job::find(&mut *self.store.read().await?, id)
            .await?
            .ok_or(Error::NoSuchJob)
    }

    /// Counts the jobs of a filter, including voided ones.
    pub async fn count_jobs(&self, filter: &Filter) -> Result<i64, Error> {
        Ok(page::count(&mut *self.store.read().await?, filter).await?)
    }

    /// Lists a page of the jobs of a filter, including voided ones.
    pub async fn find_jobs(
        &self,
        filter: &Filter,
        order: Order,
        place: Place,
    ) -> Result<Vec<Job>, Error> {
        let mut transaction = self.store.read().await?;
        let ids = page::ids(&mut transaction, filter, order, place).await?;
        let jobs = job::find_all(&mut transaction, &ids).await?;
        let mut by_id: HashMap<i64, Job> = jobs.into_iter().map(|job| (job.id, job)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }

    /// Interprets a typed search: the subjects that fit it, the tags that contain it, and the text
    /// to be found in notes.
    pub async fn search(&self, typed: &str) -> Result<Search, Error> {
        let mut transaction = self.store.read().await?;
        let note = typed.trim().to_lowercase();
        let subjects = job::subjects(&mut transaction).await?;
        let tags = job::tags(&mut transaction).await?;
        Ok(Search {
            subjects: subjects
                .into_iter()
                .filter(|subject| search_rank(subject, typed).is_some())
                .collect(),
            tags: tags
                .into_iter()
                .filter(|tag| tag.to_lowercase().contains(&note))
                .collect(),
            note,
        })
    }

    /// Lists the subjects and the tags of all jobs, each once, to filter by.
    pub async fn filters(&self) -> Result<(Vec<String>, Vec<String>), Error> {
        let mut transaction = self.store.read().await?;
        Ok((
            job::subjects(&mut transaction).await?,
            job::tags(&mut transaction).await?,
        ))
    }

    /// Voids a job that was logged by hand: it stays in the list and no longer counts. Returns the
    /// id of the change that undoes this, or `None` if nothing differs.
    pub async fn void_job(&self, id: i64, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Void, now, |job| {
            job.voided_at = Some(now);
            Ok(())
        })
        .await
    }

    /// Restores a voided job. Returns the id of the change that undoes this, or `None` if the job
    /// is not voided.
    pub async fn restore_job(&self, id: i64, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Restore, now, |job| {
            job.voided_at = None;
            Ok(())
        })
        .await
    }

    /// Corrects a job that was logged by hand. Its cost is computed anew; its entry stays. Returns
    /// the id of the change that undoes this, or `None` if nothing differs.
    pub async fn correct_job(
        &self,
        id: i64,
        correction: Correction,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Correct, now, |job| {
            correction.apply(&mut job.what)
        })
        .await
    }

    async fn change_job(
        &self,
        id: i64,
        kind: &ChangeKind,
        now: DateTime<Utc>,
        edit: impl FnOnce(&mut Job) -> Result<(), Error>,
    ) -> Result<Option<i64>, Error> {
        let mut transaction = self.store.write().await?;
        let before = job::find(&mut transaction, id)
            .await?
            .ok_or(Error::NoSuchJob)?;
        if !before.is_by_hand() {
            return Err(Error::NotByHand);
        }
        let mut job = before.clone();
        edit(&mut job)?;
        // A change of nothing would be what *Undo* undoes next.
        if job == before {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, kind, now).await?;
        write(&mut transaction, change_id, &before, &job).await?;
        commit_sums(transaction, now).await?;
        Ok(Some(change_id))
    }
}

/// Saves a job for undoing and writes its new state. Its pending charge follows its cost.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    change_id: i64,
    before: &Job,
    job: &Job,
) -> Result<(), Error> {
    job_before::change(connection, change_id, job).await?;
    adjust_pending_charge(connection, before, job).await
}

async fn adjust_pending_charge(
    connection: &mut SqliteConnection,
    before: &Job,
    job: &Job,
) -> Result<(), Error> {
    let cost = |job: &Job| job.what.cost.unwrap_or_default();
    let by = cost(job).minus(cost(before))?;
    Ok(pending_charge::adjust(connection, job.id, by).await?)
}

/// Part of a job that undoing a change restores; changes are undone in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UndonePart {
    /// Voiding or restoring is undone. Quantity, price, cost and label stay as they are.
    Voiding,
    /// Quantity, price, cost and label are restored. A job that was voided since stays voided.
    Content,
}

/// Restores the jobs of a change to what they were before it, as far as the change touched them.
pub(super) async fn put_back(
    connection: &mut SqliteConnection,
    change_id: i64,
    part: UndonePart,
) -> Result<(), Error> {
    for before in job_before::found_by(connection, change_id).await? {
        let Some(now) = job::find(connection, before.id).await? else {
            continue;
        };
        let job = match part {
            UndonePart::Voiding => Job {
                voided_at: former_void(connection, &before, &now).await?,
                ..now.clone()
            },
            UndonePart::Content => Job {
                voided_at: now.voided_at,
                ..before
            },
        };
        job::write(connection, &job).await?;
        adjust_pending_charge(connection, &now, &job).await?;
    }
    Ok(())
}

async fn former_void(
    connection: &mut SqliteConnection,
    before: &Job,
    now: &Job,
) -> Result<Option<DateTime<Utc>>, Error> {
    let logging = change::undoable(connection, Some(now.change_id)).await?;
    // The batch may have been undone after the job was voided: restoring the job now would bring
    // back a job that was never logged.
    Ok(if logging.is_some() {
        before.voided_at
    } else {
        now.voided_at.or(before.voided_at)
    })
}

/// Computes the cost from quantity and unit price. The cost is unknown without a price.
pub(super) fn price(job: &mut NewJob) -> Result<(), Error> {
    job.cost = job
        .unit_price
        .map(|price| units::cost(job.quantity, price))
        .transpose()?;
    job.basis = if job.cost.is_some() {
        Basis::Estimated
    } else {
        Basis::Unknown
    };
    Ok(())
}
