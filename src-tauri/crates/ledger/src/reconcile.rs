//! Reconciling: the balance on fal's dashboard becomes an entry, and the discrepancy a correction.

use chrono::{DateTime, Utc};
use fal_budget_domain::balance::discrepancy::Discrepancy;
use fal_budget_domain::balance::entry::{Entry, EntryOrigin, next_reference};
use fal_budget_domain::jobs::{Basis, JobOrigin, Label, NewJob, Subject};
use fal_budget_domain::money::Money;
use fal_budget_store::Tx;
use fal_budget_store::tables::change::{self, ChangeKind};
use fal_budget_store::tables::job::{self, BatchHeader};
use fal_budget_store::tables::{call, entry};
use rust_decimal::Decimal;

use super::{LONGEST_CALL, Ledger, balance, commit_sums, refuse_while_connected};
use crate::LedgerError;

impl Ledger {
    /// Compares the expected balance with `stated`, the one on fal's dashboard. Stores nothing.
    pub async fn discrepancy(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<Discrepancy, LedgerError> {
        let mut tx = self.read().await?;
        Ok(discrepancy(&mut tx, stated, now).await?.0)
    }

    /// Books the discrepancy as a correction and enters `stated` as the balance, both in one
    /// change. Returns the id of the change with the discrepancy.
    pub async fn reconcile(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<(i64, Discrepancy), LedgerError> {
        let mut tx = self.write().await?;
        // Computed anew: jobs may have come since the person looked.
        let (discrepancy, before) = discrepancy(&mut tx, stated, now).await?;
        let change_id = change::add(&mut tx, &ChangeKind::Reconcile, now).await?;
        let unaccounted = discrepancy.unaccounted()?;
        if unaccounted != Money::ZERO {
            // Against the former entry: the new one is exact, and nothing must count against it.
            let batch = BatchHeader {
                change_id,
                entry_id: Some(before.id),
                at: now,
                origin: JobOrigin::Window,
            };
            job::add(&mut tx, batch, &correction(unaccounted)).await?;
        }
        let amount = Some((stated, next_reference(before.reference, stated)));
        let origin = EntryOrigin::Typed { change_id };
        let entry = entry::add(&mut tx, origin, now, amount).await?;
        call::move_open(&mut tx, entry, now - LONGEST_CALL).await?;
        commit_sums(tx, now).await?;
        Ok((change_id, discrepancy))
    }
}

/// Computes the discrepancy, and returns the entry that it is measured from. Returns
/// [`LedgerError::NothingToReconcile`] without a balance.
async fn discrepancy(
    tx: &mut Tx,
    stated: Money,
    now: DateTime<Utc>,
) -> Result<(Discrepancy, Entry), LedgerError> {
    refuse_while_connected(tx).await?;
    let balance = balance(tx, now).await?;
    let remaining = balance
        .remaining()?
        .ok_or(LedgerError::NothingToReconcile)?;
    let before = balance.entry.ok_or(LedgerError::NothingToReconcile)?;
    // fal has not charged these yet: its balance is without them.
    let open = call::open(tx)
        .await?
        .into_iter()
        .filter(|job| job.entry_id >= Some(before.id) && job.at >= now - LONGEST_CALL);
    let mut costs = open.filter_map(|job| job.what.cost);
    let open = costs.try_fold(Money::ZERO, Money::plus)?;
    Ok((
        Discrepancy {
            expected: remaining.plus(open)?,
            stated,
            counted: balance.since.cost.minus(open)?,
        },
        before,
    ))
}

fn correction(unaccounted: Money) -> NewJob {
    NewJob {
        subject: Subject::Correction,
        quantity: Decimal::ONE,
        unit: "correction".to_owned(),
        unit_price: None,
        cost: Some(unaccounted),
        basis: Basis::Correction,
        price_source: None,
        label: Label::default(),
    }
}
