//! Jobs: logging, correcting, voiding, finding.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::{Ledger, balance, live};
use crate::Error;
use crate::domain::job::{Basis, Job, JobOrigin, NewJob};
use crate::domain::money::Money;
use crate::domain::price::{PriceSource, fit};
use crate::domain::units;
use crate::store::change::{self, ChangeKind};
use crate::store::job::{After, BatchHeader};
use crate::store::page::{self, Filter, Order, Place, Search};
use crate::store::{entry, job, job_before, pending_charge};

/// What a correction changes of a job; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// How much of its unit.
    pub quantity: Option<Decimal>,
    /// The price of one unit.
    pub unit_price: Option<Money>,
    /// Its tag; none within removes it.
    pub tag: Option<Option<String>>,
    /// Its note; none within removes it.
    pub note: Option<Option<String>>,
}

impl Ledger {
    /// Logs a batch. Jobs without an earlier time count against the newest entry; dated ones
    /// against the newest entry whose time is not after theirs. Gives the change that undoes them.
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
        live::add_pending_charges(&mut transaction, change_id, earlier.unwrap_or(now), now).await?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok(change_id)
    }

    /// The newest `limit` jobs that stand, from the top or after one.
    pub async fn jobs(&self, after: Option<After>, limit: u32) -> Result<Vec<Job>, Error> {
        Ok(job::list(&mut *self.store.read().await?, after, limit).await?)
    }

    /// The jobs of one batch that a person logged.
    pub async fn batch(&self, change_id: i64) -> Result<Vec<Job>, Error> {
        Ok(job::of_change(&mut *self.store.read().await?, change_id, u32::MAX).await?)
    }

    /// The next `limit` jobs after a row, in the order they were written, voided ones too.
    pub async fn jobs_from(&self, after: i64, limit: u32) -> Result<Vec<Job>, Error> {
        Ok(job::list_after(&mut *self.store.read().await?, after, limit).await?)
    }

    /// One job.
    pub async fn job(&self, id: i64) -> Result<Job, Error> {
        job::find(&mut *self.store.read().await?, id)
            .await?
            .ok_or(Error::NoSuchJob)
    }

    /// How many jobs there are of a filter, voided ones too.
    pub async fn count_jobs(&self, filter: &Filter) -> Result<i64, Error> {
        Ok(page::count(&mut *self.store.read().await?, filter).await?)
    }

    /// A part of the list of a filter, voided ones too.
    pub async fn find_jobs(
        &self,
        filter: &Filter,
        order: Order,
        place: Place,
    ) -> Result<Vec<Job>, Error> {
        let mut transaction = self.store.read().await?;
        let rows = page::ids(&mut transaction, filter, order, place).await?;
        let jobs = job::find_all(&mut transaction, &rows).await?;
        let mut by_row: HashMap<i64, Job> = jobs.into_iter().map(|job| (job.id, job)).collect();
        Ok(rows.iter().filter_map(|row| by_row.remove(row)).collect())
    }

    /// What a typed text can mean among the jobs: models, tags and notes.
    pub async fn search(&self, typed: &str) -> Result<Search, Error> {
        let mut transaction = self.store.read().await?;
        let note = typed.trim().to_lowercase();
        let subjects = job::subjects(&mut transaction).await?;
        let tags = job::tags(&mut transaction).await?;
        Ok(Search {
            subjects: subjects
                .into_iter()
                .filter(|subject| fit(subject, typed).is_some())
                .collect(),
            tags: tags
                .into_iter()
                .filter(|tag| tag.to_lowercase().contains(&note))
                .collect(),
            note,
        })
    }

    /// What jobs can be filtered by: their subjects and their tags.
    pub async fn filters(&self) -> Result<(Vec<String>, Vec<String>), Error> {
        let mut transaction = self.store.read().await?;
        Ok((
            job::subjects(&mut transaction).await?,
            job::tags(&mut transaction).await?,
        ))
    }

    /// Voids a job that was logged by hand: it stays in the books and costs nothing. Gives the
    /// change that undoes it.
    pub async fn void_job(&self, id: i64, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Void, now, |job| {
            job.voided_at = Some(now);
            Ok(())
        })
        .await
    }

    /// Takes a voided job back.
    pub async fn restore_job(&self, id: i64, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Restore, now, |job| {
            job.voided_at = None;
            Ok(())
        })
        .await
    }

    /// Corrects a job that was logged by hand; its cost follows. The entry it counts against stays.
    pub async fn correct_job(
        &self,
        id: i64,
        correction: Correction,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, Error> {
        self.change_job(id, &ChangeKind::Correct, now, |job| {
            if let Some(quantity) = correction.quantity {
                job.what.quantity = quantity;
            }
            if let Some(price) = correction
                .unit_price
                .filter(|price| job.what.unit_price != Some(*price))
            {
                job.what.unit_price = Some(price);
                job.what.price_source = Some(PriceSource::User);
            }
            if let Some(tag) = correction.tag {
                job.what.label.tag = tag;
            }
            if let Some(note) = correction.note {
                job.what.label.note = note;
            }
            price(&mut job.what)
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
        if job == before {
            return Ok(None);
        }
        let change_id = change::add(&mut transaction, kind, now).await?;
        write(&mut transaction, change_id, &before, &job).await?;
        balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok(Some(change_id))
    }
}

/// Writes what a change makes of a job; what is held back for it follows its cost.
pub(super) async fn write(
    connection: &mut SqliteConnection,
    change_id: i64,
    before: &Job,
    job: &Job,
) -> Result<(), Error> {
    job_before::change(connection, change_id, job).await?;
    follow(connection, before, job).await
}

/// What is held back for a job follows its cost.
async fn follow(connection: &mut SqliteConnection, before: &Job, job: &Job) -> Result<(), Error> {
    let cost = |job: &Job| job.what.cost.unwrap_or_default();
    let by = cost(job).minus(cost(before))?;
    Ok(pending_charge::adjust(connection, job.id, by).await?)
}

/// Whether a job stands after a change of it is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AfterUndo {
    /// As before the change, unless the batch that logged it was undone meanwhile.
    AsFound,
    /// As now: the change did not touch it.
    AsIs,
}

/// Puts back what a change found in its jobs. What became of them since in other ways stays.
pub(super) async fn put_back(
    connection: &mut SqliteConnection,
    change_id: i64,
    standing: AfterUndo,
) -> Result<(), Error> {
    for found in job_before::found_by(connection, change_id).await? {
        let Some(now) = job::find(connection, found.id).await? else {
            continue;
        };
        let job = match standing {
            // Voiding and restoring change nothing else.
            AfterUndo::AsFound => {
                let is_logged = change::undoable(connection, Some(now.change_id))
                    .await?
                    .is_some();
                let voided_at = if is_logged {
                    found.voided_at
                } else {
                    now.voided_at.or(found.voided_at)
                };
                Job {
                    voided_at,
                    ..now.clone()
                }
            }
            AfterUndo::AsIs => Job {
                voided_at: now.voided_at,
                ..found
            },
        };
        job::write(connection, &job).await?;
        follow(connection, &now, &job).await?;
    }
    Ok(())
}

/// What a job costs at its unit price; unknown without one.
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
