//! Rows of a file on their way to the ledger.

use std::ops::ControlFlow;

use fal_budget_domain::jobs::imported::RowResult;
use fal_budget_domain::message;
use fal_budget_domain::message::Message;
use fal_budget_store::tables::job_batch;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::LedgerError;

/// File, or other place, that jobs are imported from.
pub trait RowSource {
    /// Starts to read at the first row. An import reads twice: a million rows kept from the first
    /// time would take hundreds of megabytes.
    fn rows(&self) -> RowStream;
}

/// Part that was read so far, in thousandths, and the next rows; or the reason why there are none.
type RowBatch = Result<(u64, Vec<RowResult>), Message>;

/// Rows of a file, read by a thread of their own a few batches ahead of the database.
pub struct RowStream {
    batches: mpsc::Receiver<RowBatch>,
    thread: Option<JoinHandle<()>>,
}

/// Sender of rows, in batches. Ends the reading once nobody listens.
pub struct RowSender {
    batches: mpsc::Sender<RowBatch>,
    rows: Vec<RowResult>,
    done: u64,
}

impl RowStream {
    /// Runs `read` in a thread of its own.
    pub fn spawn(
        read: impl FnOnce(&mut RowSender) -> Result<(), Message> + Send + 'static,
    ) -> Self {
        // A few batches only: the reader waits for the database, and memory stays bounded.
        let (batches, received) = mpsc::channel(4);
        let thread = tokio::task::spawn_blocking(move || {
            let mut sender = RowSender {
                batches,
                rows: Vec::with_capacity(job_batch::MAX_ROWS),
                done: 0,
            };
            let read = read(&mut sender);
            let last = read.map(|()| (sender.done, sender.rows));
            // Fails once the import has ended, by an error or because it was stopped.
            let _ = sender.batches.blocking_send(last);
        });
        Self {
            batches: received,
            thread: Some(thread),
        }
    }

    /// Returns the next batch, or `None` at the end of the file. A thread that broke down is an
    /// error: half a file must not pass for a whole one.
    pub(crate) async fn next(&mut self) -> Option<Result<(u64, Vec<RowResult>), LedgerError>> {
        if let Some(batch) = self.batches.recv().await {
            return Some(batch.map_err(LedgerError::Rows));
        }
        let ended = self.thread.take()?.await;
        ended.err().map(|error| {
            let reason = message!("import-unreadable", reason = error.to_string());
            Err(LedgerError::Rows(reason))
        })
    }
}

impl RowSender {
    /// Sends a row, read when `done` thousandths of the file were. Returns `Break` once nobody
    /// waits for more.
    pub fn send(&mut self, done: u64, row: RowResult) -> ControlFlow<()> {
        self.done = done;
        self.rows.push(row);
        if self.rows.len() < job_batch::MAX_ROWS {
            return ControlFlow::Continue(());
        }
        let next = Vec::with_capacity(job_batch::MAX_ROWS);
        let batch = std::mem::replace(&mut self.rows, next);
        match self.batches.blocking_send(Ok((done, batch))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}
