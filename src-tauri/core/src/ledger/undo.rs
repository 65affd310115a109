//! Undoing: every deed of a person is a change, and any change can be taken back, with words for
//! it.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Ledger, balance, jobs};
use crate::Error;
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::store::change::{self, ChangeKind};
use crate::store::{bulk_load, entry, job, job_before, price, setting};

/// The most jobs of a change that are looked at for its words; one more stands for all the others.
pub const NAMED: u32 = 100;

/// A deed that can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its row.
    pub id: i64,
    /// What it did.
    pub details: ChangeDetails,
}

/// What a [`Change`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeDetails {
    /// Entered this balance.
    Balance(Money),
    /// Cleared the budget.
    Clear,
    /// Logged these jobs.
    Jobs(Vec<Job>),
    /// Imported these.
    Import(Vec<Job>),
    /// Reconciled with this balance.
    Reconcile(Money),
    /// Moved the 100 % mark from here.
    Reference(Money),
    /// Voided these.
    Void(Vec<Job>),
    /// Took these back.
    Restore(Vec<Job>),
    /// Corrected these.
    Correct(Vec<Job>),
    /// Changed the price of this model.
    Price(String),
    /// Priced these.
    PriceJobs(Vec<Job>),
    /// Changed settings.
    Settings,
    /// Marked these as replaced by fal's record.
    Replace(Vec<Job>),
}

impl Ledger {
    /// Undoes one change, or the last. What it wrote stays in the books, marked as undone.
    pub async fn undo(&self, change_id: Option<i64>, now: DateTime<Utc>) -> Result<Change, Error> {
        let mut transaction = self.store.write().await?;
        let (id, kind) = change::undoable(&mut transaction, change_id)
            .await?
            .ok_or(Error::NothingToUndo)?;
        let undone = describe(&mut transaction, (id, kind.clone())).await?;
        match kind {
            ChangeKind::Balance | ChangeKind::Clear => {
                entry::undo_change(&mut transaction, id, now).await?
            }
            ChangeKind::Jobs => job::void_change(&mut transaction, id, now).await?,
            ChangeKind::Reconcile => {
                job::void_change(&mut transaction, id, now).await?;
                entry::undo_change(&mut transaction, id, now).await?;
            }
            ChangeKind::Import => bulk_load::void_change(&mut transaction, id, now).await?,
            ChangeKind::Reference { entry_id, before } => {
                entry::set_reference(&mut transaction, entry_id, before).await?
            }
            ChangeKind::Void | ChangeKind::Restore | ChangeKind::Replace => {
                jobs::put_back(&mut transaction, id, jobs::AfterUndo::AsFound).await?;
            }
            ChangeKind::Correct | ChangeKind::PriceJobs => {
                jobs::put_back(&mut transaction, id, jobs::AfterUndo::AsIs).await?
            }
            ChangeKind::Price { endpoint } => {
                price::put_back(&mut transaction, id, &endpoint).await?
            }
            ChangeKind::Settings => setting::put_back(&mut transaction, id).await?,
            ChangeKind::Record => return Err(Error::NothingToUndo),
        }
        change::undo(&mut transaction, id, now).await?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok(undone)
    }
}

async fn entered(connection: &mut SqliteConnection, change_id: i64) -> Result<Money, Error> {
    Ok(entry::of_change(connection, change_id)
        .await?
        .and_then(|entry| entry.amount)
        .unwrap_or_default())
}

/// What a change did, for words.
pub(super) async fn describe(
    connection: &mut SqliteConnection,
    (id, kind): (i64, ChangeKind),
) -> Result<Change, Error> {
    let deed = match kind {
        ChangeKind::Balance => ChangeDetails::Balance(entered(connection, id).await?),
        ChangeKind::Reconcile => ChangeDetails::Reconcile(entered(connection, id).await?),
        ChangeKind::Clear => ChangeDetails::Clear,
        ChangeKind::Jobs => ChangeDetails::Jobs(job::of_change(connection, id, NAMED + 1).await?),
        ChangeKind::Import => {
            ChangeDetails::Import(job::of_change(connection, id, NAMED + 1).await?)
        }
        ChangeKind::Reference { before, .. } => ChangeDetails::Reference(before),
        ChangeKind::Void => {
            ChangeDetails::Void(job_before::touched_by(connection, id, NAMED + 1).await?)
        }
        ChangeKind::Restore => {
            ChangeDetails::Restore(job_before::touched_by(connection, id, NAMED + 1).await?)
        }
        ChangeKind::Correct => {
            ChangeDetails::Correct(job_before::touched_by(connection, id, NAMED + 1).await?)
        }
        ChangeKind::Price { endpoint } => ChangeDetails::Price(endpoint),
        ChangeKind::PriceJobs => {
            ChangeDetails::PriceJobs(job_before::touched_by(connection, id, NAMED + 1).await?)
        }
        ChangeKind::Settings | ChangeKind::Record => ChangeDetails::Settings,
        ChangeKind::Replace => {
            ChangeDetails::Replace(job_before::touched_by(connection, id, NAMED + 1).await?)
        }
    };
    Ok(Change { id, details: deed })
}
