//! Tables `spent_by_entry` and `spent_by_quarter`: sums that the database keeps by itself.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::SqliteConnection;

use crate::domain::balance::Spent;
use crate::domain::money::Money;

use super::{ACCOUNT, StoreError};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;

/// The jobs that count against `entry` or a later one. As all later ones are undone where `entry`
/// is the newest standing one, their jobs count against it too.
pub async fn since(connection: &mut SqliteConnection, entry: i64) -> Result<Spent, StoreError> {
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0), coalesce(sum(unpriced), 0) FROM spent_by_entry WHERE account_id = ?1 AND entry_id >= ?2",
    );
    Ok(spent(
        sums.bind(ACCOUNT).bind(entry).fetch_one(connection).await?,
    ))
}

/// The jobs that ran at `moment` or later, to the quarter of an hour. Corrections belong to no day.
pub async fn from(
    connection: &mut SqliteConnection,
    moment: DateTime<Utc>,
) -> Result<Spent, StoreError> {
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0) - (
           SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
           WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL AND at >= ?2 * 900000), coalesce(sum(unpriced), 0)
         FROM spent_by_quarter WHERE account_id = ?1 AND quarter >= ?2",
    );
    let quarter = moment.timestamp_millis().div_euclid(QUARTER);
    Ok(spent(
        sums.bind(ACCOUNT)
            .bind(quarter)
            .fetch_one(connection)
            .await?,
    ))
}

/// The jobs that ran within each of these stretches of time, whose ends are quarters of an hour,
/// from the first moment to the one before the last.
pub async fn within(
    connection: &mut SqliteConnection,
    stretches: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Money>, StoreError> {
    let quarter = |at: &DateTime<Utc>| at.timestamp_millis().div_euclid(QUARTER);
    let stretches: Vec<_> = stretches
        .iter()
        .map(|(from, until)| [quarter(from), quarter(until)])
        .collect();
    let sums: Vec<i64> = sqlx::query_scalar(
        "SELECT (SELECT coalesce(sum(cost_nano), 0) FROM spent_by_quarter
             WHERE account_id = ?1 AND quarter >= stretch.value ->> 0 AND quarter < stretch.value ->> 1)
           - (SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
             WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL
               AND at >= (stretch.value ->> 0) * 900000 AND at < (stretch.value ->> 1) * 900000)
         FROM json_each(?2) AS stretch ORDER BY stretch.key",
    )
    .bind(ACCOUNT)
    .bind(json!(stretches).to_string())
    .fetch_all(connection)
    .await?;
    Ok(sums.into_iter().map(Money::from_nano).collect())
}

fn spent((cost, unpriced): (i64, i64)) -> Spent {
    Spent {
        cost: Money::from_nano(cost),
        unpriced,
    }
}
