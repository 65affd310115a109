//! Applies the journal to the ledger, off the path of any call.

use std::sync::Arc;
use std::time::Duration;

use fal_budget_app::clock;
use fal_budget_ledger::Ledger;
use tokio::time::{Instant, sleep};

use super::file::Journal;
use crate::error::GatewayError;

/// Time after the first new record in which further ones join its batch.
const GATHER: Duration = Duration::from_millis(100);
/// Pause before the next try after an error, and the longest pause between two batches.
const RETRY: Duration = Duration::from_secs(1);

/// Applies the records of a gateway to the ledger: [`Self::wait`], [`Self::apply_next`], and again.
pub struct JournalApplier {
    journal: Arc<Journal>,
    /// Pause before the next batch. `None` when the journal has no more records.
    pause: Option<Duration>,
}

impl JournalApplier {
    pub(crate) const fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            pause: None,
        }
    }

    /// Waits until it is time to apply the next batch.
    pub async fn wait(&mut self) {
        if let Some(pause) = self.pause {
            return sleep(pause).await;
        }
        self.journal.notified().await;
        sleep(GATHER).await;
    }

    /// Applies the next batch to the ledger. On `Err` the batch stays in the journal and is retried
    /// by the next call.
    pub async fn apply_next(&mut self, ledger: &Ledger) -> Result<(), GatewayError> {
        let began = Instant::now();
        let applied = apply_batch(&self.journal, ledger).await;
        self.pause = match &applied {
            Ok(false) => None,
            // Calls take precedence over their records, which get at most half of the time.
            Ok(true) => Some(began.elapsed().min(RETRY)),
            Err(_) => Some(RETRY),
        };
        applied.map(|_| ())
    }

    /// Postpones the next batch, when the ledger cannot be opened at all.
    pub const fn back_off(&mut self) {
        self.pause = Some(RETRY);
    }

    /// Continues the numbering of records after `number`, the last one of another database that was
    /// put in this one's place. Otherwise that database would take new records for old ones.
    pub fn continue_after(&self, number: i64) {
        self.journal.continue_after(number);
    }
}

/// Applies all records to the ledger.
pub(crate) async fn apply_all(journal: &Journal, ledger: &Ledger) -> Result<(), GatewayError> {
    while apply_batch(journal, ledger).await? {}
    Ok(())
}

/// Applies batches until the record with this number is in the ledger.
pub(super) async fn apply_up_to(
    journal: &Journal,
    ledger: &Ledger,
    number: i64,
) -> Result<(), GatewayError> {
    while journal.applied() < number && apply_batch(journal, ledger).await? {}
    Ok(())
}

/// Applies the next batch. Returns `false` when there was none.
async fn apply_batch(journal: &Journal, ledger: &Ledger) -> Result<bool, GatewayError> {
    // Two appliers at once, of which the guard may be one, would read the same batch and advance
    // the checkpoint twice.
    let _applying = journal.begin_applying().await;
    let batch = journal.next_batch()?;
    if batch.is_empty() {
        return Ok(false);
    }
    // The ledger first: after a crash between the two, the batch comes again, and the ledger passes
    // over numbers that it has.
    ledger.apply_records(&batch.records, clock::now()).await?;
    journal.checkpoint(&batch)?;
    Ok(true)
}
