//! The guard's switch as the database has it, for each call: another program may have turned it a
//! moment ago.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use fal_budget_ledger::{Ledger, LedgerError};

/// Time after a change in which a further one may leave the same trace: the step of a file system's
/// clock, with room to spare.
const STEP: Duration = Duration::from_millis(20);

/// The guard's switch, read again whenever the database may have changed.
#[derive(Debug)]
pub(super) struct Switch {
    /// SQLite's log of changes (<https://www.sqlite.org/wal.html>), to which each commit writes.
    log: PathBuf,
    seen: Mutex<Option<(Trace, bool)>>,
}

/// Trace that a commit leaves on the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trace {
    length: u64,
    modified: SystemTime,
}

impl Switch {
    /// Reads the switch in the database of this file.
    pub(super) fn new(database: &Path) -> Self {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        Self {
            log: log.into(),
            seen: Mutex::default(),
        }
    }

    /// Tells whether the guard is on.
    pub(super) async fn is_on(&self, ledger: &Ledger) -> Result<bool, LedgerError> {
        let trace = self.trace();
        if let Some((seen, is_on)) = *self.seen.lock().unwrap_or_else(PoisonError::into_inner)
            && trace == Some(seen)
        {
            return Ok(is_on);
        }
        let is_on = ledger.guard().await?.is_on;
        // Not while a second change could look like this one.
        let is_settled = |trace: &Trace| trace.modified.elapsed().is_ok_and(|age| age > STEP);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) =
            trace.filter(is_settled).map(|trace| (trace, is_on));
        Ok(is_on)
    }

    /// Forgets what was read: the database itself may be another one.
    pub(super) fn forget(&self) {
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn trace(&self) -> Option<Trace> {
        let log = std::fs::metadata(&self.log).ok()?;
        Some(Trace {
            length: log.len(),
            modified: log.modified().ok()?,
        })
    }
}
