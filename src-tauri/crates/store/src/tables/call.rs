//! Table `job` as the gateway fills it: calls by their number or request id, from start to end.

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::Job;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::money::Money;
use serde_json::json;

use super::job::{JobRow, into_jobs, nano};
use crate::{StoreError, Tx};

/// Finds the jobs of these call numbers and request ids. Voided ones are left out.
pub async fn find(tx: &mut Tx, calls: &[i64], requests: &[&str]) -> Result<Vec<Job>, StoreError> {
    // A union, because each half is read along an index of its own; with OR neither is used.
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL
           AND call IN (SELECT value FROM json_each(?2))
         UNION
         SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?3))",
    );
    let rows = rows
        .bind(tx.account())
        .bind(json!(calls).to_string())
        .bind(json!(requests).to_string());
    into_jobs(rows.fetch_all(tx.connection()).await?)
}

/// Tells whether a request has a job, be it voided.
pub async fn is_known(tx: &mut Tx, request: &str) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM job WHERE account_id = ?1 AND request_id = ?2)",
    );
    let found = found.bind(tx.account()).bind(request);
    Ok(found.fetch_one(tx.connection()).await?)
}

/// Lists the calls that have not ended, as far as is known, oldest first.
pub async fn open(tx: &mut Tx) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job
         WHERE account_id = ?1 AND progress IN ('running', 'queued') AND voided_at IS NULL
         ORDER BY id",
    );
    into_jobs(rows.bind(tx.account()).fetch_all(tx.connection()).await?)
}

/// Tells whether a call of unknown cost has not ended, as far as is known.
pub async fn has_open_unpriced(tx: &mut Tx) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM job
           WHERE account_id = ?1 AND progress IN ('running', 'queued') AND cost_nano IS NULL
             AND voided_at IS NULL)",
    );
    Ok(found.bind(tx.account()).fetch_one(tx.connection()).await?)
}

/// Marks calls of unknown cost as ended, as the person says: the one with this id, or all. Returns
/// their number.
pub async fn release_unpriced(tx: &mut Tx, job: Option<i64>) -> Result<u64, StoreError> {
    let released = sqlx::query(
        "UPDATE job SET progress = NULL
         WHERE account_id = ?1 AND progress IN ('running', 'queued') AND cost_nano IS NULL
           AND id = coalesce(?2, id)",
    );
    let released = released.bind(tx.account()).bind(job);
    Ok(released.execute(tx.connection()).await?.rows_affected())
}

/// Counts the calls that have not ended, as far as is known.
pub async fn count_open(tx: &mut Tx) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM job
         WHERE account_id = ?1 AND progress IN ('running', 'queued') AND voided_at IS NULL",
    );
    Ok(count.bind(tx.account()).fetch_one(tx.connection()).await?)
}

/// Lists the calls of unknown cost.
pub async fn unpriced(tx: &mut Tx) -> Result<Vec<Job>, StoreError> {
    // Left to itself, SQLite walks `job_call`: every call there ever was.
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job INDEXED BY job_basis
         WHERE account_id = ?1 AND basis = 'unknown' AND call IS NOT NULL AND voided_at IS NULL",
    );
    into_jobs(rows.bind(tx.account()).fetch_all(tx.connection()).await?)
}

/// Lists the calls that stay estimated although fal has counted their units, for want of a price.
pub async fn unmetered(tx: &mut Tx) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job INDEXED BY job_unmetered
         WHERE account_id = ?1 AND call IS NOT NULL AND basis = 'estimated'
           AND unit_price_nano IS NULL AND quantity_nano <> 0 AND voided_at IS NULL",
    );
    into_jobs(rows.bind(tx.account()).fetch_all(tx.connection()).await?)
}

// The plus keeps SQLite from the index of the account, by which it would read all jobs.
const UPDATE: &str = "
    UPDATE job SET
      quantity_nano = after.value ->> 'quantity',
      cost_nano = after.value ->> 'cost',
      basis = after.value ->> 'basis',
      progress = after.value ->> 'progress',
      request_id = after.value ->> 'request',
      settled_from_nano = after.value ->> 'estimated',
      voided_at = after.value ->> 'voided',
      replaced = after.value ->> 'replaced',
      unit = after.value ->> 'unit',
      unit_price_nano = after.value ->> 'price',
      price_source = after.value ->> 'source',
      tag = after.value ->> 'tag',
      key_id = after.value ->> 'key',
      stands_for = after.value ->> 'stands_for'
    FROM json_each(?1) AS after
    WHERE job.id = after.value ->> 'id' AND +job.account_id = ?2";

/// Writes the states of calls over the former ones, in one statement. Note, entry and time stay.
pub async fn write(tx: &mut Tx, jobs: &[&Job]) -> Result<(), StoreError> {
    if jobs.is_empty() {
        return Ok(());
    }
    let row = |job: &&Job| {
        Ok::<_, StoreError>(json!({
            "id": job.id,
            "quantity": nano(job.what.quantity)?,
            "cost": job.what.cost.map(Money::nano),
            "basis": job.what.basis.into_str(),
            "progress": job.progress.map(IntoStr::into_str),
            "request": job.request,
            "estimated": job.estimated_cost.map(Money::nano),
            "voided": job.voided_at.map(|at| at.timestamp_millis()),
            "replaced": job.replaced,
            "unit": job.what.unit,
            "price": job.what.unit_price.map(Money::nano),
            "source": job.what.price_source.map(IntoStr::into_str),
            "stands_for": job.stands_for,
            "tag": job.what.label.tag,
            "key": job.what.label.key.as_ref().map(KeyId::as_str),
        }))
    };
    let rows = jobs.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    sqlx::query(UPDATE)
        .bind(serde_json::Value::from(rows).to_string())
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Deletes the job of a call that fal refused: nothing ran. The only place that deletes jobs.
pub async fn remove(tx: &mut Tx, job: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM job WHERE id = ?1 AND account_id = ?2")
        .bind(job)
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Lets the calls that have begun since `since` and not ended count against another entry. Returns
/// their numbers.
pub async fn move_open(
    tx: &mut Tx,
    entry: i64,
    since: DateTime<Utc>,
) -> Result<Vec<i64>, StoreError> {
    let moved = sqlx::query_scalar(
        "UPDATE job SET entry_id = ?2
         WHERE account_id = ?1 AND progress IN ('running', 'queued') AND at >= ?3
           AND call IS NOT NULL AND voided_at IS NULL
         RETURNING call",
    );
    let moved = moved.bind(tx.account()).bind(entry);
    let moved = moved.bind(since.timestamp_millis());
    Ok(moved.fetch_all(tx.connection()).await?)
}

/// Marks running calls as ended, because their gateway is gone and their callers with it. Queued
/// calls go on at fal and stay open.
pub async fn end_running(tx: &mut Tx) -> Result<(), StoreError> {
    // One of unknown cost may go on without its caller, and cost any amount.
    sqlx::query(
        "UPDATE job SET progress = iif(cost_nano IS NULL, 'queued', NULL)
         WHERE account_id = ?1 AND progress = 'running'",
    )
    .bind(tx.account())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Returns the costs of a model's newest calls with these parameters, as far as fal counted them:
/// at most 20 calls since `since`, among the newest 200.
pub async fn like_costs(
    tx: &mut Tx,
    model: &str,
    likeness: &str,
    since: DateTime<Utc>,
) -> Result<Vec<Money>, StoreError> {
    // The inner limit bounds the time: there may be a million such calls and no metered one, and
    // the guard waits for this before each call.
    let costs: Vec<i64> = sqlx::query_scalar(
        "SELECT cost_nano FROM (
           SELECT cost_nano, basis, progress, voided_at FROM job INDEXED BY job_like
           WHERE account_id = ?1 AND model = ?2 AND likeness = ?3 AND at >= ?4
           ORDER BY at DESC LIMIT 200)
         WHERE basis IN ('metered', 'billed') AND progress IS NULL AND voided_at IS NULL LIMIT 20",
    )
    .bind(tx.account())
    .bind(model)
    .bind(likeness)
    .bind(since.timestamp_millis())
    .fetch_all(tx.connection())
    .await?;
    Ok(costs.into_iter().map(Money::from_nano).collect())
}
