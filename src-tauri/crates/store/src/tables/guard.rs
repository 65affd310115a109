//! Tables `guard` and `refusal`: the limits for calls through the gateway, and the newest call that
//! broke one.

use chrono::{DateTime, Utc};
use fal_budget_domain::guard::scope::Scope;
use fal_budget_domain::guard::{Breach, Funds, GuardRefusal, GuardSettings, Limit, UnpricedRule};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::Money;
use sqlx::FromRow;

use crate::{StoreError, Tx, timestamp};

#[derive(FromRow)]
struct GuardRow {
    is_on: bool,
    floor_nano: Option<i64>,
    day_nano: Option<i64>,
    week_nano: Option<i64>,
    month_nano: Option<i64>,
    job_nano: Option<i64>,
    unpriced: String,
    paused_until: Option<i64>,
    allowed_until: Option<i64>,
}

/// Reads the settings of the guard.
pub async fn read(tx: &mut Tx) -> Result<GuardSettings, StoreError> {
    let row = sqlx::query_as::<_, GuardRow>("SELECT * FROM guard WHERE account_id = ?1");
    let row = row.bind(tx.account()).fetch_one(tx.connection()).await?;
    Ok(GuardSettings {
        is_on: row.is_on,
        floor: row.floor_nano.map(Money::from_nano),
        day: row.day_nano.map(Money::from_nano),
        week: row.week_nano.map(Money::from_nano),
        month: row.month_nano.map(Money::from_nano),
        job: row.job_nano.map(Money::from_nano),
        // A rule of a newer version: the strictest one holds in its place.
        unpriced: row.unpriced.parse().unwrap_or(UnpricedRule::Refuse),
        paused_until: row.paused_until.map(timestamp).transpose()?,
        allowed_until: row.allowed_until.map(timestamp).transpose()?,
    })
}

/// Tells whether the guard of any account is on.
pub async fn is_on_anywhere(tx: &mut Tx) -> Result<bool, StoreError> {
    let found = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM guard WHERE is_on)");
    Ok(found.fetch_one(tx.connection()).await?)
}

const UPDATE: &str = "
    UPDATE guard SET is_on = ?2, floor_nano = ?3, day_nano = ?4, month_nano = ?5,
      job_nano = ?6, unpriced = ?7, paused_until = ?8, allowed_until = ?9, week_nano = ?10
    WHERE account_id = ?1";

/// Stores the settings of the guard.
pub async fn write(tx: &mut Tx, guard: &GuardSettings) -> Result<(), StoreError> {
    let milliseconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp_millis());
    sqlx::query(UPDATE)
        .bind(tx.account())
        .bind(guard.is_on)
        .bind(guard.floor.map(Money::nano))
        .bind(guard.day.map(Money::nano))
        .bind(guard.month.map(Money::nano))
        .bind(guard.job.map(Money::nano))
        .bind(guard.unpriced.into_str())
        .bind(milliseconds(guard.paused_until))
        .bind(milliseconds(guard.allowed_until))
        .bind(guard.week.map(Money::nano))
        .execute(tx.connection())
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
    scope: Option<String>,
    scope_name: Option<String>,
    spent_nano: Option<i64>,
}

impl RefusalRow {
    fn into_refusal(self) -> Result<GuardRefusal, StoreError> {
        let limit = self.reason.parse::<Limit>();
        let scope = self.scope.as_deref().map(str::parse).transpose();
        let kind = scope.map_err(|_| StoreError::Unreadable("limit"))?;
        let name = self.scope_name.unwrap_or_default();
        let spent = Money::from_nano(self.spent_nano.unwrap_or_default());
        Ok(GuardRefusal {
            at: timestamp(self.at)?,
            endpoint: self.endpoint,
            breach: Breach {
                limit: limit.map_err(|_| StoreError::Unreadable("limit"))?,
                scope: kind.map(|kind| (Scope { kind, name }, spent)),
                limit_amount: self.most_nano.map(Money::from_nano),
                estimate: self.estimate_nano.map(Money::from_nano),
                funds: Funds {
                    remaining: self.remaining_nano.map(Money::from_nano),
                    today: Money::from_nano(self.today_nano),
                    // What was spent of the limit; only that of a week has no column of its own.
                    week: spent,
                    month: Money::from_nano(self.month_nano),
                    has_unpriced_call: false,
                },
            },
            count: self.count,
        })
    }
}

/// Finds the newest refusal. Returns `None` once the person has dismissed it.
pub async fn refusal(tx: &mut Tx) -> Result<Option<GuardRefusal>, StoreError> {
    sqlx::query_as::<_, RefusalRow>("SELECT * FROM refusal WHERE account_id = ?1")
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map(RefusalRow::into_refusal)
        .transpose()
}

// One row: a loop that is refused a thousand times a minute must not fill the database.
const REFUSE: &str = "
    INSERT INTO refusal (account_id, at, endpoint, reason, most_nano, estimate_nano,
      remaining_nano, today_nano, month_nano, scope, scope_name, spent_nano)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (account_id) DO UPDATE SET at = excluded.at, endpoint = excluded.endpoint,
      reason = excluded.reason, most_nano = excluded.most_nano,
      estimate_nano = excluded.estimate_nano, remaining_nano = excluded.remaining_nano,
      today_nano = excluded.today_nano, month_nano = excluded.month_nano, scope = excluded.scope,
      scope_name = excluded.scope_name, spent_nano = excluded.spent_nano, count = count + 1";

/// Stores a refusal over the one before, and counts it.
pub async fn refuse(
    tx: &mut Tx,
    at: DateTime<Utc>,
    endpoint: &str,
    breach: &Breach,
) -> Result<(), StoreError> {
    let scope = breach.scope.as_ref();
    sqlx::query(REFUSE)
        .bind(tx.account())
        .bind(at.timestamp_millis())
        .bind(endpoint)
        .bind(breach.limit.into_str())
        .bind(breach.limit_amount.map(Money::nano))
        .bind(breach.estimate.map(Money::nano))
        .bind(breach.funds.remaining.map(Money::nano))
        .bind(breach.funds.today.nano())
        .bind(breach.funds.month.nano())
        .bind(scope.map(|(scope, _)| scope.kind.into_str()))
        .bind(scope.map(|(scope, _)| scope.name.as_str()))
        .bind(scope.map_or(breach.funds.week, |(_, spent)| *spent).nano())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Removes the refusal and its count: the person has dismissed it.
pub async fn forget_refusal(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM refusal WHERE account_id = ?1")
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    Ok(())
}
