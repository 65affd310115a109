//! Table `hold`: pending charges, one a job.

use std::time::Duration;

use fal_budget_domain::balance::pending_charge::PendingCharge;
use fal_budget_domain::money::Money;
use serde_json::json;

use crate::{StoreError, Tx};

/// Lists the pending charges of jobs that are not voided, oldest job first.
pub async fn list(tx: &mut Tx) -> Result<Vec<PendingCharge>, StoreError> {
    // By id and not by time: the order in which fal's figure settles them must not depend on a
    // clock that may be set back.
    let rows: Vec<(i64, i64, i64, bool)> = sqlx::query_as(
        "SELECT job_id, left_nano, waited_ms,
           progress IS NOT NULL AND progress IN ('running', 'queued')
         FROM hold JOIN job ON job.id = job_id
         WHERE +account_id = ?1 AND voided_at IS NULL ORDER BY job_id",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    let charge = |(job, left, waited, is_open): (i64, i64, i64, bool)| PendingCharge {
        job,
        left: Money::from_nano(left),
        waited: Duration::from_millis(u64::try_from(waited).unwrap_or_default()),
        is_open,
    };
    Ok(rows.into_iter().map(charge).collect())
}

/// Adds a pending charge for each job of a change. `waited` is how long fal's readings have been
/// without them.
pub async fn add(tx: &mut Tx, change_id: i64, waited: Duration) -> Result<(), StoreError> {
    // A job of unknown cost gets a row of zero, which `adjust` raises once the cost is known.
    sqlx::query(
        "INSERT INTO hold (job_id, left_nano, waited_ms)
         SELECT id, coalesce(cost_nano, 0), ?3 FROM job
         WHERE change_id = ?1 AND +account_id = ?2",
    )
    .bind(change_id)
    .bind(tx.account())
    .bind(milliseconds(waited))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Adds a pending charge for each of these calls through the gateway, as [`add`] does.
pub async fn add_calls(tx: &mut Tx, calls: &[i64], waited: Duration) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO hold (job_id, left_nano, waited_ms)
         SELECT id, coalesce(cost_nano, 0), ?3 FROM job
         WHERE account_id = ?1 AND call IN (SELECT value FROM json_each(?2))",
    )
    .bind(tx.account())
    .bind(json!(calls).to_string())
    .bind(milliseconds(waited))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Removes the pending charge of a job that is about to be deleted.
pub async fn remove(tx: &mut Tx, job: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM hold WHERE job_id = ?1")
        .bind(job)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Replaces all pending charges of the account by these.
pub async fn replace(tx: &mut Tx, charges: &[PendingCharge]) -> Result<(), StoreError> {
    // Job by job: there are few pending charges, and an account may have a million jobs.
    sqlx::query("DELETE FROM hold WHERE ?1 = (SELECT account_id FROM job WHERE id = job_id)")
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    for charge in charges {
        sqlx::query("INSERT INTO hold (job_id, left_nano, waited_ms) VALUES (?1, ?2, ?3)")
            .bind(charge.job)
            .bind(charge.left.nano())
            .bind(milliseconds(charge.waited))
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

/// Changes the pending charges of jobs by the differences in their costs, down to zero at most. A
/// job without a pending charge keeps none.
pub async fn adjust(tx: &mut Tx, changes: &[(i64, Money)]) -> Result<(), StoreError> {
    let changes: Vec<_> = changes
        .iter()
        .filter(|(_, by)| *by != Money::ZERO)
        .map(|(job, by)| json!({"job": job, "by": by.nano()}))
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(
        "UPDATE hold SET left_nano = max(left_nano + (change.value ->> 'by'), 0)
         FROM json_each(?1) AS change WHERE hold.job_id = change.value ->> 'job'",
    );
    let query = query.bind(serde_json::Value::from(changes).to_string());
    query.execute(tx.connection()).await?;
    Ok(())
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
