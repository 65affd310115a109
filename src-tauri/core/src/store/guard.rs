//! Tables `guard` and `refusal`: what may be spent through the gateway, and the newest call that
//! was not let through.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, SqliteConnection};

use super::{ACCOUNT, StoreError, moment};
use crate::domain::guard::{Breach, Funds, GuardRefusal, GuardSettings, Limit};
use crate::domain::into_str::IntoStr;
use crate::domain::money::Money;

#[derive(FromRow)]
struct Row {
    is_on: bool,
    floor_nano: Option<i64>,
    day_nano: Option<i64>,
    month_nano: Option<i64>,
    job_nano: Option<i64>,
    refuses_unpriced: bool,
    paused_until: Option<i64>,
    allowed_until: Option<i64>,
}

/// What the person allows.
pub async fn read(connection: &mut SqliteConnection) -> Result<GuardSettings, StoreError> {
    let row = sqlx::query_as::<_, Row>("SELECT * FROM guard WHERE account_id = ?1");
    let row = row.bind(ACCOUNT).fetch_one(connection).await?;
    Ok(GuardSettings {
        is_on: row.is_on,
        floor: row.floor_nano.map(Money::from_nano),
        day: row.day_nano.map(Money::from_nano),
        month: row.month_nano.map(Money::from_nano),
        job: row.job_nano.map(Money::from_nano),
        refuses_unpriced: row.refuses_unpriced,
        paused_until: row.paused_until.map(moment).transpose()?,
        allowed_until: row.allowed_until.map(moment).transpose()?,
    })
}

/// Keeps it.
pub async fn write(
    connection: &mut SqliteConnection,
    guard: &GuardSettings,
) -> Result<(), StoreError> {
    let milliseconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    sqlx::query(
        "UPDATE guard SET is_on = ?2, floor_nano = ?3, day_nano = ?4, month_nano = ?5, job_nano = ?6,
           refuses_unpriced = ?7, paused_until = ?8, allowed_until = ?9 WHERE account_id = ?1",
    )
    .bind(ACCOUNT)
    .bind(guard.is_on)
    .bind(guard.floor.map(Money::nano))
    .bind(guard.day.map(Money::nano))
    .bind(guard.month.map(Money::nano))
    .bind(guard.job.map(Money::nano))
    .bind(guard.refuses_unpriced)
    .bind(milliseconds(guard.paused_until))
    .bind(milliseconds(guard.allowed_until))
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct RefusalRow {
    at: i64,
    endpoint: String,
    reason: String,
    most_nano: Option<i64>,
    estimate_nano: Option<i64>,
    remaining_nano: Option<i64>,
    today_nano: i64,
    month_nano: i64,
    count: i64,
}

/// The newest refusal that the person has not seen to; none without one.
pub async fn refusal(
    connection: &mut SqliteConnection,
) -> Result<Option<GuardRefusal>, StoreError> {
    let row = sqlx::query_as::<_, RefusalRow>("SELECT * FROM refusal WHERE account_id = ?1");
    let Some(row) = row.bind(ACCOUNT).fetch_optional(connection).await? else {
        return Ok(None);
    };
    let means = Funds {
        remaining: row.remaining_nano.map(Money::from_nano),
        today: Money::from_nano(row.today_nano),
        month: Money::from_nano(row.month_nano),
    };
    let breach = Breach {
        limit: row
            .reason
            .parse::<Limit>()
            .map_err(|_| StoreError::Unreadable("limit"))?,
        most: row.most_nano.map(Money::from_nano),
        estimate: row.estimate_nano.map(Money::from_nano),
        means,
    };
    Ok(Some(GuardRefusal {
        at: moment(row.at)?,
        endpoint: row.endpoint,
        breach,
        count: row.count,
    }))
}

/// Remembers a refusal as the newest.
pub async fn refuse(
    connection: &mut SqliteConnection,
    at: DateTime<Utc>,
    endpoint: &str,
    breach: &Breach,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO refusal (account_id, at, endpoint, reason, most_nano, estimate_nano, remaining_nano, today_nano, month_nano)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, endpoint = excluded.endpoint, reason = excluded.reason,
           most_nano = excluded.most_nano, estimate_nano = excluded.estimate_nano, remaining_nano = excluded.remaining_nano,
           today_nano = excluded.today_nano, month_nano = excluded.month_nano, count = count + 1",
    )
    .bind(ACCOUNT)
    .bind(at.timestamp_millis())
    .bind(endpoint)
    .bind(breach.limit.into_str())
    .bind(breach.most.map(Money::nano))
    .bind(breach.estimate.map(Money::nano))
    .bind(breach.means.remaining.map(Money::nano))
    .bind(breach.means.today.nano())
    .bind(breach.means.month.nano())
    .execute(connection)
    .await?;
    Ok(())
}

/// The person has seen to it.
pub async fn forget_refusal(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM refusal WHERE account_id = ?1")
        .bind(ACCOUNT)
        .execute(connection)
        .await?;
    Ok(())
}
