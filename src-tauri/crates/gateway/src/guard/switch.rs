//! The guard's switch as the database has it, for each call: another program may have turned it a
//! moment ago.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_app::clock;
use fal_budget_ledger::Ledger;

/// Time after a change in which a further one may leave the same trace: the step of a file system's
/// clock, with room to spare.
const STEP: TimeDelta = TimeDelta::milliseconds(20);

/// The guard's switch, read again whenever the database may have changed.
#[derive(Debug)]
pub(super) struct Switch {
    /// SQLite's log of changes (<https://www.sqlite.org/wal.html>), to which each commit writes.
    log: PathBuf,
    seen: Mutex<Seen>,
}

/// Position of the switch when it was read.
#[derive(Clone, Copy, Debug)]
enum Seen {
    /// On. Calls are judged by what the database has then, which tells if that is over.
    On,
    /// Off, as of the trace that the database had before it was read.
    Off(Trace),
    /// To be read again; it was in this position.
    Unknown { is_on: bool },
}

/// Trace that a commit leaves on the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Trace {
    length: u64,
    modified: DateTime<Utc>,
}

impl Switch {
    /// Reads the switch in the database of this file, in which it is in this position.
    pub(super) fn new(database: &Path, is_on: bool) -> Self {
        let mut log = database.as_os_str().to_owned();
        log.push("-wal");
        Self {
            log: log.into(),
            seen: Mutex::new(Seen::Unknown { is_on }),
        }
    }

    /// Tells whether calls are to be judged. A database that cannot be read does not turn the
    /// guard.
    pub(super) async fn is_on(&self, ledger: &Ledger) -> bool {
        let seen = *self.seen();
        let trace = match seen {
            Seen::On => return true,
            Seen::Off(_) | Seen::Unknown { .. } => self.trace(),
        };
        let was_on = match seen {
            Seen::Off(before) if trace == Some(before) => return false,
            Seen::Unknown { is_on } => is_on,
            Seen::On | Seen::Off(_) => false,
        };
        let is_on = match ledger.is_any_guard_on().await {
            Ok(is_on) => is_on,
            Err(error) => {
                log::warn!("the guard stays as it was: {error}");
                return was_on;
            }
        };
        // Another change could leave the same trace as one of this moment.
        let is_settled = |trace: &Trace| clock::now() - trace.modified > STEP;
        *self.seen() = match trace.filter(is_settled) {
            _ if is_on => Seen::On,
            Some(trace) => Seen::Off(trace),
            None => Seen::Unknown { is_on },
        };
        is_on
    }

    /// Lets the switch be read again: it may have been turned, or the database is another one.
    pub(super) fn forget(&self) {
        let mut seen = self.seen();
        let is_on = match *seen {
            Seen::On => true,
            Seen::Off(_) => false,
            Seen::Unknown { is_on } => is_on,
        };
        *seen = Seen::Unknown { is_on };
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads the trace of the newest commit. `None` if there is none to be read.
    fn trace(&self) -> Option<Trace> {
        // Nothing is opened: with the close of any file of SQLite's its locks would be gone.
        let log = std::fs::metadata(&self.log).ok()?;
        Some(Trace {
            length: log.len(),
            modified: log.modified().ok()?.into(),
        })
    }
}
