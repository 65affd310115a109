//! Table `job` as the gateway fills it: calls by their number or request, from begin to end.

use rust_decimal::Decimal;
use serde_json::json;
use sqlx::SqliteConnection;

use super::job::{Row, nano};
use super::{ACCOUNT, StoreError};
use crate::domain::into_str::IntoStr;
use crate::domain::job::Job;
use crate::domain::money::{Money, NANO_DECIMALS};

/// The standing jobs of these calls and requests.
pub async fn find(
    connection: &mut SqliteConnection,
    calls: &[i64],
    requests: &[&str],
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL AND call IN (SELECT value FROM json_each(?2))
         UNION
         SELECT * FROM job WHERE account_id = ?1 AND voided_at IS NULL AND request_id IN (SELECT value FROM json_each(?3))",
    );
    let rows = rows
        .bind(ACCOUNT)
        .bind(json!(calls).to_string())
        .bind(json!(requests).to_string());
    rows.fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// Those that have not ended, as far as is known, oldest first.
pub async fn open(connection: &mut SqliteConnection) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND progress IN ('running', 'queued') AND voided_at IS NULL ORDER BY id",
    );
    rows.bind(ACCOUNT)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// How many those are.
pub async fn count_open(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM job WHERE account_id = ?1 AND progress IN ('running', 'queued') AND voided_at IS NULL",
    );
    Ok(count.bind(ACCOUNT).fetch_one(connection).await?)
}

/// Those whose price is not known.
pub async fn unpriced(connection: &mut SqliteConnection) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT * FROM job INDEXED BY job_basis
         WHERE account_id = ?1 AND basis = 'unknown' AND call IS NOT NULL AND voided_at IS NULL",
    );
    rows.bind(ACCOUNT)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// Writes what became of one.
pub async fn write(connection: &mut SqliteConnection, job: &Job) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET quantity_nano = ?2, cost_nano = ?3, basis = ?4, progress = ?5, request_id = ?6,
           settled_from_nano = ?7, voided_at = ?8, replaced = ?9, unit = ?10, unit_price_nano = ?11, price_source = ?12
         WHERE id = ?1",
    )
    .bind(job.id)
    .bind(nano(job.what.quantity)?)
    .bind(job.what.cost.map(Money::nano))
    .bind(job.what.basis.into_str())
    .bind(job.progress.map(|it| it.into_str()))
    .bind(&job.request)
    .bind(job.settled_from.map(Money::nano))
    .bind(job.voided_at.map(|at| at.timestamp_millis()))
    .bind(job.replaced)
    .bind(&job.what.unit)
    .bind(job.what.unit_price.map(Money::nano))
    .bind(job.what.price_source.map(|it| it.into_str()))
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes one that never was a job.
pub async fn remove(connection: &mut SqliteConnection, job: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM job WHERE id = ?1")
        .bind(job)
        .execute(connection)
        .await?;
    Ok(())
}

/// Calls that ended with a gateway that is no more: their callers are gone.
pub async fn end_running(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("UPDATE job SET progress = NULL WHERE account_id = ?1 AND progress = 'running'")
        .bind(ACCOUNT)
        .execute(connection)
        .await?;
    Ok(())
}

/// How many units the last calls of a model took that fal counted: up to 20, among its newest 200
/// jobs.
pub async fn last_metered(
    connection: &mut SqliteConnection,
    model: &str,
) -> Result<Vec<Decimal>, StoreError> {
    let rows: Vec<i64> = sqlx::query_scalar(
        "SELECT quantity_nano FROM (
           SELECT quantity_nano, basis, call, progress FROM job INDEXED BY job_subject
           WHERE account_id = ?1 AND subject = ?2 ORDER BY at DESC, id DESC LIMIT 200)
         WHERE call IS NOT NULL AND basis IN ('metered', 'billed') AND progress IS NULL LIMIT 20",
    )
    .bind(ACCOUNT)
    .bind(model)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|nano| Decimal::new(nano, NANO_DECIMALS))
        .collect())
}
