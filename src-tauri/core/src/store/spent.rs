//! Tables `spent_by_entry` and `spent_by_quarter`: sums that the database keeps by itself.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::balance::Spent;
use crate::domain::money::Money;

use super::{ACCOUNT, StoreError};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;

/// The jobs that count against `entry` or a later one. As all later ones are undone where `entry` is
/// the newest standing one, their jobs count against it too.
pub async fn since(connection: &mut SqliteConnection, entry: i64) -> Result<Spent, StoreError> {
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0), coalesce(sum(unpriced), 0) FROM spent_by_entry WHERE account_id = ?1 AND entry_id >= ?2",
    );
    Ok(spent(sums.bind(ACCOUNT).bind(entry).fetch_one(connection).await?))
}

/// The jobs that ran at `moment` or later, to the quarter of an hour. Corrections belong to no day.
pub async fn from(connection: &mut SqliteConnection, moment: DateTime<Utc>) -> Result<Spent, StoreError> {
    let sums = sqlx::query_as(
        "SELECT coalesce(sum(cost_nano), 0) - (
           SELECT coalesce(sum(cost_nano), 0) FROM job INDEXED BY job_corrected
           WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL AND at >= ?2 * 900000), coalesce(sum(unpriced), 0)
         FROM spent_by_quarter WHERE account_id = ?1 AND quarter >= ?2",
    );
    let quarter = moment.timestamp_millis().div_euclid(QUARTER);
    Ok(spent(sums.bind(ACCOUNT).bind(quarter).fetch_one(connection).await?))
}

fn spent((cost, unpriced): (i64, i64)) -> Spent {
    Spent { cost: Money::from_nano(cost), unpriced }
}
