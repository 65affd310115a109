//! Tables `spent_by_model` and `spent_by_model_day`: what was spent on each model and tag, for charts.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::SqliteConnection;

use super::{ACCOUNT, StoreError, moment};
use crate::domain::money::Money;
use crate::domain::spending::{Settled, Slice};

/// Milliseconds in a quarter of an hour.
const QUARTER: i64 = 900_000;
/// Quarters of a day.
const DAY: i64 = 96;

/// What was spent within each of these stretches of time, on each model and tag. Their ends are quarters of
/// an hour; whole days between them are read as days.
pub async fn slices(
    connection: &mut SqliteConnection,
    stretches: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<Slice>, StoreError> {
    let (mut quarters, mut days) = (Vec::new(), Vec::new());
    for (nth, (from, until)) in stretches.iter().enumerate() {
        let quarter = |at: &DateTime<Utc>| at.timestamp_millis().div_euclid(QUARTER);
        let (from, until) = (quarter(from), quarter(until));
        let (first, last) = ((from + DAY - 1).div_euclid(DAY), until.div_euclid(DAY));
        if first < last {
            quarters.extend([json!([nth, from, first * DAY]), json!([nth, last * DAY, until])]);
            days.push(json!([nth, first, last]));
        } else {
            quarters.push(json!([nth, from, until]));
        }
    }
    let mut slices = sums(connection, "spent_by_model", "quarter", &quarters).await?;
    slices.extend(sums(connection, "spent_by_model_day", "day", &days).await?);
    Ok(slices)
}

async fn sums(
    connection: &mut SqliteConnection,
    table: &'static str,
    unit: &'static str,
    stretches: &[serde_json::Value],
) -> Result<Vec<Slice>, StoreError> {
    // One scan of a stretch gives all three sums, as text.
    let statement = format!(
        "SELECT * FROM (SELECT stretch.value ->> 0, subject, tag, (
             SELECT sum(jobs) || ' ' || sum(cost_nano) || ' ' || sum(unpriced) FROM {table} AS each
             WHERE each.account_id = ?1 AND each.subject = pair.subject AND each.tag = pair.tag
               AND each.{unit} >= stretch.value ->> 1 AND each.{unit} < stretch.value ->> 2) AS sums
           FROM (SELECT DISTINCT subject, tag FROM spent_by_model_day WHERE account_id = ?1) AS pair
           CROSS JOIN json_each(?2) AS stretch)
         WHERE sums IS NOT NULL"
    );
    let stretches = serde_json::Value::from(stretches.to_vec()).to_string();
    let rows: Vec<(i64, String, String, String)> =
        sqlx::query_as(&statement).bind(ACCOUNT).bind(stretches).fetch_all(connection).await?;
    rows.into_iter().map(slice).collect()
}

fn slice((group, subject, tag, sums): (i64, String, String, String)) -> Result<Slice, StoreError> {
    let unreadable = || StoreError::Unreadable("sum");
    let mut sums = sums.split(' ').map(str::parse::<i64>);
    let mut next = || sums.next().and_then(Result::ok).ok_or_else(unreadable);
    Ok(Slice {
        group: usize::try_from(group).map_err(|_| unreadable())?,
        subject,
        tag,
        jobs: next()?,
        cost: Money::from_nano(next()?),
        unpriced: next()?,
    })
}

/// What jobs of each model were taken for, and what fal billed them at.
pub async fn settled(connection: &mut SqliteConnection) -> Result<Vec<Settled>, StoreError> {
    let rows: Vec<(String, i64, i64, i64)> = sqlx::query_as(
        "SELECT coalesce(subject, ''), count(*), sum(settled_from_nano), sum(cost_nano) FROM job INDEXED BY job_settled
         WHERE account_id = ?1 AND settled_from_nano IS NOT NULL AND voided_at IS NULL GROUP BY subject ORDER BY 2 DESC LIMIT 20",
    )
    .bind(ACCOUNT)
    .fetch_all(connection)
    .await?;
    let settled = |(subject, jobs, estimated, billed)| Settled {
        subject,
        jobs,
        estimated: Money::from_nano(estimated),
        billed: Money::from_nano(billed),
    };
    Ok(rows.into_iter().map(settled).collect())
}

/// The newest corrections: when, and by how much.
pub async fn corrections(
    connection: &mut SqliteConnection,
    limit: u32,
) -> Result<Vec<(DateTime<Utc>, Money)>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT at, cost_nano FROM job INDEXED BY job_corrected
         WHERE account_id = ?1 AND basis = 'correction' AND voided_at IS NULL ORDER BY at DESC LIMIT ?2",
    )
    .bind(ACCOUNT)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|(at, cost)| Ok((moment(at)?, Money::from_nano(cost)))).collect()
}
