//! Imports of jobs out of a file: previewed first, then imported as one change.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeZone, Utc};
use sqlx::SqliteConnection;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::import_preview::{ImportPreview, RowClassifier, RowSet};
use super::{Ledger, balance};
use crate::Error;
use crate::domain::job::JobOrigin;
use crate::import::{ImportError, ImportedRow, JobFile, Mapping, RowResult};
use crate::store::change::{self, ChangeKind};
use crate::store::job_batch::{self, BatchJob};
use crate::store::{bulk_load, job};

/// Rows that are looked up and written at a time.
const BATCH: usize = job_batch::MAX_ROWS;
/// Number of new jobs from which a bulk load may pay: indexes are dropped and built anew.
const MIN_BULK_LOAD: u64 = 20_000;

/// Everything that an import reads by.
#[derive(Clone, Debug)]
pub struct ImportRequest<Z> {
    /// File of the jobs.
    pub file: JobFile,
    /// Column of each field.
    pub mapping: Mapping,
    /// Moment of the import; jobs that ran later are rejected.
    pub now: DateTime<Utc>,
    /// Zone of local times in the file.
    pub zone: Z,
}

impl Ledger {
    /// Classifies the rows of a file and stores nothing. `observer` takes the progress in
    /// thousandths, and can stop the work.
    pub async fn preview<Z>(
        &self,
        request: &ImportRequest<Z>,
        observer: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ImportPreview, Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        let mut transaction = self.store.read().await?;
        let (preview, _) = classify_rows(&mut transaction, request, observer).await?;
        Ok(preview)
    }

    /// Imports the new rows of a file, all of them or nothing. Returns the change that undoes the
    /// import, or `None` if no row was new.
    pub async fn import<Z>(
        &self,
        request: &ImportRequest<Z>,
        observer: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(Option<i64>, ImportPreview), Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        // Classified under the write lock, whatever the preview said before: no job can become
        // known between the look at it and its insertion.
        let mut transaction = self.store.write().await?;
        let mut first_third = |done| observer(done / 3);
        let (preview, new_rows) =
            classify_rows(&mut transaction, request, &mut first_third).await?;
        if preview.new.count == 0 {
            return Ok((None, preview));
        }
        let existing = u64::try_from(job::newest(&mut transaction).await?).unwrap_or_default();
        let change_id = change::add(&mut transaction, &ChangeKind::Import, request.now).await?;
        let suspended = if is_bulk_load(preview.new.count, existing) {
            Some(bulk_load::suspend(&mut transaction).await?)
        } else {
            None
        };
        insert(&mut transaction, change_id, request, &new_rows, observer).await?;
        if let Some(suspended) = suspended {
            bulk_load::resume(&mut transaction, suspended, change_id).await?;
        }
        // The last moment to stop: from the commit on the jobs are there.
        stop_if_asked(observer(999))?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, request.now).await?.remaining()?;
        transaction.commit().await?;
        Ok((Some(change_id), preview))
    }
}

/// A bulk load builds the indexes over all jobs: slower than insertions when the new ones are few
/// beside the existing.
const fn is_bulk_load(new: u64, existing: u64) -> bool {
    new >= MIN_BULK_LOAD && new >= existing / 4
}

/// Reads all rows and classifies them. Returns the numbers of the new ones too.
async fn classify_rows<Z>(
    connection: &mut SqliteConnection,
    request: &ImportRequest<Z>,
    observer: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(ImportPreview, RowSet), Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let mut classifier = RowClassifier::default();
    let mut rows = RowStream::start(request);
    while let Some(batch) = rows.next().await {
        let (read, rows) = batch?;
        classifier.classify(connection, rows).await?;
        stop_if_asked(observer(thousandths(read, request.file.size())))?;
    }
    classifier.finish(connection).await
}

/// Reads the file a second time and inserts the new rows: a million rows kept from the first time
/// would take hundreds of megabytes.
async fn insert<Z>(
    connection: &mut SqliteConnection,
    change_id: i64,
    request: &ImportRequest<Z>,
    new_rows: &RowSet,
    observer: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(), Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let entries = job_batch::entries(connection).await?;
    let mut rows = RowStream::start(request);
    while let Some(batch) = rows.next().await {
        let (read, rows) = batch?;
        let is_new = |row: &&ImportedRow| new_rows.contains(row.number);
        let jobs: Vec<BatchJob<'_>> = rows
            .iter()
            .flatten()
            .filter(is_new)
            .map(|row| batch_job(row, &entries, request.now))
            .collect();
        if !jobs.is_empty() {
            job_batch::add(connection, change_id, JobOrigin::Import, &jobs).await?;
        }
        let done = thousandths(read, request.file.size());
        stop_if_asked(observer(333 + done / 3))?;
    }
    Ok(())
}

fn batch_job<'a>(
    row: &'a ImportedRow,
    entries: &[(DateTime<Utc>, i64)],
    now: DateTime<Utc>,
) -> BatchJob<'a> {
    BatchJob {
        at: row.at,
        entry_id: job_batch::entry_at(entries, row.at),
        request: row.request.as_deref(),
        what: &row.what,
        voided_at: row.is_voided.then_some(now),
        call: None,
        estimated_cost: None,
    }
}

fn stop_if_asked(answer: ControlFlow<()>) -> Result<(), Error> {
    if answer.is_break() {
        Err(Error::Stopped)
    } else {
        Ok(())
    }
}

fn thousandths(read: u64, size: u64) -> u64 {
    (read.saturating_mul(1000))
        .checked_div(size)
        .unwrap_or(1000)
        .min(1000)
}

/// Number of bytes read so far, and the next rows.
type RowBatch = Result<(u64, Vec<RowResult>), ImportError>;

/// Rows of a file, read by a thread of their own a few batches ahead of the database.
struct RowStream {
    batches: mpsc::Receiver<RowBatch>,
    thread: Option<JoinHandle<()>>,
}

impl RowStream {
    fn start<Z>(request: &ImportRequest<Z>) -> Self
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        // A few batches only: the reader waits for the database, and memory stays bounded.
        let (sender, batches) = mpsc::channel(4);
        let request = request.clone();
        let thread = tokio::task::spawn_blocking(move || send_rows(&request, &sender));
        Self {
            batches,
            thread: Some(thread),
        }
    }

    /// Returns the next batch, or `None` at the end of the file. A thread that broke down is an
    /// error: half a file must not pass for a whole one.
    async fn next(&mut self) -> Option<RowBatch> {
        if let Some(batch) = self.batches.recv().await {
            return Some(batch);
        }
        let ended = self.thread.take()?.await;
        ended.err().map(|error| {
            Err(ImportError::Unreadable(std::io::Error::other(
                error.to_string(),
            )))
        })
    }
}

fn send_rows<Z: TimeZone>(request: &ImportRequest<Z>, sender: &mpsc::Sender<RowBatch>) {
    let mut rows = Vec::with_capacity(BATCH);
    let mut last = 0;
    let visit = |read, row| {
        last = read;
        rows.push(row);
        if rows.len() < BATCH {
            return ControlFlow::Continue(());
        }
        let batch = std::mem::replace(&mut rows, Vec::with_capacity(BATCH));
        match sender.blocking_send(Ok((read, batch))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let moment = (request.now, &request.zone);
    let read = request.file.rows(&request.mapping, moment, visit);
    // Fails once the import has ended, by an error or because it was stopped: nobody listens.
    let _ = sender.blocking_send(read.map(|()| (last, rows)));
}
