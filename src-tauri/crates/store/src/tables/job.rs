//! Table `job`: paid calls, and batches of equal ones.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::operation::Operation;
use fal_budget_domain::jobs::{Basis, CallProgress, Job, JobOrigin, Label, NewJob, Subject};
use fal_budget_domain::money::{Money, NANO_DECIMALS};
use fal_budget_domain::tariffs::price::PriceSource;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use sqlx::FromRow;

use crate::{StoreError, Tx, timestamp};

/// Data that all jobs of a batch share.
#[derive(Clone, Copy, Debug)]
pub struct BatchHeader {
    /// Change that writes the jobs.
    pub change_id: i64,
    /// Entry that the jobs count against. `None` before the first entry.
    pub entry_id: Option<i64>,
    /// Time when the jobs ran.
    pub at: DateTime<Utc>,
    /// Way in which the jobs were logged.
    pub origin: JobOrigin,
}

const INSERT: &str = "
    INSERT INTO job (account_id, change_id, entry_id, at, operation, model, quantity_nano,
      unit, unit_price_nano, cost_nano, basis, origin, price_source, tag, note, key_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

/// Adds a job and returns its row id.
pub async fn add(tx: &mut Tx, batch: BatchHeader, job: &NewJob) -> Result<i64, StoreError> {
    let (operation, model) = subject_columns(&job.subject);
    let done = sqlx::query(INSERT)
        .bind(tx.account())
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
        .bind(job.price_source.map(IntoStr::into_str))
        .bind(&job.label.tag)
        .bind(&job.label.note)
        .bind(job.label.key.as_ref().map(KeyId::as_str))
        .execute(tx.connection())
        .await?;
    Ok(done.last_insert_rowid())
}

/// Values of the columns `operation` and `model`. A correction has neither.
pub(crate) fn subject_columns(subject: &Subject) -> (Option<&'static str>, Option<&str>) {
    match subject {
        Subject::Operation(operation) => (Some(operation.into_str()), None),
        Subject::Model(model) => (None, Some(model.as_str())),
        Subject::Correction => (None, None),
    }
}

/// Returns the id of the newest job, voided or not, and 0 if there is none.
pub async fn newest(tx: &mut Tx) -> Result<i64, StoreError> {
    let newest = sqlx::query_scalar("SELECT coalesce(max(id), 0) FROM job WHERE account_id = ?1");
    Ok(newest.bind(tx.account()).fetch_one(tx.connection()).await?)
}

/// Finds a job, voided or not.
pub async fn find(tx: &mut Tx, id: i64) -> Result<Option<Job>, StoreError> {
    sqlx::query_as::<_, JobRow>("SELECT * FROM job WHERE id = ?1 AND account_id = ?2")
        .bind(id)
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map(JobRow::into_job)
        .transpose()
}

/// Lists the next `limit` jobs after an id, in the order in which they were written, including
/// voided ones.
pub async fn list_after(tx: &mut Tx, after: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job WHERE account_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    );
    let rows = rows.bind(tx.account()).bind(after).bind(limit);
    into_jobs(rows.fetch_all(tx.connection()).await?)
}

/// Finds the jobs with these ids, in no particular order.
pub async fn find_all(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Job>, StoreError> {
    let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let statement = format!("SELECT * FROM job WHERE id IN ({ids}) AND +account_id = ?1");
    into_jobs(
        sqlx::query_as::<_, JobRow>(&statement)
            .bind(tx.account())
            .fetch_all(tx.connection())
            .await?,
    )
}

/// Lists the jobs of a model whose cost is unknown. Voided ones are left out.
pub async fn unpriced(tx: &mut Tx, model: &str) -> Result<Vec<Job>, StoreError> {
    // Left to itself, SQLite may choose `job_subject_cost`, although no cost is asked for.
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job INDEXED BY job_subject
         WHERE account_id = ?1 AND subject = ?2 AND basis = 'unknown' AND voided_at IS NULL",
    );
    let rows = rows.bind(tx.account()).bind(model);
    into_jobs(rows.fetch_all(tx.connection()).await?)
}

/// Lists the subjects of all jobs, each once.
pub async fn subjects(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    distinct(tx, "subject", "").await
}

/// Lists the tags of all jobs, each once.
pub async fn tags(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    distinct(tx, "tag", "AND tag IS NOT NULL").await
}

/// Lists the ids of the keys of all jobs that are not voided, each once.
pub async fn keys(tx: &mut Tx) -> Result<Vec<KeyId>, StoreError> {
    let filter = "AND key_id IS NOT NULL AND voided_at IS NULL";
    let ids = distinct(tx, "key_id", filter).await?;
    Ok(ids.iter().filter_map(|id| KeyId::parse(id)).collect())
}

async fn distinct(
    tx: &mut Tx,
    column: &'static str,
    filter: &'static str,
) -> Result<Vec<String>, StoreError> {
    // Jumps along the index from each value to the next. SELECT DISTINCT would read a million
    // entries of the index for ten models. The filter lets SQLite use a partial index.
    let statement = format!(
        "WITH RECURSIVE each (value) AS (
           SELECT min({column}) FROM job WHERE account_id = ?1 {filter}
           UNION ALL
           SELECT (
             SELECT min({column}) FROM job WHERE account_id = ?1 AND {column} > value {filter})
           FROM each WHERE value IS NOT NULL
         ) SELECT value FROM each WHERE value IS NOT NULL"
    );
    Ok(sqlx::query_scalar(&statement)
        .bind(tx.account())
        .fetch_all(tx.connection())
        .await?)
}

/// Writes what can be corrected, priced or voided of a job over the former values.
pub async fn write(tx: &mut Tx, job: &Job) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET quantity_nano = ?2, unit_price_nano = ?3, cost_nano = ?4, basis = ?5,
           price_source = ?6, tag = ?7, note = ?8, voided_at = ?9, unit = ?10
         WHERE id = ?1 AND account_id = ?11",
    )
    .bind(job.id)
    .bind(nano(job.what.quantity)?)
    .bind(job.what.unit_price.map(Money::nano))
    .bind(job.what.cost.map(Money::nano))
    .bind(job.what.basis.into_str())
    .bind(job.what.price_source.map(IntoStr::into_str))
    .bind(&job.what.label.tag)
    .bind(&job.what.label.note)
    .bind(job.voided_at.map(|at| at.timestamp_millis()))
    .bind(&job.what.unit)
    .bind(tx.account())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Converts a quantity to whole billionths, rounded half away from zero. Returns
/// [`StoreError::TooLarge`] beyond 64 bits.
pub(crate) fn nano(quantity: Decimal) -> Result<i64, StoreError> {
    let nano = quantity.checked_mul(Decimal::from(1_000_000_000));
    let nano =
        nano.map(|nano| nano.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
    nano.and_then(|nano| nano.to_i64())
        .ok_or(StoreError::TooLarge)
}

/// Last job of a page, newest first; the next page begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Time when the job ran.
    pub at: DateTime<Utc>,
    /// Row id of the job.
    pub id: i64,
}

/// Lists the newest `limit` jobs that are not voided, from the top or after a job.
pub async fn list(tx: &mut Tx, after: Option<After>, limit: u32) -> Result<Vec<Job>, StoreError> {
    // By time and id, because many jobs of a batch have the same time. With an offset, a job that
    // is logged meanwhile would show one twice.
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL AND (at, id) < (?2, ?3)
         ORDER BY at DESC, id DESC LIMIT ?4",
    );
    let rows = rows
        .bind(tx.account())
        .bind(after.map_or(i64::MAX, |after| after.at.timestamp_millis()))
        .bind(after.map_or(i64::MAX, |after| after.id))
        .bind(limit);
    into_jobs(rows.fetch_all(tx.connection()).await?)
}

/// Lists the first `limit` jobs that a change wrote.
pub async fn of_change(tx: &mut Tx, change_id: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job WHERE change_id = ?1 AND +account_id = ?2 ORDER BY id LIMIT ?3",
    );
    into_jobs(
        rows.bind(change_id)
            .bind(tx.account())
            .bind(limit)
            .fetch_all(tx.connection())
            .await?,
    )
}

/// Voids the jobs that a change wrote.
pub async fn void_change(tx: &mut Tx, change_id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET voided_at = ?3
         WHERE change_id = ?1 AND +account_id = ?2 AND voided_at IS NULL",
    )
    .bind(change_id)
    .bind(tx.account())
    .bind(at.timestamp_millis())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Converts rows, or returns the error of the first one that cannot be read.
pub(crate) fn into_jobs(rows: Vec<JobRow>) -> Result<Vec<Job>, StoreError> {
    rows.into_iter().map(JobRow::into_job).collect()
}

#[derive(FromRow)]
pub(crate) struct JobRow {
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
    // Columns of later migrations have defaults, so that recovery can read a damaged database that
    // was never migrated to them.
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
    #[sqlx(default)]
    stands_for: Option<i64>,
    #[sqlx(default)]
    key_id: Option<String>,
}

impl JobRow {
    /// Converts the row. An origin, basis or subject that this version does not know is an error;
    /// an unknown progress or price source is left out, because no figure depends on either.
    pub(crate) fn into_job(self) -> Result<Job, StoreError> {
        let basis = required::<Basis>(&self.basis)?;
        Ok(Job {
            id: self.id,
            change_id: self.change_id,
            entry_id: self.entry_id,
            at: timestamp(self.at)?,
            origin: required::<JobOrigin>(&self.origin)?,
            voided_at: self.voided_at.map(timestamp).transpose()?,
            replaced: self.replaced,
            request: self.request_id,
            estimated_cost: self.settled_from_nano.map(Money::from_nano),
            call: self.call,
            stands_for: self.stands_for,
            progress: optional::<CallProgress>(self.progress.as_deref()),
            what: NewJob {
                subject: subject(self.operation.as_deref(), self.model, basis)?,
                quantity: Decimal::new(self.quantity_nano, NANO_DECIMALS).normalize(),
                unit: self.unit,
                unit_price: self.unit_price_nano.map(Money::from_nano),
                cost: self.cost_nano.map(Money::from_nano),
                basis,
                price_source: optional::<PriceSource>(self.price_source.as_deref()),
                label: Label {
                    tag: self.tag,
                    note: self.note,
                    key: self.key_id.as_deref().and_then(KeyId::parse),
                },
            },
        })
    }
}

/// Reads the subject from its two columns; a job with neither must be a correction.
fn subject(
    operation: Option<&str>,
    model: Option<String>,
    basis: Basis,
) -> Result<Subject, StoreError> {
    optional::<Operation>(operation)
        .map(Subject::Operation)
        .or_else(|| model.map(Subject::Model))
        .or_else(|| (basis == Basis::Correction).then_some(Subject::Correction))
        .ok_or(StoreError::Unreadable("job"))
}

fn required<T: FromStr>(name: &str) -> Result<T, StoreError> {
    name.parse().map_err(|_| StoreError::Unreadable("job"))
}

fn optional<T: FromStr>(name: Option<&str>) -> Option<T> {
    name?.parse().ok()
}
