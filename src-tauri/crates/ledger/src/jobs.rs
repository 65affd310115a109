//! Jobs: logging, listing, correcting, voiding and restoring.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fal_budget_domain::jobs::{Basis, Job, JobOrigin, NewJob};
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::price::{PriceSource, search_rank};
use fal_budget_domain::tariffs::units;
use fal_budget_store::Tx;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::job::{self, After, BatchHeader};
use fal_budget_store::tables::page::{self, Filter, Order, Place, Search};
use fal_budget_store::tables::{entry, job_before, pending_charge};
use rust_decimal::Decimal;

use super::{Ledger, commit_sums, live};
use crate::LedgerError;

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
    fn apply(self, job: &mut NewJob) -> Result<(), LedgerError> {
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
    ) -> Result<i64, LedgerError> {
        let mut tx = self.write().await?;
        let entry_id = match earlier {
            None => entry::newest(&mut tx).await?.map(|entry| entry.id),
            Some(at) => entry::newest_at(&mut tx, at).await?,
        };
        let change_id = change::add(&mut tx, &ChangeKind::Jobs, now).await?;
        let batch = BatchHeader {
            change_id,
            entry_id,
            at: earlier.unwrap_or(now),
            origin,
        };
        for new in jobs {
            job::add(&mut tx, batch, new).await?;
        }
        live::add_pending_charges(&mut tx, change_id, batch.at, now).await?;
        commit_sums(tx, now).await?;
        Ok(change_id)
    }

    /// Lists the newest `limit` jobs that are not voided, from the top or after a job.
    pub async fn jobs(&self, after: Option<After>, limit: u32) -> Result<Vec<Job>, LedgerError> {
        Ok(job::list(&mut self.read().await?, after, limit).await?)
    }

    /// Lists the jobs of one batch, including voided ones.
    pub async fn batch(&self, change_id: i64) -> Result<Vec<Job>, LedgerError> {
        Ok(job::of_change(&mut self.read().await?, change_id, u32::MAX).await?)
    }

    /// Lists the next `limit` jobs after an id, in the order in which they were written, including
    /// voided ones.
    pub async fn jobs_from(&self, after: i64, limit: u32) -> Result<Vec<Job>, LedgerError> {
        Ok(job::list_after(&mut self.read().await?, after, limit).await?)
    }

    /// Finds a job, voided or not. Returns [`LedgerError::NoSuchJob`] if there is none with this
    /// id.
    pub async fn job(&self, id: i64) -> Result<Job, LedgerError> {
        job::find(&mut self.read().await?, id)
            .await?
            .ok_or(LedgerError::NoSuchJob)
    }

    /// Counts the jobs of a filter, including voided ones.
    pub async fn count_jobs(&self, filter: &Filter) -> Result<i64, LedgerError> {
        Ok(page::count(&mut self.read().await?, filter).await?)
    }

    /// Sums the known costs of the jobs of a filter. Voided ones cost nothing.
    pub async fn cost_of_jobs(&self, filter: &Filter) -> Result<Money, LedgerError> {
        Ok(Money::from_nano(
            page::cost(&mut self.read().await?, filter).await?,
        ))
    }

    /// Lists a page of the jobs of a filter, including voided ones.
    pub async fn find_jobs(
        &self,
        filter: &Filter,
        order: Order,
        place: Place,
    ) -> Result<Vec<Job>, LedgerError> {
        let mut tx = self.read().await?;
        let ids = page::ids(&mut tx, filter, order, place).await?;
        let jobs = job::find_all(&mut tx, &ids).await?;
        let mut by_id: HashMap<i64, Job> = jobs.into_iter().map(|job| (job.id, job)).collect();
        Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
    }

    /// Interprets a typed search: the subjects that fit it, the tags that contain it, and the text
    /// to be found in notes.
    pub async fn search(&self, typed: &str) -> Result<Search, LedgerError> {
        let mut tx = self.read().await?;
        let note = typed.trim().to_lowercase();
        let subjects = job::subjects(&mut tx).await?;
        let tags = job::tags(&mut tx).await?;
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
    pub async fn filters(&self) -> Result<(Vec<String>, Vec<String>), LedgerError> {
        let mut tx = self.read().await?;
        Ok((job::subjects(&mut tx).await?, job::tags(&mut tx).await?))
    }

    /// Voids a job that was logged by hand: it stays in the list and no longer counts. Returns the
    /// id of the change that undoes this, or `None` if nothing differs.
    pub async fn void_job(&self, id: i64, now: DateTime<Utc>) -> Result<Option<i64>, LedgerError> {
        self.change_job(id, &ChangeKind::Void, now, |job| {
            job.voided_at = Some(now);
            Ok(())
        })
        .await
    }

    /// Restores a voided job. Returns the id of the change that undoes this, or `None` if the job
    /// is not voided.
    pub async fn restore_job(
        &self,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, LedgerError> {
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
    ) -> Result<Option<i64>, LedgerError> {
        self.change_job(id, &ChangeKind::Correct, now, |job| {
            correction.apply(&mut job.what)
        })
        .await
    }

    /// Voids jobs that were logged by hand, as one change. Returns its id, or `None` if all are
    /// void.
    pub async fn void_jobs(
        &self,
        ids: &[i64],
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, LedgerError> {
        self.change_jobs(ids, &ChangeKind::Void, now, |job| {
            job.voided_at = job.voided_at.or(Some(now));
            Ok(())
        })
        .await
    }

    /// Tags jobs that were logged by hand, as one change; `None` removes their tags. Returns the id
    /// of the change, or `None` if nothing differs.
    pub async fn tag_jobs(
        &self,
        ids: &[i64],
        tag: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Option<i64>, LedgerError> {
        self.change_jobs(ids, &ChangeKind::Correct, now, |job| {
            job.what.label.tag = tag.map(str::to_owned);
            Ok(())
        })
        .await
    }

    async fn change_job(
        &self,
        id: i64,
        kind: &ChangeKind,
        now: DateTime<Utc>,
        edit: impl FnOnce(&mut Job) -> Result<(), LedgerError>,
    ) -> Result<Option<i64>, LedgerError> {
        let mut edit = Some(edit);
        self.change_jobs(&[id], kind, now, |job| {
            edit.take().map_or(Ok(()), |edit| edit(job))
        })
        .await
    }

    /// Edits jobs that were logged by hand, all or none of them, as one change.
    async fn change_jobs(
        &self,
        ids: &[i64],
        kind: &ChangeKind,
        now: DateTime<Utc>,
        mut edit: impl FnMut(&mut Job) -> Result<(), LedgerError>,
    ) -> Result<Option<i64>, LedgerError> {
        let mut tx = self.write().await?;
        let mut edited = Vec::new();
        for id in ids {
            let before = job::find(&mut tx, *id)
                .await?
                .ok_or(LedgerError::NoSuchJob)?;
            if !before.is_by_hand() {
                return Err(LedgerError::NotByHand);
            }
            let mut job = before.clone();
            edit(&mut job)?;
            if job != before {
                edited.push((before, job));
            }
        }
        // A change of nothing would be what *Undo* undoes next.
        if edited.is_empty() {
            return Ok(None);
        }
        let change_id = change::add(&mut tx, kind, now).await?;
        for (before, job) in &edited {
            write(&mut tx, change_id, before, job).await?;
        }
        commit_sums(tx, now).await?;
        Ok(Some(change_id))
    }
}

/// Saves a job for undoing and writes its new state. Its pending charge follows its cost.
pub(super) async fn write(
    tx: &mut Tx,
    change_id: i64,
    before: &Job,
    job: &Job,
) -> Result<(), LedgerError> {
    job_before::change(tx, change_id, job).await?;
    adjust_pending_charge(tx, before, job).await
}

async fn adjust_pending_charge(tx: &mut Tx, before: &Job, job: &Job) -> Result<(), LedgerError> {
    let cost = |job: &Job| job.what.cost.unwrap_or_default();
    let by = cost(job).minus(cost(before))?;
    Ok(pending_charge::adjust(tx, &[(job.id, by)]).await?)
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
    tx: &mut Tx,
    change_id: i64,
    part: UndonePart,
) -> Result<(), LedgerError> {
    for before in job_before::found_by(tx, change_id).await? {
        let Some(now) = job::find(tx, before.id).await? else {
            continue;
        };
        let job = match part {
            UndonePart::Voiding => Job {
                voided_at: former_void(tx, &before, &now).await?,
                ..now.clone()
            },
            UndonePart::Content => Job {
                voided_at: now.voided_at,
                ..before
            },
        };
        job::write(tx, &job).await?;
        adjust_pending_charge(tx, &now, &job).await?;
    }
    Ok(())
}

async fn former_void(
    tx: &mut Tx,
    before: &Job,
    now: &Job,
) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let logging = change::undoable(tx, Some(now.change_id)).await?;
    // The batch may have been undone after the job was voided: restoring the job now would bring
    // back a job that was never logged.
    Ok(if logging.is_some() {
        before.voided_at
    } else {
        now.voided_at.or(before.voided_at)
    })
}

/// Computes the cost from quantity and unit price. The cost is unknown without a price.
pub(super) fn price(job: &mut NewJob) -> Result<(), LedgerError> {
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
