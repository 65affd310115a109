//! The ledger of a running gateway: another one takes its place when the database is restored or
//! begun anew.

use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use fal_budget_ledger::Ledger;
use tokio::sync::MutexGuard;

use super::applier::apply_up_to;
use super::file::{Batch, Journal};
use crate::error::GatewayError;

/// The ledger that a gateway goes by, and the journal of what is not in it yet.
#[derive(Clone)]
pub(crate) struct CurrentLedger {
    ledger: Arc<RwLock<Ledger>>,
    journal: Arc<Journal>,
}

impl CurrentLedger {
    /// Goes by `ledger`, into which `journal` is applied.
    pub(crate) fn new(ledger: Ledger, journal: Arc<Journal>) -> Self {
        Self {
            ledger: Arc::new(RwLock::new(ledger)),
            journal,
        }
    }

    /// Goes by another ledger from now on.
    pub(crate) fn replace(&self, ledger: Ledger) {
        *self.ledger.write().unwrap_or_else(PoisonError::into_inner) = ledger;
    }

    /// Returns the ledger, which may lack the newest calls.
    pub(crate) fn get(&self) -> Ledger {
        // Cloned, so that no lock is held while the database is read.
        self.ledger
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Returns the ledger with all calls so far in it.
    pub(crate) async fn up_to_date(&self) -> Result<Ledger, GatewayError> {
        let ledger = self.get();
        apply_up_to(&self.journal, &ledger, self.journal.last()).await?;
        Ok(ledger)
    }

    /// Lets the window read the ledger again at once, after a change that wrote no journal record.
    pub(crate) fn wake_window(&self) {
        self.journal.notify();
    }

    /// Brings the ledger up to date but for the last batch, and takes numbers for calls that begin
    /// in one transaction with it.
    pub(crate) async fn prepare(
        &self,
        count: usize,
    ) -> Result<(Ledger, Admission<'_>), GatewayError> {
        let ledger = self.get();
        loop {
            let applying = self.journal.begin_applying().await;
            if let Some((batch, first)) = self.journal.take_numbers(count)? {
                let admission = Admission {
                    journal: &self.journal,
                    batch,
                    first,
                    count,
                    _applying: applying,
                };
                return Ok((ledger, admission));
            }
            drop(applying);
            apply_up_to(&self.journal, &ledger, self.journal.last()).await?;
        }
    }
}

/// Records and numbers of one admission. Nobody else applies records while it lives.
pub(crate) struct Admission<'a> {
    journal: &'a Journal,
    /// Records of earlier calls, which the same transaction applies.
    pub(crate) batch: Batch,
    /// First number for a new call.
    pub(crate) first: i64,
    count: usize,
    _applying: MutexGuard<'a, ()>,
}

impl Admission<'_> {
    /// Notes that the batch and the new calls are in the ledger.
    pub(crate) fn finish(self) -> io::Result<()> {
        self.journal
            .checkpoint_with(&self.batch, self.first, self.count)
    }

    /// Gives the numbers back: nothing is in the ledger.
    pub(crate) fn give_up(self) {
        self.journal.return_numbers(self.first, self.count);
    }
}
