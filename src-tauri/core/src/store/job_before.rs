//! Table `job_before`: what changes found in jobs, to be put back when they are undone.

use sqlx::SqliteConnection;

use super::StoreError;
use super::job::{Row, write};
use crate::domain::job::Job;

/// Writes what a change makes of a job, and keeps what it found there. The entry, the time and what
/// it was are never changed.
pub async fn change(
    connection: &mut SqliteConnection,
    change_id: i64,
    job: &Job,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO job_before SELECT ?1, id, quantity_nano, unit, unit_price_nano, cost_nano, basis, price_source, tag, note, voided_at
         FROM job WHERE id = ?2",
    )
    .bind(change_id)
    .bind(job.id)
    .execute(&mut *connection)
    .await?;
    write(connection, job).await
}

/// What a change found in its jobs: what it was and cost, and whether it stood.
pub async fn found_by(
    connection: &mut SqliteConnection,
    change_id: i64,
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT job.id, job.change_id, job.entry_id, job.at, job.operation, job.model, b.quantity_nano, b.unit,
           b.unit_price_nano, b.cost_nano, b.basis, job.origin, b.voided_at, b.price_source, b.tag, b.note,
           job.request_id, job.settled_from_nano, job.replaced, job.call, job.progress
         FROM job_before b JOIN job ON job.id = b.job_id WHERE b.change_id = ?1 ORDER BY b.job_id",
    );
    rows.bind(change_id)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}

/// The first `limit` jobs that a change of theirs touched, as they are now.
pub async fn touched_by(
    connection: &mut SqliteConnection,
    change_id: i64,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, Row>(
        "SELECT job.* FROM job_before b JOIN job ON job.id = b.job_id WHERE b.change_id = ?1 ORDER BY b.job_id LIMIT ?2",
    );
    rows.bind(change_id)
        .bind(limit)
        .fetch_all(connection)
        .await?
        .into_iter()
        .map(Row::job)
        .collect()
}
