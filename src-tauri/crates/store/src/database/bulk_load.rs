//! Bulk load: very many jobs in one transaction, with indexes and triggers suspended. Building an
//! index from a million rows is several times faster than a million insertions into it
//! (`docs/performance.md`).

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::database::schema::{self, SchemaObject};
use crate::tables::job;
use crate::{StoreError, Tx};

/// Suspended indexes and triggers, to be created again in the same transaction.
#[derive(Debug)]
#[must_use]
pub struct SuspendedSchema(Vec<SchemaObject>);

/// Drops the indexes and triggers of `job`. Until [`resume`] the sums are not updated.
pub async fn suspend(tx: &mut Tx) -> Result<SuspendedSchema, StoreError> {
    drop_all(tx, |_| true).await
}

/// Adds the jobs of a change to the sums, and creates the indexes and triggers again.
pub async fn resume(
    tx: &mut Tx,
    suspended: SuspendedSchema,
    change_id: i64,
) -> Result<(), StoreError> {
    update_sums(tx, change_id, "+").await?;
    create_all(tx, suspended).await
}

/// Voids the jobs that a change wrote.
pub async fn void_change(tx: &mut Tx, change_id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    // Before the update: it finds the jobs by not being voided.
    update_sums(tx, change_id, "-").await?;
    // The indexes stay: one of them finds the jobs, and most do not depend on `voided_at`.
    let suspended = drop_all(tx, |object| object.kind == "trigger").await?;
    job::void_change(tx, change_id, at).await?;
    create_all(tx, suspended).await
}

async fn drop_all(
    tx: &mut Tx,
    is_suspended: fn(&SchemaObject) -> bool,
) -> Result<SuspendedSchema, StoreError> {
    // As the migrations make them, so that a later one's index is suspended too, and that nothing
    // runs that a file says of itself.
    let mut made = schema::made_for("job").await?;
    made.retain(is_suspended);
    for object in &made {
        let statement = format!("DROP {} IF EXISTS \"{}\"", object.kind, object.name);
        sqlx::query(&statement).execute(tx.connection()).await?;
    }
    Ok(SuspendedSchema(made))
}

async fn create_all(tx: &mut Tx, suspended: SuspendedSchema) -> Result<(), StoreError> {
    for object in suspended.0 {
        let statement = object.sql.unwrap_or_default();
        sqlx::query(&statement).execute(tx.connection()).await?;
    }
    Ok(())
}

/// Tables of sums with their keys, as expressions over `job`.
const SUM_TABLES: [(&str, &str); 4] = [
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
];

/// Adds the jobs of a change that are not voided to the sums (`sign` is `+`), or subtracts them
/// (`-`), as the triggers would one by one.
async fn update_sums(tx: &mut Tx, change_id: i64, sign: &'static str) -> Result<(), StoreError> {
    for (table, keys) in SUM_TABLES {
        let of_change = "change_id = ?1 AND +account_id = ?2";
        sqlx::query(&sum_statement(table, keys, sign, of_change))
            .bind(change_id)
            .bind(tx.account())
            .execute(tx.connection())
            .await?;
    }
    Ok(())
}

/// Computes all sums anew from the jobs: a copy may say anything of them.
pub(super) async fn rebuild_sums(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    for (table, keys) in SUM_TABLES {
        let clear = format!("DELETE FROM {table}");
        sqlx::query(&clear).execute(&mut *connection).await?;
        let fill = sum_statement(table, keys, "+", "TRUE");
        sqlx::query(&fill).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Makes the statement that adds the jobs of a condition to a table of sums, or subtracts them.
fn sum_statement(table: &str, keys: &str, sign: &str, condition: &str) -> String {
    // Only the tables by model count jobs.
    let (jobs, add_jobs) = if table.starts_with("spent_by_model") {
        (format!("{sign}count(*), "), "jobs = jobs + excluded.jobs, ")
    } else {
        (String::new(), "")
    };
    format!(
        "INSERT INTO {table}
         SELECT account_id, {keys}, {jobs}{sign}coalesce(sum(cost_nano), 0),
           {sign}sum(cost_nano IS NULL)
         FROM job WHERE {condition} AND voided_at IS NULL
         GROUP BY account_id, {keys}
         ON CONFLICT DO UPDATE SET {add_jobs}cost_nano = cost_nano + excluded.cost_nano,
           unpriced = unpriced + excluded.unpriced"
    )
}
