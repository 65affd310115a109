//! Table `job`, many rows at a time: what is known already, and adding them in one statement.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::job::nano;
use super::{ACCOUNT, StoreError, moment};
use crate::domain::into_str::IntoStr;
use crate::domain::job::{CallProgress, JobOrigin, NewJob, Subject};
use crate::domain::money::Money;

/// The requests among these that have a job.
pub async fn known_requests(
    connection: &mut SqliteConnection,
    requests: &[&str],
) -> Result<HashSet<String>, StoreError> {
    let known = sqlx::query_scalar(
        "SELECT request_id FROM job WHERE account_id = ?1 AND request_id IN (SELECT value FROM json_each(?2)) AND voided_at IS NULL",
    );
    let known = known
        .bind(ACCOUNT)
        .bind(json!(requests).to_string())
        .fetch_all(connection)
        .await?;
    Ok(known.into_iter().collect())
}

/// When a job ran, and what it was: what its corrections leave as it is.
pub type JobKey = (i64, String);
/// How much of it and at what cost, in billionths.
pub type JobContent = (i64, Option<i64>);

/// The moment of a job.
#[must_use]
pub fn key_of(at: DateTime<Utc>, job: &NewJob) -> JobKey {
    (at.timestamp_millis(), name(&job.subject).to_owned())
}

/// The content of a job.
pub fn content_of(job: &NewJob) -> Result<JobContent, StoreError> {
    Ok((nano(job.quantity)?, job.cost.map(Money::nano)))
}

/// How many jobs there are of each content at these moments, now or before a person changed them.
/// What an import wrote that was undone is not known: it can come again.
pub async fn known_jobs(
    connection: &mut SqliteConnection,
    moments: &[&JobKey],
) -> Result<HashMap<JobKey, HashMap<JobContent, i64>>, StoreError> {
    let known = sqlx::query_as(
        "WITH there AS (
           SELECT moment.key AS nth, job.id, quantity_nano, cost_nano FROM json_each(?2) AS moment
           JOIN job ON account_id = ?1 AND subject = moment.value ->> 1 AND at = moment.value ->> 0
           WHERE voided_at IS NULL OR NOT EXISTS (
             SELECT 1 FROM change WHERE change.id = job.change_id AND kind = 'import' AND undone_at IS NOT NULL))
         SELECT nth, quantity_nano, cost_nano, count(*) FROM (
           SELECT nth, id, quantity_nano, cost_nano FROM there
           UNION SELECT nth, id, was.quantity_nano, was.cost_nano FROM there JOIN job_before AS was ON was.job_id = id)
         GROUP BY 1, 2, 3",
    );
    let known: Vec<(i64, i64, Option<i64>, i64)> = known
        .bind(ACCOUNT)
        .bind(json!(moments).to_string())
        .fetch_all(connection)
        .await?;
    let mut found: HashMap<JobKey, HashMap<JobContent, i64>> = moments
        .iter()
        .map(|moment| ((*moment).clone(), HashMap::new()))
        .collect();
    for (nth, quantity, cost, count) in known {
        let moment = usize::try_from(nth).ok().and_then(|nth| moments.get(nth));
        if let Some(contents) = moment.and_then(|moment| found.get_mut(*moment)) {
            contents.insert((quantity, cost), count);
        }
    }
    Ok(found)
}

/// The most of one statement: SQLite takes 32,766 values.
pub const MAX_ROWS: usize = 500;

/// One of many jobs.
#[derive(Clone, Copy, Debug)]
pub struct BatchJob<'a> {
    /// When it ran.
    pub at: DateTime<Utc>,
    /// The entry it counts against.
    pub entry_id: Option<i64>,
    /// fal's id of the request.
    pub request: Option<&'a str>,
    /// What it was and what it cost.
    pub what: &'a NewJob,
    /// When it was struck through.
    pub voided_at: Option<DateTime<Utc>>,
    /// The number of a call through the gateway, and where it stands.
    pub call: Option<(i64, Option<CallProgress>)>,
    /// What it was taken for before its cost was known.
    pub settled_from: Option<Money>,
}

/// Adds at least one and at most [`MAX_ROWS`].
pub async fn add(
    connection: &mut SqliteConnection,
    change_id: i64,
    origin: JobOrigin,
    jobs: &[BatchJob<'_>],
) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(jobs.len());
    for job in jobs {
        rows.push((job, nano(job.what.quantity)?));
    }
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO job (account_id, change_id, entry_id, at, operation, model, quantity_nano, unit, unit_price_nano,
           cost_nano, basis, origin, price_source, tag, note, request_id, voided_at, call, progress, settled_from_nano) ",
    );
    query.push_values(rows, |mut row, (job, quantity)| {
        let (operation, model) = match &job.what.subject {
            Subject::Operation(operation) => (Some(operation.into_str()), None),
            Subject::Correction => (None, None),
            Subject::Model(model) => (None, Some(model.as_str())),
        };
        row.push_bind(ACCOUNT)
            .push_bind(change_id)
            .push_bind(job.entry_id)
            .push_bind(job.at.timestamp_millis())
            .push_bind(operation)
            .push_bind(model)
            .push_bind(quantity)
            .push_bind(job.what.unit.as_str())
            .push_bind(job.what.unit_price.map(Money::nano))
            .push_bind(job.what.cost.map(Money::nano))
            .push_bind(job.what.basis.into_str())
            .push_bind(origin.into_str())
            .push_bind(job.what.price_source.map(|it| it.into_str()))
            .push_bind(job.what.label.tag.as_deref())
            .push_bind(job.what.label.note.as_deref())
            .push_bind(job.request)
            .push_bind(job.voided_at.map(|at| at.timestamp_millis()))
            .push_bind(job.call.map(|(number, _)| number))
            .push_bind(
                job.call
                    .and_then(|(_, progress)| progress)
                    .map(|it| it.into_str()),
            )
            .push_bind(job.settled_from.map(Money::nano));
    });
    // A statement that is kept holds room for all its values: only that of full length comes again
    // and again.
    query
        .build()
        .persistent(jobs.len() == MAX_ROWS)
        .execute(connection)
        .await?;
    Ok(())
}

/// The moments of the standing entries, and which of them is the newest from then on.
pub async fn entries(
    connection: &mut SqliteConnection,
) -> Result<Vec<(DateTime<Utc>, i64)>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT at, max(id) OVER (ORDER BY at, id) FROM entry WHERE account_id = ?1 AND undone_at IS NULL ORDER BY at, id",
    )
    .bind(ACCOUNT)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(at, id)| Ok((moment(at)?, id)))
        .collect()
}

/// The newest of those entries whose time is not after `at`.
#[must_use]
pub fn entry_at(entries: &[(DateTime<Utc>, i64)], at: DateTime<Utc>) -> Option<i64> {
    let before = entries.partition_point(|(time, _)| *time <= at);
    before
        .checked_sub(1)
        .and_then(|place| entries.get(place))
        .map(|(_, id)| *id)
}

fn name(subject: &Subject) -> &str {
    match subject {
        Subject::Operation(operation) => operation.into_str(),
        Subject::Correction => "",
        Subject::Model(model) => model,
    }
}
