//! From the journal into the ledger, on its own time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::GatewayError;
use super::journal::Journal;
use crate::ledger::Ledger;
use crate::{Error, clock};

/// Notes are written together that come within this time.
const GATHER: Duration = Duration::from_millis(100);
/// The next try where they could not be written.
const PAUSE: Duration = Duration::from_secs(1);

/// Writes the notes of a gateway into the ledger: [`JournalApplier::wait`], [`JournalApplier::apply_next`], and
/// again.
pub struct JournalApplier {
    journal: Arc<Journal>,
    /// How long to wait before the next try; none where there is nothing to write.
    rest: Option<Duration>,
}

impl JournalApplier {
    pub(super) const fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            rest: None,
        }
    }

    /// Waits until there is something to write.
    pub async fn wait(&mut self) {
        if let Some(rest) = self.rest {
            return sleep(rest).await;
        }
        self.journal.appended.notified().await;
        sleep(GATHER).await;
    }

    /// Writes some of it. What could not be written is tried again.
    pub async fn apply_next(&mut self, ledger: &Ledger) -> Result<(), Error> {
        let began = Instant::now();
        let written = write(&self.journal, ledger).await;
        self.rest = match &written {
            Ok(false) => None,
            // Calls come before their notes: at most half of a processor's time is for these.
            Ok(true) => Some(began.elapsed().min(PAUSE)),
            Err(_) => Some(PAUSE),
        };
        written.map(|_| ())
    }

    /// The ledger itself is not there: tries again later.
    pub const fn back_off(&mut self) {
        self.rest = Some(PAUSE);
    }

    /// Numbers go on after those of another database that was put in place.
    pub fn continue_after(&self, number: i64) {
        self.journal.continue_after(number);
    }
}

/// Writes all notes up to this one.
pub(super) async fn apply_up_to(
    journal: &Journal,
    ledger: &Ledger,
    number: i64,
) -> Result<(), Error> {
    while journal.applied() < number && write(journal, ledger).await? {}
    Ok(())
}

/// Writes the next notes, and says whether there were any.
pub(super) async fn write(journal: &Journal, ledger: &Ledger) -> Result<bool, Error> {
    let _alone = journal.applying.lock().await;
    let portion = journal.next_batch().map_err(GatewayError::from)?;
    if portion.is_empty() {
        return Ok(false);
    }
    ledger.apply_records(&portion.records, clock::now()).await?;
    journal.checkpoint(&portion).map_err(GatewayError::from)?;
    Ok(true)
}
