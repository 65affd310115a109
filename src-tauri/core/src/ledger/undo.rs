//! Undo: takes any change back as a whole, and describes changes.

use chrono::{DateTime, Utc};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use super::jobs::UndonePart;
use super::{Ledger, commit_sums, jobs};
use crate::Error;
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::store::change::{self, ChangeKind};
use crate::store::{bulk_load, entry, job, job_before, price, setting};

/// Most jobs of a change that its description counts. With one more, there are more.
pub const NAMED: u32 = 100;

/// An action of the person, as *Undo* names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Row id of the change.
    pub id: i64,
    /// Kind of the change, with the figures that its description needs.
    pub details: ChangeDetails,
}

/// Description of a [`Change`]. Lists of jobs have at most [`NAMED`] + 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeDetails {
    /// Entered this balance.
    Balance(Money),
    /// Cleared the budget.
    Clear,
    /// Logged these jobs.
    Jobs(Vec<Job>),
    /// Imported these jobs.
    Import(Vec<Job>),
    /// Reconciled with this balance.
    Reconcile(Money),
    /// Moved the 100 % mark from this amount.
    Reference(Money),
    /// Voided these jobs.
    Void(Vec<Job>),
    /// Restored these voided jobs.
    Restore(Vec<Job>),
    /// Corrected these jobs.
    Correct(Vec<Job>),
    /// Changed the person's own price of the model with this endpoint id.
    Price(String),
    /// Priced these jobs.
    PriceJobs(Vec<Job>),
    /// Changed settings.
    Settings,
    /// Replaced these jobs by fal's billing record.
    Replace(Vec<Job>),
}

impl Ledger {
    /// Undoes the change with this id, or the newest one for `None`, and describes it. Returns
    /// [`Error::NothingToUndo`] if there is none or it was undone already.
    pub async fn undo(&self, change_id: Option<i64>, now: DateTime<Utc>) -> Result<Change, Error> {
        let mut transaction = self.store.write().await?;
        let (id, kind) = change::undoable(&mut transaction, change_id)
            .await?
            .ok_or(Error::NothingToUndo)?;
        // Described first: afterwards its jobs are no longer as the change left them.
        let undone = describe(&mut transaction, (id, kind.clone())).await?;
        undo_effects(&mut transaction, id, kind, now).await?;
        change::undo(&mut transaction, id, now).await?;
        commit_sums(transaction, now).await?;
        Ok(undone)
    }
}

/// Voids or restores what a change wrote; nothing is deleted.
async fn undo_effects(
    transaction: &mut Transaction<'static, Sqlite>,
    id: i64,
    kind: ChangeKind,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match kind {
        ChangeKind::Balance | ChangeKind::Clear => entry::undo_change(transaction, id, now).await?,
        ChangeKind::Jobs => job::void_change(transaction, id, now).await?,
        ChangeKind::Reconcile => {
            job::void_change(transaction, id, now).await?;
            entry::undo_change(transaction, id, now).await?;
        }
        // May have a million jobs, which is several times faster without the triggers.
        ChangeKind::Import => bulk_load::void_change(transaction, id, now).await?,
        ChangeKind::Reference { entry_id, before } => {
            entry::set_reference(transaction, entry_id, before).await?;
        }
        ChangeKind::Void | ChangeKind::Restore | ChangeKind::Replace => {
            jobs::put_back(transaction, id, UndonePart::Voiding).await?;
        }
        ChangeKind::Correct | ChangeKind::PriceJobs => {
            jobs::put_back(transaction, id, UndonePart::Content).await?;
        }
        ChangeKind::Price { endpoint } => price::restore_before(transaction, id, &endpoint).await?,
        ChangeKind::Settings => setting::restore_before(transaction, id).await?,
        ChangeKind::Record => return Err(Error::NothingToUndo),
    }
    Ok(())
}

/// Describes a change, as far as *Undo* names it.
pub(super) async fn describe(
    connection: &mut SqliteConnection,
    (id, kind): (i64, ChangeKind),
) -> Result<Change, Error> {
    let details = match kind {
        ChangeKind::Balance => ChangeDetails::Balance(entered(connection, id).await?),
        ChangeKind::Clear => ChangeDetails::Clear,
        ChangeKind::Jobs => ChangeDetails::Jobs(written(connection, id).await?),
        ChangeKind::Import => ChangeDetails::Import(written(connection, id).await?),
        ChangeKind::Reconcile => ChangeDetails::Reconcile(entered(connection, id).await?),
        ChangeKind::Reference { before, .. } => ChangeDetails::Reference(before),
        ChangeKind::Void => ChangeDetails::Void(touched(connection, id).await?),
        ChangeKind::Restore => ChangeDetails::Restore(touched(connection, id).await?),
        ChangeKind::Correct => ChangeDetails::Correct(touched(connection, id).await?),
        ChangeKind::Price { endpoint } => ChangeDetails::Price(endpoint),
        ChangeKind::PriceJobs => ChangeDetails::PriceJobs(touched(connection, id).await?),
        ChangeKind::Settings | ChangeKind::Record => ChangeDetails::Settings,
        ChangeKind::Replace => ChangeDetails::Replace(touched(connection, id).await?),
    };
    Ok(Change { id, details })
}

/// First jobs that a change wrote, with one more than is counted.
async fn written(connection: &mut SqliteConnection, change_id: i64) -> Result<Vec<Job>, Error> {
    Ok(job::of_change(connection, change_id, NAMED + 1).await?)
}

/// First jobs that a change has altered, with one more than is counted.
async fn touched(connection: &mut SqliteConnection, change_id: i64) -> Result<Vec<Job>, Error> {
    Ok(job_before::touched_by(connection, change_id, NAMED + 1).await?)
}

/// Amount of the entry that a change wrote.
async fn entered(connection: &mut SqliteConnection, change_id: i64) -> Result<Money, Error> {
    Ok(entry::of_change(connection, change_id)
        .await?
        .and_then(|entry| entry.amount)
        .unwrap_or_default())
}
