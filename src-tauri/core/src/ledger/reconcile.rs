//! Reconciling: the balance on fal's dashboard becomes an entry, and the discrepancy a correction.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::{Ledger, balance, commit_sums, refuse_while_connected};
use crate::Error;
use crate::domain::discrepancy::Discrepancy;
use crate::domain::entry::{Entry, EntryOrigin, next_reference};
use crate::domain::job::{Basis, JobOrigin, Label, NewJob, Subject};
use crate::domain::money::Money;
use crate::store::change::{self, ChangeKind};
use crate::store::entry;
use crate::store::job::{self, BatchHeader};

impl Ledger {
    /// Compares the expected balance with `stated`, the one on fal's dashboard. Stores nothing.
    pub async fn discrepancy(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<Discrepancy, Error> {
        let mut transaction = self.store.read().await?;
        Ok(discrepancy(&mut transaction, stated, now).await?.0)
    }

    /// Books the discrepancy as a correction and enters `stated` as the balance, both in one
    /// change. Returns the id of the change with the discrepancy.
    pub async fn reconcile(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<(i64, Discrepancy), Error> {
        let mut transaction = self.store.write().await?;
        // Computed anew: jobs may have come since the person looked.
        let (discrepancy, before) = discrepancy(&mut transaction, stated, now).await?;
        let change_id = change::add(&mut transaction, &ChangeKind::Reconcile, now).await?;
        let unaccounted = discrepancy.unaccounted()?;
        if unaccounted != Money::ZERO {
            // Against the former entry: the new one is exact, and nothing must count against it.
            let batch = BatchHeader {
                change_id,
                entry_id: Some(before.id),
                at: now,
                origin: JobOrigin::Window,
            };
            job::add(&mut transaction, batch, &correction(unaccounted)).await?;
        }
        let amount = Some((stated, next_reference(before.reference, stated)));
        let origin = EntryOrigin::Typed { change_id };
        entry::add(&mut transaction, origin, now, amount).await?;
        commit_sums(transaction, now).await?;
        Ok((change_id, discrepancy))
    }
}

/// Computes the discrepancy, and returns the entry that it is measured from. Returns
/// [`Error::NothingToReconcile`] without a balance.
async fn discrepancy(
    connection: &mut SqliteConnection,
    stated: Money,
    now: DateTime<Utc>,
) -> Result<(Discrepancy, Entry), Error> {
    refuse_while_connected(connection).await?;
    let balance = balance(connection, now).await?;
    let expected = balance.remaining()?.ok_or(Error::NothingToReconcile)?;
    let before = balance.entry.ok_or(Error::NothingToReconcile)?;
    Ok((
        Discrepancy {
            expected,
            stated,
            counted: balance.since.cost,
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
