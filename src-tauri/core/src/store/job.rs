//! Table `job`: the paid calls.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{FromRow, SqliteConnection};

use crate::domain::job::{Basis, Job, NewJob, Origin, Subject};
use crate::domain::money::{Money, NANO_DECIMALS};
use crate::domain::operation::Operation;

use super::{ACCOUNT, StoreError, moment};

/// What all jobs of a batch share.
#[derive(Clone, Copy, Debug)]
pub struct Batch {
    /// The change that writes them.
    pub change_id: i64,
    /// The entry they count against.
    pub entry_id: Option<i64>,
    /// When they ran.
    pub at: DateTime<Utc>,
    /// Where they were logged from.
    pub origin: Origin,
}

/// Adds one.
pub async fn add(connection: &mut SqliteConnection, batch: Batch, job: &NewJob) -> Result<(), StoreError> {
    let (operation, model) = match &job.subject {
        Subject::Operation(operation) => (Some(operation.name()), None),
        Subject::Model(model) => (None, Some(model.as_str())),
    };
    let quantity = Money::from_dollars_rounded(job.quantity).map_err(|_| StoreError::TooLarge)?.nano();
    sqlx::query(
        "INSERT INTO job (account_id, change_id, entry_id, at, operation, model, quantity_nano, unit, unit_price_nano, cost_nano, basis, origin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )
    .bind(ACCOUNT)
    .bind(batch.change_id)
    .bind(batch.entry_id)
    .bind(batch.at.timestamp_millis())
    .bind(operation)
    .bind(model)
    .bind(quantity)
    .bind(&job.unit)
    .bind(job.unit_price.map(Money::nano))
    .bind(job.cost.map(Money::nano))
    .bind(job.basis.name())
    .bind(batch.origin.name())
    .execute(connection)
    .await?;
    Ok(())
}

/// Where a page of jobs begins: after this one, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// When the last one shown ran.
    pub at: DateTime<Utc>,
    /// Its row.
    pub id: i64,
}

/// The newest `limit` that stand, from the top or after one.
pub async fn list(connection: &mut SqliteConnection, after: Option<After>, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL AND (at, id) < (?2, ?3)
         ORDER BY at DESC, id DESC LIMIT ?4",
    );
    let rows = rows
        .bind(ACCOUNT)
        .bind(after.map_or(i64::MAX, |after| after.at.timestamp_millis()))
        .bind(after.map_or(i64::MAX, |after| after.id))
        .bind(limit);
    rows.fetch_all(connection).await?.into_iter().map(Row::job).collect()
}

/// The jobs that a change wrote.
pub async fn of_change(connection: &mut SqliteConnection, change_id: i64) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>("SELECT * FROM job WHERE change_id = ?1 ORDER BY id");
    rows.bind(change_id).fetch_all(connection).await?.into_iter().map(Row::job).collect()
}

/// Voids the jobs that a change wrote.
pub async fn void_change(
    connection: &mut SqliteConnection,
    change_id: i64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE job SET voided_at = ?2 WHERE change_id = ?1 AND voided_at IS NULL")
        .bind(change_id)
        .bind(at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: i64,
    change_id: i64,
    entry_id: Option<i64>,
    at: i64,
    operation: Option<String>,
    model: Option<String>,
    quantity_nano: i64,
    unit: String,
    unit_price_nano: Option<i64>,
    cost_nano: Option<i64>,
    basis: String,
    origin: String,
    voided_at: Option<i64>,
}

impl Row {
    fn job(self) -> Result<Job, StoreError> {
        let operation = self.operation.as_deref().and_then(Operation::from_name).map(Subject::Operation);
        let subject = operation.or_else(|| self.model.map(Subject::Model));
        Ok(Job {
            id: self.id,
            change_id: self.change_id,
            entry_id: self.entry_id,
            at: moment(self.at)?,
            origin: Origin::from_name(&self.origin).ok_or(StoreError::Unreadable("job"))?,
            voided_at: self.voided_at.map(moment).transpose()?,
            what: NewJob {
                subject: subject.ok_or(StoreError::Unreadable("job"))?,
                quantity: Decimal::new(self.quantity_nano, NANO_DECIMALS).normalize(),
                unit: self.unit,
                unit_price: self.unit_price_nano.map(Money::from_nano),
                cost: self.cost_nano.map(Money::from_nano),
                basis: Basis::from_name(&self.basis).ok_or(StoreError::Unreadable("job"))?,
            },
        })
    }
}
