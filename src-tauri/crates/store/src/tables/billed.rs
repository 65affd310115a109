//! Table `job` as fal's billing record fills it: jobs by their request, and jobs logged by hand
//! that the record replaces.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::record::{BillingEvent, TimeRange};
use fal_budget_domain::jobs::{Basis, Job};
use fal_budget_domain::money::Money;
use serde_json::json;

use super::job::{JobRow, nano};
use crate::{StoreError, Tx};

/// Longest time from the start of a call to its billing event.
const LONGEST_CALL: TimeDelta = TimeDelta::hours(1);

/// Condition for jobs logged by hand within a time range, as far as they count. Takes account,
/// start and end as `?1` to `?3`.
// A macro, so that `concat!` can put it into a statement: sqlx caches statements by their text.
// `replaced = 0` leaves out jobs that the person restored after they had been replaced.
macro_rules! by_hand {
    () => {
        "account_id = ?1 AND at >= ?2 AND at < ?3
           AND origin IN ('window', 'terminal', 'api', 'import') AND request_id IS NULL
           AND voided_at IS NULL AND replaced = 0 AND basis <> 'correction'"
    };
}

/// Finds the job of a request. Returns `None` if there is none or it is voided.
pub async fn of_request(tx: &mut Tx, request: &str) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query_as::<_, JobRow>(
        "SELECT * FROM job WHERE account_id = ?1 AND request_id = ?2 AND voided_at IS NULL",
    );
    row.bind(tx.account())
        .bind(request)
        .fetch_optional(tx.connection())
        .await?
        .map(JobRow::into_job)
        .transpose()
}

/// Finds basis and cost of the jobs of these requests. Voided ones are left out.
pub async fn costs(
    tx: &mut Tx,
    requests: &[&str],
) -> Result<HashMap<String, (Basis, Option<Money>)>, StoreError> {
    let rows = sqlx::query_as::<_, (String, String, Option<i64>)>(
        "SELECT request_id, basis, cost_nano FROM job
         WHERE account_id = ?1 AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?2))",
    );
    let rows = rows.bind(tx.account()).bind(json!(requests).to_string());
    rows.fetch_all(tx.connection())
        .await?
        .into_iter()
        .map(|(request, basis, cost)| {
            let basis = basis.parse().map_err(|_| StoreError::Unreadable("basis"))?;
            Ok((request, (basis, cost.map(Money::from_nano))))
        })
        .collect()
}

/// Makes the imported jobs of these requests part of fal's billing record, so that undoing the
/// import no longer voids them.
pub async fn adopt(tx: &mut Tx, change_id: i64, requests: &[&str]) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET change_id = ?2, origin = 'fal'
         WHERE account_id = ?1 AND origin = 'import' AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?3))",
    )
    .bind(tx.account())
    .bind(change_id)
    .bind(json!(requests).to_string())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Sets a job to the cost that fal billed. Its estimate is kept in `settled_from_nano`.
pub async fn settle(tx: &mut Tx, id: i64, event: &BillingEvent) -> Result<(), StoreError> {
    // A metered or billed cost is no estimate: `settled_from_nano` keeps what was there before it.
    sqlx::query(
        "UPDATE job SET
           settled_from_nano = iif(basis IN ('billed', 'metered'), settled_from_nano, cost_nano),
           cost_nano = ?2, basis = 'billed', progress = NULL,
           quantity_nano = coalesce(?3, quantity_nano),
           unit_price_nano = coalesce(?4, unit_price_nano), price_source = 'fal',
           key_id = coalesce(key_id, ?6)
         WHERE id = ?1 AND account_id = ?5",
    )
    .bind(id)
    .bind(event.cost.nano())
    .bind(event.units.map(nano).transpose()?)
    .bind(event.unit_price.map(Money::nano))
    .bind(tx.account())
    .bind(event.key.as_ref().map(KeyId::as_str))
    .execute(tx.connection())
    .await?;
    Ok(())
}

// A guess, which may pair two calls of one model the wrong way round. Both are billed in the end,
// so the sum is right all the same; a second job for the call would be counted twice.
const IDENTIFY_CALL: &str = "
    UPDATE job SET request_id = ?3 WHERE id = (
      SELECT id FROM job
      WHERE account_id = ?1 AND call IS NOT NULL AND request_id IS NULL AND model = ?2
        AND at BETWEEN ?4 AND ?5 AND voided_at IS NULL AND basis IN ('estimated', 'unknown')
        AND coalesce(key_id = ?6, 1)
      ORDER BY at LIMIT 1)";

/// Gives the request id of an event to a call that broke off before fal named it. Returns `false`
/// if no call of the same model and key fits.
pub async fn identify_call(tx: &mut Tx, event: &BillingEvent) -> Result<bool, StoreError> {
    let done = sqlx::query(IDENTIFY_CALL)
        .bind(tx.account())
        .bind(&event.endpoint)
        .bind(&event.request)
        .bind((event.at - LONGEST_CALL).timestamp_millis())
        .bind(event.at.timestamp_millis())
        .bind(event.key.as_ref().map(KeyId::as_str))
        .execute(tx.connection())
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Counts the jobs logged by hand within a time range and sums their cost. Voided jobs and
/// corrections are left out.
pub async fn by_hand(tx: &mut Tx, range: TimeRange) -> Result<(i64, Money), StoreError> {
    let sums = sqlx::query_as(concat!(
        "SELECT count(*), coalesce(sum(cost_nano), 0) FROM job WHERE ",
        by_hand!()
    ));
    let sums = sums
        .bind(tx.account())
        .bind(range.from.timestamp_millis())
        .bind(range.until.timestamp_millis());
    let (count, cost): (i64, i64) = sums.fetch_one(tx.connection()).await?;
    Ok((count, Money::from_nano(cost)))
}

// In this order: a job that is voided no longer meets the condition, and would not be saved.
const SAVE_REPLACED: &str = concat!(
    "INSERT INTO job_before
     SELECT ?4, id, quantity_nano, unit, unit_price_nano, cost_nano, basis, price_source,
       tag, note, voided_at
     FROM job WHERE ",
    by_hand!()
);
const VOID_REPLACED: &str = concat!(
    "UPDATE job SET voided_at = ?4, replaced = 1 WHERE ",
    by_hand!()
);

/// Saves the jobs that [`by_hand()`] counts in `job_before`, and voids them as replaced by fal's
/// billing record.
pub async fn replace(
    tx: &mut Tx,
    change_id: i64,
    range: TimeRange,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (from, until) = (
        range.from.timestamp_millis(),
        range.until.timestamp_millis(),
    );
    for (statement, value) in [
        (SAVE_REPLACED, change_id),
        (VOID_REPLACED, at.timestamp_millis()),
    ] {
        sqlx::query(statement)
            .bind(tx.account())
            .bind(from)
            .bind(until)
            .bind(value)
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}
