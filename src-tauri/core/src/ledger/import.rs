//! Jobs out of a file: looked through first, then imported as one change.

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
const PART: usize = job_batch::MAX_ROWS;
/// From so many rows on indexes are built anew, where they are not few beside those that are there.
const MANY: u64 = 20_000;

/// What is imported: a file, which column is what, the moment and the zone of its local times.
#[derive(Clone, Debug)]
pub struct ImportRequest<Z> {
    /// The file.
    pub source: JobFile,
    /// Which column is what.
    pub mapping: Mapping,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The zone.
    pub zone: Z,
}

impl Ledger {
    /// Looks through a file and stores nothing. `watch` hears how much is done, in thousandths, and
    /// can end it.
    pub async fn preview<Z>(
        &self,
        wanted: &ImportRequest<Z>,
        watch: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<ImportPreview, Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        let mut transaction = self.store.read().await?;
        Ok(sorted(&mut transaction, wanted, watch).await?.0)
    }

    /// Imports what is new in a file, all of it or nothing. Gives the change that undoes it, none
    /// where nothing is new.
    pub async fn import<Z>(
        &self,
        wanted: &ImportRequest<Z>,
        watch: &mut impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(Option<i64>, ImportPreview), Error>
    where
        Z: TimeZone + Clone + Send + 'static,
        Z::Offset: Send,
    {
        // Looked through under the lock: nothing can become known meanwhile.
        let mut transaction = self.store.write().await?;
        let (looked, is_new) =
            sorted(&mut transaction, wanted, &mut |done| watch(done / 3)).await?;
        if looked.new.count == 0 {
            return Ok((None, looked));
        }
        let there = u64::try_from(job::newest(&mut transaction).await?).unwrap_or_default();
        let change_id = change::add(&mut transaction, &ChangeKind::Import, wanted.now).await?;
        let entries = job_batch::entries(&mut transaction).await?;
        let are_many = looked.new.count >= MANY && looked.new.count >= there / 4;
        let aside = if are_many {
            Some(bulk_load::suspend(&mut transaction).await?)
        } else {
            None
        };
        let mut rows = walk(wanted);
        while let Some(part) = rows.next().await {
            let (read, found) = part?;
            let new: Vec<ImportedRow> = found
                .into_iter()
                .flatten()
                .filter(|row| is_new.contains(row.number))
                .collect();
            let jobs: Vec<BatchJob<'_>> = new
                .iter()
                .map(|row| job_of(row, &entries, wanted.now))
                .collect();
            if !jobs.is_empty() {
                job_batch::add(&mut transaction, change_id, JobOrigin::Import, &jobs).await?;
            }
            heed(watch(333 + thousandths(read, wanted.source.size()) / 3))?;
        }
        if let Some(aside) = aside {
            bulk_load::resume(&mut transaction, aside, change_id).await?;
        }
        heed(watch(999))?;
        // Reading refuses a sum that no longer fits, before it is committed.
        balance(&mut transaction, wanted.now).await?.remaining()?;
        transaction.commit().await?;
        Ok((Some(change_id), looked))
    }
}

/// Walks all rows, and tells which of them are new.
async fn sorted<Z>(
    connection: &mut SqliteConnection,
    wanted: &ImportRequest<Z>,
    watch: &mut impl FnMut(u64) -> ControlFlow<()>,
) -> Result<(ImportPreview, RowSet), Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let mut sorter = RowClassifier::default();
    let mut rows = walk(wanted);
    while let Some(part) = rows.next().await {
        let (read, found) = part?;
        sorter.classify(connection, found).await?;
        heed(watch(thousandths(read, wanted.source.size())))?;
    }
    sorter.end(connection).await
}

fn job_of<'a>(
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
        settled_from: None,
    }
}

fn heed(watch: ControlFlow<()>) -> Result<(), Error> {
    if watch.is_break() {
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

/// A part of a file: how many bytes were read, and the rows.
type Part = Result<(u64, Vec<RowResult>), ImportError>;

/// A file on its way from a thread of its own, a few parts ahead.
struct Walk {
    parts: mpsc::Receiver<Part>,
    thread: Option<JoinHandle<()>>,
}

impl Walk {
    /// The next part. A thread that ended before its time is a failure, not the end of the file.
    async fn next(&mut self) -> Option<Part> {
        if let Some(part) = self.parts.recv().await {
            return Some(part);
        }
        let ended = self.thread.take()?.await;
        ended.err().map(|error| {
            Err(ImportError::Unreadable(std::io::Error::other(
                error.to_string(),
            )))
        })
    }
}

fn walk<Z>(wanted: &ImportRequest<Z>) -> Walk
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Send,
{
    let (sender, receiver) = mpsc::channel(4);
    let wanted = wanted.clone();
    let thread = tokio::task::spawn_blocking(move || {
        let mut rows = Vec::with_capacity(PART);
        let mut last = 0;
        let done = wanted.source.rows(
            &wanted.mapping,
            (wanted.now, &wanted.zone),
            |read, found| {
                last = read;
                rows.push(found);
                if rows.len() < PART {
                    return ControlFlow::Continue(());
                }
                let part = std::mem::replace(&mut rows, Vec::with_capacity(PART));
                match sender.blocking_send(Ok((read, part))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            },
        );
        // Nobody listens any more where the import was ended.
        let _ = sender.blocking_send(done.map(|()| (last, rows)));
    });
    Walk {
        parts: receiver,
        thread: Some(thread),
    }
}
