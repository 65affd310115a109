//! Table `job` as fal's billing record fills it: jobs by their request, and those logged by hand
//! that give way to them.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::job::{Row, nano};
use super::{ACCOUNT, StoreError};
use crate::domain::job::Job;
use crate::domain::money::Money;
use crate::domain::record::{BillingEvent, TimeRange};

/// From the begin of a call to its billing event.
const LONGEST_CALL: TimeDelta = TimeDelta::hours(1);

/// Jobs logged by hand within a period that stand: account, begin, end. One that a person took back
/// after it was replaced stays.
macro_rules! by_hand {
    () => {
        "account_id = ?1 AND at >= ?2 AND at < ?3 AND origin IN ('window', 'terminal', 'api', 'import') AND request_id IS NULL
         AND voided_at IS NULL AND replaced = 0
         AND basis <> 'correction'"
    };
}

/// The job of a request that stands.
pub async fn of_request(
    connection: &mut SqliteConnection,
    request: &str,
) -> Result<Option<Job>, StoreError> {
    let row = sqlx::query_as::<_, Row>(
        "SELECT * FROM job WHERE account_id = ?1 AND request_id = ?2 AND voided_at IS NULL",
    );
    row.bind(ACCOUNT)
        .bind(request)
        .fetch_optional(connection)
        .await?
        .map(Row::job)
        .transpose()
}

/// Jobs of these requests that came from a file belong to fal's record from now on: undoing the
/// import does not take them out again.
pub async fn adopt(
    connection: &mut SqliteConnection,
    change_id: i64,
    requests: &[&str],
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET change_id = ?2, origin = 'fal' WHERE account_id = ?1 AND origin = 'import' AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?3))",
    )
    .bind(ACCOUNT)
    .bind(change_id)
    .bind(serde_json::json!(requests).to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// Settles a job at what fal billed; what it was taken for first stays beside it.
pub async fn settle(
    connection: &mut SqliteConnection,
    id: i64,
    event: &BillingEvent,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE job SET settled_from_nano = iif(basis IN ('billed', 'metered'), settled_from_nano, cost_nano),
           cost_nano = ?2, basis = 'billed', progress = NULL,
           quantity_nano = coalesce(?3, quantity_nano), unit_price_nano = coalesce(?4, unit_price_nano), price_source = 'fal'
         WHERE id = ?1",
    )
    .bind(id)
    .bind(event.cost.nano())
    .bind(event.units.map(nano).transpose()?)
    .bind(event.unit_price.map(Money::nano))
    .execute(connection)
    .await?;
    Ok(())
}

/// Names a call that broke before fal named it, if an event within this time is of the same model:
/// the oldest. Says whether there was one.
pub async fn name(
    connection: &mut SqliteConnection,
    event: &BillingEvent,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "UPDATE job SET request_id = ?3 WHERE id = (
           SELECT id FROM job WHERE account_id = ?1 AND call IS NOT NULL AND request_id IS NULL AND model = ?2
             AND at BETWEEN ?4 AND ?5 AND voided_at IS NULL AND basis IN ('estimated', 'unknown') ORDER BY at LIMIT 1)",
    )
    .bind(ACCOUNT)
    .bind(&event.endpoint)
    .bind(&event.request)
    .bind((event.at - LONGEST_CALL).timestamp_millis())
    .bind(event.at.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many jobs of a period were logged by hand and stand, and what they cost.
pub async fn by_hand(
    connection: &mut SqliteConnection,
    period: TimeRange,
) -> Result<(i64, Money), StoreError> {
    let sums = sqlx::query_as(concat!(
        "SELECT count(*), coalesce(sum(cost_nano), 0) FROM job WHERE ",
        by_hand!()
    ));
    let sums = sums
        .bind(ACCOUNT)
        .bind(period.from.timestamp_millis())
        .bind(period.until.timestamp_millis());
    let (count, cost): (i64, i64) = sums.fetch_one(connection).await?;
    Ok((count, Money::from_nano(cost)))
}

/// Marks those as replaced by fal's record, and keeps what the change found in them.
pub async fn replace(
    connection: &mut SqliteConnection,
    change_id: i64,
    period: TimeRange,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (from, until) = (
        period.from.timestamp_millis(),
        period.until.timestamp_millis(),
    );
    sqlx::query(concat!(
        "INSERT INTO job_before SELECT ?4, id, quantity_nano, unit, unit_price_nano, cost_nano, basis, price_source, tag, note, voided_at
         FROM job WHERE ",
        by_hand!()
    ))
    .bind(ACCOUNT)
    .bind(from)
    .bind(until)
    .bind(change_id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(concat!(
        "UPDATE job SET voided_at = ?4, replaced = 1 WHERE ",
        by_hand!()
    ))
    .bind(ACCOUNT)
    .bind(from)
    .bind(until)
    .bind(at.timestamp_millis())
    .execute(connection)
    .await?;
    Ok(())
}
