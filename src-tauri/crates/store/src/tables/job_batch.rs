//! Table `job`, many rows at a time: finding jobs that are known already, and adding a batch in one
//! statement.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::{CallProgress, JobOrigin, NewJob, Subject};
use fal_budget_domain::money::Money;
use serde_json::json;
use sqlx::query_builder::Separated;
use sqlx::{QueryBuilder, Sqlite};

use super::job::{nano, subject_columns};
use crate::{StoreError, Tx, timestamp};

/// Returns those of the request ids that have a job. Voided jobs do not count.
pub async fn known_requests(tx: &mut Tx, requests: &[&str]) -> Result<HashSet<String>, StoreError> {
    // One JSON array instead of a placeholder for each id: the statement is the same for any
    // number, so it is prepared once, and no limit on variables applies.
    let known = sqlx::query_scalar(
        "SELECT request_id FROM job
         WHERE account_id = ?1 AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?2))",
    );
    let known = known
        .bind(tx.account())
        .bind(json!(requests).to_string())
        .fetch_all(tx.connection())
        .await?;
    Ok(known.into_iter().collect())
}

/// Time of a job in milliseconds, and the name of its subject: the part that no correction changes.
pub type JobKey = (i64, String);
/// Quantity in billionths and cost in nano-dollars: the part that a correction may change.
pub type JobContent = (i64, Option<i64>);

/// Returns the key of a job that ran at `at`.
#[must_use]
pub fn key_of(at: DateTime<Utc>, job: &NewJob) -> JobKey {
    (at.timestamp_millis(), subject_name(&job.subject).to_owned())
}

/// Returns the content of a job.
pub fn content_of(job: &NewJob) -> Result<JobContent, StoreError> {
    Ok((nano(job.quantity)?, job.cost.map(Money::nano)))
}

/// Finds the jobs that have the n-th key of a JSON array, by index from 0, and counts them by
/// content.
// Former contents count, because the file that a job came from still has them: importing it again
// must not add the job a second time after a person corrected it.
const KNOWN_JOBS: &str = "
    WITH found AS (
      SELECT wanted.key AS nth, job.id, quantity_nano, cost_nano FROM json_each(?2) AS wanted
      JOIN job ON account_id = ?1 AND subject = wanted.value ->> 1 AND at = wanted.value ->> 0
      WHERE voided_at IS NULL OR NOT EXISTS (
        SELECT 1 FROM change
        WHERE change.id = job.change_id AND kind = 'import' AND undone_at IS NOT NULL))
    SELECT nth, quantity_nano, cost_nano, count(*) FROM (
      SELECT nth, id, quantity_nano, cost_nano FROM found
      UNION
      SELECT nth, id, was.quantity_nano, was.cost_nano FROM found
      JOIN job_before AS was ON was.job_id = id)
    GROUP BY 1, 2, 3";

/// Counts the jobs with these keys, by key and content. A corrected job is counted with each
/// content that it ever had, a voided one like any other, and one of an undone import not at all.
pub async fn known_jobs(
    tx: &mut Tx,
    keys: &[&JobKey],
) -> Result<HashMap<JobKey, HashMap<JobContent, i64>>, StoreError> {
    let known: Vec<(i64, i64, Option<i64>, i64)> = sqlx::query_as(KNOWN_JOBS)
        .bind(tx.account())
        .bind(json!(keys).to_string())
        .fetch_all(tx.connection())
        .await?;
    let mut found: HashMap<JobKey, HashMap<JobContent, i64>> = keys
        .iter()
        .map(|key| ((*key).clone(), HashMap::new()))
        .collect();
    for (nth, quantity, cost, count) in known {
        let key = usize::try_from(nth).ok().and_then(|nth| keys.get(nth));
        if let Some(contents) = key.and_then(|key| found.get_mut(*key)) {
            contents.insert((quantity, cost), count);
        }
    }
    Ok(found)
}

/// Most jobs of one statement. SQLite takes 32,766 values, and a job has 22.
pub const MAX_ROWS: usize = 500;

/// Facts of a job's call through the gateway.
#[derive(Clone, Copy, Debug)]
pub struct BatchCall<'a> {
    /// Number of the call.
    pub number: i64,
    /// Progress; `None` once it has ended well.
    pub progress: Option<CallProgress>,
    /// Digest of its parameters; `None` if no other can be like it.
    pub likeness: Option<&'a str>,
}

/// A job to be added in a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchJob<'a> {
    /// Time when the job ran.
    pub at: DateTime<Utc>,
    /// Entry that the job counts against. `None` before the first entry.
    pub entry_id: Option<i64>,
    /// fal's id of the request. `None` if the source of the job has none.
    pub request: Option<&'a str>,
    /// Subject, quantity and cost.
    pub what: &'a NewJob,
    /// Time when the job was voided. `None` for a job that counts.
    pub voided_at: Option<DateTime<Utc>>,
    /// Call through the gateway. `None` for other jobs.
    pub call: Option<BatchCall<'a>>,
    /// Estimate before the cost was metered or billed.
    pub estimated_cost: Option<Money>,
}

/// Adds at least one and at most [`MAX_ROWS`] jobs in one statement.
pub async fn add(
    tx: &mut Tx,
    change_id: i64,
    origin: JobOrigin,
    jobs: &[BatchJob<'_>],
) -> Result<(), StoreError> {
    // Before the statement is built, because pushing a row cannot fail.
    let mut rows = Vec::with_capacity(jobs.len());
    for job in jobs {
        rows.push((job, nano(job.what.quantity)?));
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO job (account_id, change_id, origin, quantity_nano, entry_id, at, operation,
           model, unit, unit_price_nano, cost_nano, basis, price_source, tag, note, request_id,
           voided_at, call, progress, settled_from_nano, likeness, key_id) ",
    );
    let account = tx.account();
    query.push_values(rows, |mut row, (job, quantity)| {
        row.push_bind(account)
            .push_bind(change_id)
            .push_bind(origin.into_str())
            .push_bind(quantity);
        push_job(row, job);
    });
    // sqlx keeps prepared statements, and each holds room for all its values. Only the full length
    // comes again and again; keeping every other length cost 9 MB within 140,000 calls.
    query
        .build()
        .persistent(jobs.len() == MAX_ROWS)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Pushes the values of a row from `entry_id` on.
fn push_job<'a>(mut row: Separated<'_, 'a, Sqlite, &'static str>, job: &BatchJob<'a>) {
    let (operation, model) = subject_columns(&job.what.subject);
    row.push_bind(job.entry_id)
        .push_bind(job.at.timestamp_millis())
        .push_bind(operation)
        .push_bind(model)
        .push_bind(job.what.unit.as_str())
        .push_bind(job.what.unit_price.map(Money::nano))
        .push_bind(job.what.cost.map(Money::nano))
        .push_bind(job.what.basis.into_str())
        .push_bind(job.what.price_source.map(IntoStr::into_str))
        .push_bind(job.what.label.tag.as_deref())
        .push_bind(job.what.label.note.as_deref())
        .push_bind(job.request)
        .push_bind(job.voided_at.map(|at| at.timestamp_millis()))
        .push_bind(job.call.map(|call| call.number))
        .push_bind(
            job.call
                .and_then(|call| call.progress)
                .map(IntoStr::into_str),
        )
        .push_bind(job.estimated_cost.map(Money::nano))
        .push_bind(job.call.and_then(|call| call.likeness))
        .push_bind(job.what.label.key.as_ref().map(KeyId::as_str));
}

/// Lists the times of all entries that are not undone, in order, each with the id of the newest
/// entry (the highest id) up to then. Input of [`entry_at`].
pub async fn entries(tx: &mut Tx) -> Result<Vec<(DateTime<Utc>, i64)>, StoreError> {
    // The running maximum matters where an entry was typed after one with a later time.
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT at, max(id) OVER (ORDER BY at, id) FROM entry
         WHERE account_id = ?1 AND undone_at IS NULL ORDER BY at, id",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|(at, id)| Ok((timestamp(at)?, id)))
        .collect()
}

/// Returns the id of the newest entry whose time is not after `at`, as
/// [`entry::newest_at`](super::entry::newest_at) does with a query. `entries` come from
/// [`entries`].
#[must_use]
pub fn entry_at(entries: &[(DateTime<Utc>, i64)], at: DateTime<Utc>) -> Option<i64> {
    let before = entries.partition_point(|(time, _)| *time <= at);
    before
        .checked_sub(1)
        .and_then(|last| entries.get(last))
        .map(|(_, id)| *id)
}

/// Name of a subject, as the column `subject` has it. Empty for a correction.
fn subject_name(subject: &Subject) -> &str {
    match subject {
        Subject::Operation(operation) => operation.into_str(),
        Subject::Correction => "",
        Subject::Model(model) => model,
    }
}
