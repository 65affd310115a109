//! Reconciling: what the dashboard says becomes the balance, and what it differs by a correction.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::SqliteConnection;

use super::{Ledger, balance, refuse_while_connected};
use crate::Error;
use crate::domain::discrepancy::Discrepancy;
use crate::domain::entry::{Entry, EntryOrigin, next_reference};
use crate::domain::job::{Basis, JobOrigin, Label, NewJob, Subject};
use crate::domain::money::Money;
use crate::store::change::{self, ChangeKind};
use crate::store::entry;
use crate::store::job::{self, BatchHeader};

impl Ledger {
    /// How far the books are off from what the dashboard says; nothing is stored.
    pub async fn discrepancy(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<Discrepancy, Error> {
        let mut transaction = self.store.read().await?;
        Ok(discrepancy(&mut transaction, stated, now).await?.0)
    }

    /// Books the drift: a correction against the entry that was, then the new one, in one change.
    /// Gives the change that undoes both.
    pub async fn reconcile(
        &self,
        stated: Money,
        now: DateTime<Utc>,
    ) -> Result<(i64, Discrepancy), Error> {
        let mut transaction = self.store.write().await?;
        let (drift, before) = discrepancy(&mut transaction, stated, now).await?;
        let change_id = change::add(&mut transaction, &ChangeKind::Reconcile, now).await?;
        let beyond = drift.unaccounted()?;
        if beyond != Money::ZERO {
            let batch = BatchHeader {
                change_id,
                entry_id: Some(before.id),
                at: now,
                origin: JobOrigin::Window,
            };
            job::add(&mut transaction, batch, &correction(beyond)).await?;
        }
        let amount = (stated, next_reference(before.reference, stated));
        entry::add(
            &mut transaction,
            EntryOrigin::Typed { change_id },
            now,
            Some(amount),
        )
        .await?;
        balance(&mut transaction, now).await?.remaining()?;
        transaction.commit().await?;
        Ok((change_id, drift))
    }
}

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

fn correction(beyond: Money) -> NewJob {
    NewJob {
        subject: Subject::Correction,
        quantity: Decimal::ONE,
        unit: "correction".to_owned(),
        unit_price: None,
        cost: Some(beyond),
        basis: Basis::Correction,
        price_source: None,
        label: Label::default(),
    }
}
