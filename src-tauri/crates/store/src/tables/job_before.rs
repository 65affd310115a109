//! Table `job_before`: the former state of changed jobs, from which undoing restores them.

use fal_budget_domain::jobs::Job;

use super::job::{JobRow, into_jobs, write};
use crate::{StoreError, Tx};

/// Saves the stored state of a job for undoing, then writes the new state over it. Entry, time and
/// subject of a job never change.
pub async fn change(tx: &mut Tx, change_id: i64, job: &Job) -> Result<(), StoreError> {
    // Copied within the database, and before the update: what is saved is what was there, whatever
    // the caller has read.
    sqlx::query(
        "INSERT INTO job_before
         SELECT ?1, id, quantity_nano, unit, unit_price_nano, cost_nano, basis, price_source,
           tag, note, voided_at
         FROM job WHERE id = ?2 AND account_id = ?3",
    )
    .bind(change_id)
    .bind(job.id)
    .bind(tx.account())
    .execute(tx.connection())
    .await?;
    write(tx, job).await
}

/// Lists the jobs of a change as they were before it.
pub async fn found_by(tx: &mut Tx, change_id: i64) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT job.id, job.change_id, job.entry_id, job.at, job.operation, job.model,
           b.quantity_nano, b.unit, b.unit_price_nano, b.cost_nano, b.basis, job.origin,
           b.voided_at, b.price_source, b.tag, b.note, job.request_id, job.settled_from_nano,
           job.replaced, job.call, job.progress
         FROM job_before b JOIN job ON job.id = b.job_id
         WHERE b.change_id = ?1 AND +job.account_id = ?2 ORDER BY b.job_id",
    );
    into_jobs(
        rows.bind(change_id)
            .bind(tx.account())
            .fetch_all(tx.connection())
            .await?,
    )
}

/// Lists the first `limit` jobs of a change as they are now.
pub async fn touched_by(tx: &mut Tx, change_id: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows = sqlx::query_as::<_, JobRow>(
        "SELECT job.* FROM job_before b JOIN job ON job.id = b.job_id
         WHERE b.change_id = ?1 AND +job.account_id = ?2 ORDER BY b.job_id LIMIT ?3",
    );
    into_jobs(
        rows.bind(change_id)
            .bind(tx.account())
            .bind(limit)
            .fetch_all(tx.connection())
            .await?,
    )
}
