//! Tables `spent_by_entry` and `spent_by_quarter`: sums that triggers keep up to date.

use chrono::{DateTime, Utc};
use fal_budget_domain::balance::Spent;
use fal_budget_domain::guard::scope::{Scope, ScopeKind};
use fal_budget_domain::money::Money;
use serde_json::json;

use crate::{StoreError, Tx};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;

/// Sums the jobs that count against `entry` or a later one. 0 sums all jobs.
pub async fn since_entry(tx: &mut Tx, entry: i64) -> Result<Spent, StoreError> {
    // Entries after the newest that is not undone are all undone, and their jobs fall back to it.
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0), coalesce(sum(unpriced), 0) FROM spent_by_entry
         WHERE account_id = ?1 AND entry_id >= ?2",
    );
    let sums = sums
        .bind(tx.account())
        .bind(entry)
        .fetch_one(tx.connection())
        .await?;
    Ok(spent(sums))
}

/// Sums the jobs that ran at `from` or later, to the quarter of an hour. Corrections are left out,
/// because they belong to no day.
pub async fn since_time(tx: &mut Tx, from: DateTime<Utc>) -> Result<Spent, StoreError> {
    // Corrections are few and have an index of their own, but SQLite would prefer `job_basis` and
    // look each of them up in the table.
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0) - (
             SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
             WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL
               AND at >= ?2 * 900000),
           coalesce(sum(unpriced), 0)
         FROM spent_by_quarter WHERE account_id = ?1 AND quarter >= ?2",
    );
    let sums = sums
        .bind(tx.account())
        .bind(from.timestamp_millis().div_euclid(QUARTER))
        .fetch_one(tx.connection())
        .await?;
    Ok(spent(sums))
}

/// Sums what was charged for the jobs of one scope that ran at `from` or later, to the quarter of
/// an hour, as [`charged_since`] does.
pub async fn of_scope(
    tx: &mut Tx,
    scope: &Scope,
    from: DateTime<Utc>,
) -> Result<Spent, StoreError> {
    // The lists of tags and subjects make SQLite walk the primary key from each to the next, and
    // not through all quarters of the year.
    let statement = match scope.kind {
        ScopeKind::Key => {
            "SELECT coalesce(sum(cost_nano), 0), coalesce(sum(cost_nano IS NULL), 0)
             FROM job INDEXED BY job_key
             WHERE account_id = ?1 AND key_id = ?2 AND at >= ?3 * 900000 AND voided_at IS NULL
               AND coalesce(cost_nano, 0) >= 0"
        }
        ScopeKind::Project => {
            "SELECT coalesce(sum(cost_nano), 0) - (
                 SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_cost
                 WHERE account_id = ?1 AND cost_nano < 0 AND tag = ?2 AND at >= ?3 * 900000
                   AND voided_at IS NULL),
               coalesce(sum(unpriced), 0) FROM spent_by_model
             WHERE account_id = ?1 AND tag = ?2 AND quarter >= ?3 AND subject IN (
               SELECT DISTINCT subject FROM spent_by_model_day WHERE account_id = ?1)"
        }
        ScopeKind::Model => {
            "SELECT coalesce(sum(cost_nano), 0) - (
                 SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_cost
                 WHERE account_id = ?1 AND cost_nano < 0 AND subject = ?2 AND at >= ?3 * 900000
                   AND voided_at IS NULL),
               coalesce(sum(unpriced), 0) FROM spent_by_model
             WHERE account_id = ?1 AND subject = ?2 AND quarter >= ?3 AND tag IN (
               SELECT DISTINCT tag FROM spent_by_model_day WHERE account_id = ?1)"
        }
    };
    let sums = sqlx::query_as(statement)
        .bind(tx.account())
        .bind(&scope.name)
        .bind(from.timestamp_millis().div_euclid(QUARTER))
        .fetch_one(tx.connection())
        .await?;
    Ok(spent(sums))
}

/// Costs by range of quarters, less the corrections; the ranges are a JSON array of pairs.
const WITHIN: &str = "
    SELECT (
        SELECT coalesce(sum(cost_nano), 0) FROM spent_by_quarter
        WHERE account_id = ?1 AND quarter >= span.value ->> 0 AND quarter < span.value ->> 1)
      - (
        SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
        WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL
          AND at >= (span.value ->> 0) * 900000 AND at < (span.value ->> 1) * 900000)
    FROM json_each(?2) AS span ORDER BY span.key";

/// Costs from each of some quarters on, less the corrections, and less what was given back: the
/// quarters are a JSON array.
const CHARGED: &str = "
    SELECT (
        SELECT coalesce(sum(cost_nano), 0) FROM spent_by_quarter
        WHERE account_id = ?1 AND quarter >= begin.value)
      - (
        SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
        WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL
          AND at >= begin.value * 900000)
      - (
        SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_cost
        WHERE account_id = ?1 AND cost_nano < 0 AND basis <> 'correction' AND voided_at IS NULL
          AND at >= begin.value * 900000)
    FROM json_each(?2) AS begin ORDER BY begin.key";

/// Sums what was charged since each of some times, to the quarter of an hour. What was given back
/// makes no limit wider, and corrections belong to no day.
pub async fn charged_since<const N: usize>(
    tx: &mut Tx,
    times: [DateTime<Utc>; N],
) -> Result<[Money; N], StoreError> {
    let quarters = times.map(|time| time.timestamp_millis().div_euclid(QUARTER));
    let sums: Vec<i64> = sqlx::query_scalar(CHARGED)
        .bind(tx.account())
        .bind(json!(quarters.as_slice()).to_string())
        .fetch_all(tx.connection())
        .await?;
    let sums: Result<[i64; N], _> = sums.try_into();
    let sums = sums.map_err(|_| StoreError::Unreadable("spent_by_quarter"))?;
    Ok(sums.map(Money::from_nano))
}

/// Sums the cost of jobs within each time range, start included, end excluded. Both must be at
/// quarters of an hour. Corrections are left out.
pub async fn within(
    tx: &mut Tx,
    ranges: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Money>, StoreError> {
    let quarter = |at: &DateTime<Utc>| at.timestamp_millis().div_euclid(QUARTER);
    let ranges: Vec<_> = ranges
        .iter()
        .map(|(from, until)| [quarter(from), quarter(until)])
        .collect();
    let sums: Vec<i64> = sqlx::query_scalar(WITHIN)
        .bind(tx.account())
        .bind(json!(ranges).to_string())
        .fetch_all(tx.connection())
        .await?;
    Ok(sums.into_iter().map(Money::from_nano).collect())
}

fn spent((cost, unpriced): (i64, i64)) -> Spent {
    Spent {
        cost: Money::from_nano(cost),
        unpriced,
    }
}
