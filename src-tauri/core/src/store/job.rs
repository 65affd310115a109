//! Table `job`: the paid calls.

use chrono::{DateTime, Utc};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use sqlx::{FromRow, SqliteConnection};

use crate::domain::into_str::IntoStr;
use crate::domain::job::{Basis, CallProgress, Job, JobOrigin, Label, NewJob, Subject};
use crate::domain::money::{Money, NANO_DECIMALS};
use crate::domain::operation::Operation;
use crate::domain::price::PriceSource;

use super::{ACCOUNT, StoreError, moment};

/// What all jobs of a batch share.
#[derive(Clone, Copy, Debug)]
pub struct BatchHeader {
    /// The change that writes them.
    pub change_id: i64,
    /// The entry they count against.
    pub entry_id: Option<i64>,
    /// When they ran.
    pub at: DateTime<Utc>,
    /// Where they were logged from.
    pub origin: JobOrigin,
}

/// Adds one, and gives its row.
pub async fn add(
    connection: &mut SqliteConnection,
    batch: BatchHeader,
    job: &NewJob,
) -> Result<i64, StoreError> {
    let (operation, model) = match &job.subject {
        Subject::Operation(operation) => (Some(operation.into_str()), None),
        Subject::Correction => (None, None),
        Subject::Model(model) => (None, Some(model.as_str())),
    };
    let done = sqlx::query(
        "INSERT INTO job (account_id, change_id, entry_id, at, operation, model, quantity_nano, unit, unit_price_nano,
           cost_nano, basis, origin, price_source, tag, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )
    .bind(ACCOUNT)
    .bind(batch.change_id)
    .bind(batch.entry_id)
    .bind(batch.at.timestamp_millis())
    .bind(operation)
    .bind(model)
    .bind(nano(job.quantity)?)
    .bind(&job.unit)
    .bind(job.unit_price.map(Money::nano))
    .bind(job.cost.map(Money::nano))
    .bind(job.basis.into_str())
    .bind(batch.origin.into_str())
    .bind(job.price_source.map(|it| it.into_str()))
    .bind(&job.label.tag)
    .bind(&job.label.note)
    .execute(connection)
    .await?;
    Ok(done.last_insert_rowid())
}

/// The newest one's row, also if it is voided; 0 without one.
pub async fn newest(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let newest = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM job WHERE account_id = ?1");
    Ok(newest.bind(ACCOUNT).fetch_one(connection).await?)
}

/// One job, whether it stands or not.
pub async fn find(connection: &mut SqliteConnection, id: i64) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query_as::<_, Row>("SELECT * FROM job WHERE id = ?1 AND account_id = ?2");
    row.bind(id)
        .bind(ACCOUNT)
        .fetch_optional(connection)
        .await?
        .map(Row::job)
        .transpose()
}

/// The next `limit` after a row, in the order they were written, voided ones too.
pub async fn from(
    connection: &mut SqliteConnection,
    after: i64,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    );
    rows.bind(ACCOUNT)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// The jobs of these rows, in no order.
pub async fn these(connection: &mut SqliteConnection, ids: &[i64]) -> Result<Vec<Job>, StoreError> {
    let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let statement = format!("SELECT * FROM job WHERE id IN ({ids})");
    sqlx::query_as::<_, Row>(&statement)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// The jobs of a model that stand and have no price.
pub async fn unpriced(
    connection: &mut SqliteConnection,
    model: &str,
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job INDEXED BY job_subject WHERE account_id = ?1 AND subject = ?2 AND basis = 'unknown' AND voided_at IS NULL",
    );
    rows.bind(ACCOUNT)
        .bind(model)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// The subjects of all jobs, each once.
pub async fn subjects(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    distinct(connection, "subject", "").await
}

/// The tags of all jobs, each once.
pub async fn tags(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    distinct(connection, "tag", "AND tag IS NOT NULL").await
}

/// Steps along an index from each value to the next, however many rows have the same.
async fn distinct(
    connection: &mut SqliteConnection,
    column: &'static str,
    filter: &'static str,
) -> Result<Vec<String>, StoreError> {
    let statement = format!(
        "WITH RECURSIVE each (value) AS (
           SELECT min({column}) FROM job WHERE account_id = ?1 {filter}
           UNION ALL
           SELECT (SELECT min({column}) FROM job WHERE account_id = ?1 AND {column} > value {filter}) FROM each WHERE value IS NOT NULL
         ) SELECT value FROM each WHERE value IS NOT NULL"
    );
    Ok(sqlx::query_scalar(&statement)
        .bind(ACCOUNT)
        .fetch_all(connection)
        .await?)
}

/// Writes a job in place of what was there.
pub async fn write(connection: &mut SqliteConnection, job: &Job) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET quantity_nano = ?2, unit_price_nano = ?3, cost_nano = ?4, basis = ?5, price_source = ?6, tag = ?7,
           note = ?8, voided_at = ?9, unit = ?10 WHERE id = ?1",
    )
    .bind(job.id)
    .bind(nano(job.what.quantity)?)
    .bind(job.what.unit_price.map(Money::nano))
    .bind(job.what.cost.map(Money::nano))
    .bind(job.what.basis.into_str())
    .bind(job.what.price_source.map(|it| it.into_str()))
    .bind(&job.what.label.tag)
    .bind(&job.what.label.note)
    .bind(job.voided_at.map(|at| at.timestamp_millis()))
    .bind(&job.what.unit)
    .execute(connection)
    .await?;
    Ok(())
}

/// A quantity in billionths, rounded half away from zero.
pub(super) fn nano(quantity: Decimal) -> Result<i64, StoreError> {
    let nano = quantity.checked_mul(Decimal::from(1_000_000_000));
    let nano =
        nano.map(|nano| nano.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
    nano.and_then(|nano| nano.to_i64())
        .ok_or(StoreError::TooLarge)
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
pub async fn list(
    connection: &mut SqliteConnection,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL AND (at, id) < (?2, ?3)
         ORDER BY at DESC, id DESC LIMIT ?4",
    );
    let rows = rows
        .bind(ACCOUNT)
        .bind(after.map_or(i64::MAX, |after| after.at.timestamp_millis()))
        .bind(after.map_or(i64::MAX, |after| after.id))
        .bind(limit);
    rows.fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// The first `limit` jobs that a change wrote.
pub async fn of_change(
    connection: &mut SqliteConnection,
    change_id: i64,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let rows =
        sqlx::query_as::<_, Row>("SELECT * FROM job WHERE change_id = ?1 ORDER BY id LIMIT ?2");
    rows.bind(change_id)
        .bind(limit)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
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
pub(super) struct Row {
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
    // Columns that came with later migrations: a damaged database of before them can be read too.
    #[sqlx(default)]
    price_source: Option<String>,
    #[sqlx(default)]
    tag: Option<String>,
    #[sqlx(default)]
    note: Option<String>,
    #[sqlx(default)]
    request_id: Option<String>,
    #[sqlx(default)]
    settled_from_nano: Option<i64>,
    #[sqlx(default)]
    replaced: bool,
    #[sqlx(default)]
    call: Option<i64>,
    #[sqlx(default)]
    progress: Option<String>,
}

impl Row {
    pub(super) fn job(self) -> Result<Job, StoreError> {
        let operation = self
            .operation
            .as_deref()
            .and_then(|name| name.parse::<Operation>().ok())
            .map(Subject::Operation);
        let subject = operation.or_else(|| self.model.map(Subject::Model));
        let is_correction = self.basis == Basis::Correction.into_str();
        let subject = subject.or(is_correction.then_some(Subject::Correction));
        Ok(Job {
            id: self.id,
            change_id: self.change_id,
            entry_id: self.entry_id,
            at: moment(self.at)?,
            origin: self
                .origin
                .parse::<JobOrigin>()
                .map_err(|_| StoreError::Unreadable("job"))?,
            voided_at: self.voided_at.map(moment).transpose()?,
            replaced: self.replaced,
            request: self.request_id,
            settled_from: self.settled_from_nano.map(Money::from_nano),
            call: self.call,
            progress: self
                .progress
                .as_deref()
                .and_then(|name| name.parse::<CallProgress>().ok()),
            what: NewJob {
                subject: subject.ok_or(StoreError::Unreadable("job"))?,
                quantity: Decimal::new(self.quantity_nano, NANO_DECIMALS).normalize(),
                unit: self.unit,
                unit_price: self.unit_price_nano.map(Money::from_nano),
                cost: self.cost_nano.map(Money::from_nano),
                basis: self
                    .basis
                    .parse::<Basis>()
                    .map_err(|_| StoreError::Unreadable("job"))?,
                price_source: self
                    .price_source
                    .as_deref()
                    .and_then(|name| name.parse::<PriceSource>().ok()),
                label: Label {
                    tag: self.tag,
                    note: self.note,
                },
            },
        })
    }
}
