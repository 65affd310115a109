//! Table `hold`: what is held back from the reading, job by job.

use std::time::Duration;

use sqlx::SqliteConnection;

use crate::domain::money::Money;
use crate::domain::pending_charge::PendingCharge;

use super::{ACCOUNT, StoreError};

/// Those of jobs that stand, oldest first.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<PendingCharge>, StoreError> {
    let rows: Vec<(i64, i64, i64, bool)> = sqlx::query_as(
        "SELECT job_id, left_nano, waited_ms, progress IS NOT NULL AND progress IN ('running', 'queued') FROM hold JOIN job ON job.id = job_id WHERE voided_at IS NULL ORDER BY job_id",
    )
    .fetch_all(connection)
    .await?;
    let hold = |(job, left, waited, is_open): (i64, i64, i64, bool)| PendingCharge {
        job,
        left: Money::from_nano(left),
        waited: Duration::from_millis(u64::try_from(waited).unwrap_or_default()),
        is_open,
    };
    Ok(rows.into_iter().map(hold).collect())
}

/// Holds the costs of a change's jobs, nothing for those without one; readings have been without
/// them so long.
pub async fn add(
    connection: &mut SqliteConnection,
    change_id: i64,
    waited: Duration,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO hold (job_id, left_nano, waited_ms) SELECT id, coalesce(cost_nano, 0), ?2 FROM job WHERE change_id = ?1",
    )
    .bind(change_id)
    .bind(milliseconds(waited))
    .execute(connection)
    .await?;
    Ok(())
}

/// The same for calls through the gateway.
pub async fn add_calls(
    connection: &mut SqliteConnection,
    calls: &[i64],
    waited: Duration,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO hold (job_id, left_nano, waited_ms) SELECT id, coalesce(cost_nano, 0), ?3 FROM job
         WHERE account_id = ?1 AND call IN (SELECT value FROM json_each(?2))",
    )
    .bind(ACCOUNT)
    .bind(serde_json::json!(calls).to_string())
    .bind(milliseconds(waited))
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes the one of a job that is no more.
pub async fn remove(connection: &mut SqliteConnection, job: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM hold WHERE job_id = ?1")
        .bind(job)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps these in place of what was there.
pub async fn replace(
    connection: &mut SqliteConnection,
    holds: &[PendingCharge],
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM hold")
        .execute(&mut *connection)
        .await?;
    for hold in holds {
        sqlx::query("INSERT INTO hold (job_id, left_nano, waited_ms) VALUES (?1, ?2, ?3)")
            .bind(hold.job)
            .bind(hold.left.nano())
            .bind(milliseconds(hold.waited))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Follows a job whose cost was changed by so much; never below nothing. A job that had none to
/// hold has its row since it was logged.
pub async fn adjust(
    connection: &mut SqliteConnection,
    job: i64,
    by: Money,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE hold SET left_nano = max(left_nano + ?2, 0) WHERE job_id = ?1")
        .bind(job)
        .bind(by.nano())
        .execute(connection)
        .await?;
    Ok(())
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
