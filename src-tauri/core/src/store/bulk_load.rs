//! Many jobs in one transaction: indexes and triggers step aside and come back as they were.
//! Building an index from a million rows is several times quicker than a million insertions into it
//! (`docs/performance.md`).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::StoreError;

/// What stepped aside, to be put back in the same transaction.
#[derive(Debug)]
#[must_use]
pub struct SuspendedSchema(Vec<String>);

/// Takes the indexes and triggers of `job` away. From here to [`resume`] the sums are not kept.
pub async fn suspend(connection: &mut SqliteConnection) -> Result<SuspendedSchema, StoreError> {
    drop_all(connection, "type IN ('index', 'trigger')").await
}

/// Puts them back, and adds the jobs of a change to the sums.
pub async fn resume(
    connection: &mut SqliteConnection,
    aside: SuspendedSchema,
    change_id: i64,
) -> Result<(), StoreError> {
    count(connection, change_id, "+").await?;
    make_again(connection, aside).await
}

/// Voids the jobs that a change wrote.
pub async fn void_change(
    connection: &mut SqliteConnection,
    change_id: i64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    count(connection, change_id, "-").await?;
    let aside = drop_all(connection, "type = 'trigger'").await?;
    sqlx::query("UPDATE job SET voided_at = ?2 WHERE change_id = ?1 AND voided_at IS NULL")
        .bind(change_id)
        .bind(at.timestamp_millis())
        .execute(&mut *connection)
        .await?;
    make_again(connection, aside).await
}

async fn drop_all(
    connection: &mut SqliteConnection,
    which: &'static str,
) -> Result<SuspendedSchema, StoreError> {
    let statement = format!(
        "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'job' AND sql IS NOT NULL AND {which}"
    );
    let found: Vec<(String, String, String)> = sqlx::query_as(&statement)
        .fetch_all(&mut *connection)
        .await?;
    for (kind, name, _) in &found {
        sqlx::query(&format!("DROP {kind} {name}"))
            .execute(&mut *connection)
            .await?;
    }
    Ok(SuspendedSchema(
        found.into_iter().map(|(_, _, sql)| sql).collect(),
    ))
}

async fn make_again(
    connection: &mut SqliteConnection,
    aside: SuspendedSchema,
) -> Result<(), StoreError> {
    for sql in aside.0 {
        sqlx::query(&sql).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Adds the standing jobs of a change to the sums, or takes them out, as the triggers would.
async fn count(
    connection: &mut SqliteConnection,
    change_id: i64,
    sign: &'static str,
) -> Result<(), StoreError> {
    for (table, keys) in [
        ("spent_by_entry", "coalesce(entry_id, 0)"),
        ("spent_by_quarter", "at / 900000"),
        (
            "spent_by_model",
            "coalesce(subject, ''), coalesce(tag, ''), at / 900000",
        ),
        (
            "spent_by_model_day",
            "coalesce(subject, ''), coalesce(tag, ''), at / 86400000",
        ),
    ] {
        let has_jobs = table.starts_with("spent_by_model");
        let (jobs, add_jobs) = if has_jobs {
            (format!("{sign}count(*), "), "jobs = jobs + excluded.jobs, ")
        } else {
            (String::new(), "")
        };
        let statement = format!(
            "INSERT INTO {table}
             SELECT account_id, {keys}, {jobs}{sign}coalesce(sum(cost_nano), 0), {sign}sum(cost_nano IS NULL)
             FROM job WHERE change_id = ?1 AND voided_at IS NULL GROUP BY account_id, {keys}
             ON CONFLICT DO UPDATE SET {add_jobs}cost_nano = cost_nano + excluded.cost_nano, unpriced = unpriced + excluded.unpriced"
        );
        sqlx::query(&statement)
            .bind(change_id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
