//! Table `guard_limit`: limits on what a key, a project or a model may spend.

use fal_budget_domain::guard::scope::{Period, Scope, ScopedLimit};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::Money;

use crate::{StoreError, Tx};

/// Lists the limits, by scope.
pub async fn list(tx: &mut Tx) -> Result<Vec<ScopedLimit>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
        "SELECT scope, name, period, amount_nano FROM guard_limit WHERE account_id = ?1
         ORDER BY scope, name, period",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter().map(limit).collect()
}

/// Reads a limit. One that this version does not know is an error: it cannot be kept to.
fn limit(
    (kind, name, period, amount): (String, String, String, i64),
) -> Result<ScopedLimit, StoreError> {
    let unreadable = |_| StoreError::Unreadable("limit");
    Ok(ScopedLimit {
        scope: Scope {
            kind: kind.parse().map_err(unreadable)?,
            name,
        },
        period: period.parse().map_err(unreadable)?,
        most: Money::from_nano(amount),
    })
}

/// Stores these limits in the place of all.
pub(crate) async fn replace(tx: &mut Tx, limits: &[ScopedLimit]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM guard_limit WHERE account_id = ?1")
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    for limit in limits {
        put(tx, &limit.scope, limit.period, Some(limit.most)).await?;
    }
    Ok(())
}

/// Stores the limit of a scope's period over the former one. `None` removes it.
pub async fn put(
    tx: &mut Tx,
    scope: &Scope,
    period: Period,
    most: Option<Money>,
) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM guard_limit
         WHERE account_id = ?1 AND scope = ?2 AND name = ?3 AND period = ?4",
    )
    .bind(tx.account())
    .bind(scope.kind.into_str())
    .bind(&scope.name)
    .bind(period.into_str())
    .execute(tx.connection())
    .await?;
    let Some(most) = most else { return Ok(()) };
    sqlx::query(
        "INSERT INTO guard_limit (account_id, scope, name, period, amount_nano)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(tx.account())
    .bind(scope.kind.into_str())
    .bind(&scope.name)
    .bind(period.into_str())
    .bind(most.nano())
    .execute(tx.connection())
    .await?;
    Ok(())
}
