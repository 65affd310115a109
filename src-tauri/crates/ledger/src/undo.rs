//! Undo: takes any change back as a whole, and describes changes.

use chrono::{DateTime, Utc};
use fal_budget_domain::jobs::Job;
use fal_budget_domain::money::Money;
use fal_budget_store::Tx;
use fal_budget_store::database::bulk_load;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::{entry, job, job_before, price, setting};

use super::jobs::{self, UndonePart};
use super::{Ledger, commit_sums};
use crate::LedgerError;

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
    /// [`LedgerError::NothingToUndo`] if there is none or it was undone already.
    pub async fn undo(
        &self,
        change_id: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<Change, LedgerError> {
        let mut tx = self.write().await?;
        let (id, kind) = change::undoable(&mut tx, change_id)
            .await?
            .ok_or(LedgerError::NothingToUndo)?;
        // Described first: afterwards its jobs are no longer as the change left them.
        let undone = describe(&mut tx, (id, kind.clone())).await?;
        undo_effects(&mut tx, id, kind, now).await?;
        change::undo(&mut tx, id, now).await?;
        commit_sums(tx, now).await?;
        Ok(undone)
    }
}

/// Voids or restores what a change wrote; nothing is deleted.
async fn undo_effects(
    tx: &mut Tx,
    id: i64,
    kind: ChangeKind,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    match kind {
        ChangeKind::Balance | ChangeKind::Clear => entry::undo_change(tx, id, now).await?,
        ChangeKind::Jobs => job::void_change(tx, id, now).await?,
        ChangeKind::Reconcile => {
            job::void_change(tx, id, now).await?;
            entry::undo_change(tx, id, now).await?;
        }
        // May have a million jobs, which is several times faster without the triggers.
        ChangeKind::Import => bulk_load::void_change(tx, id, now).await?,
        ChangeKind::Reference { entry_id, before } => {
            entry::set_reference(tx, entry_id, before).await?;
        }
        ChangeKind::Void | ChangeKind::Restore | ChangeKind::Replace => {
            jobs::put_back(tx, id, UndonePart::Voiding).await?;
        }
        ChangeKind::Correct | ChangeKind::PriceJobs => {
            jobs::put_back(tx, id, UndonePart::Content).await?;
        }
        ChangeKind::Price { endpoint } => price::restore_before(tx, id, &endpoint).await?,
        ChangeKind::Settings => setting::restore_before(tx, id).await?,
        ChangeKind::Record => return Err(LedgerError::NothingToUndo),
    }
    Ok(())
}

/// Describes a change, as far as *Undo* names it.
pub(super) async fn describe(
    tx: &mut Tx,
    (id, kind): (i64, ChangeKind),
) -> Result<Change, LedgerError> {
    let details = match kind {
        ChangeKind::Balance => ChangeDetails::Balance(entered(tx, id).await?),
        ChangeKind::Clear => ChangeDetails::Clear,
        ChangeKind::Jobs => ChangeDetails::Jobs(written(tx, id).await?),
        ChangeKind::Import => ChangeDetails::Import(written(tx, id).await?),
        ChangeKind::Reconcile => ChangeDetails::Reconcile(entered(tx, id).await?),
        ChangeKind::Reference { before, .. } => ChangeDetails::Reference(before),
        ChangeKind::Void => ChangeDetails::Void(touched(tx, id).await?),
        ChangeKind::Restore => ChangeDetails::Restore(touched(tx, id).await?),
        ChangeKind::Correct => ChangeDetails::Correct(touched(tx, id).await?),
        ChangeKind::Price { endpoint } => ChangeDetails::Price(endpoint),
        ChangeKind::PriceJobs => ChangeDetails::PriceJobs(touched(tx, id).await?),
        ChangeKind::Settings | ChangeKind::Record => ChangeDetails::Settings,
        ChangeKind::Replace => ChangeDetails::Replace(touched(tx, id).await?),
    };
    Ok(Change { id, details })
}

/// First jobs that a change wrote, with one more than is counted.
async fn written(tx: &mut Tx, change_id: i64) -> Result<Vec<Job>, LedgerError> {
    Ok(job::of_change(tx, change_id, NAMED + 1).await?)
}

/// First jobs that a change has altered, with one more than is counted.
async fn touched(tx: &mut Tx, change_id: i64) -> Result<Vec<Job>, LedgerError> {
    Ok(job_before::touched_by(tx, change_id, NAMED + 1).await?)
}

/// Amount of the entry that a change wrote.
async fn entered(tx: &mut Tx, change_id: i64) -> Result<Money, LedgerError> {
    Ok(entry::of_change(tx, change_id)
        .await?
        .and_then(|entry| entry.amount)
        .unwrap_or_default())
}
