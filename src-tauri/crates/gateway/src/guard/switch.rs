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

/// Position of the switch when it was read, and the trace that the database had then; `None` if
/// another change could have left the same.
#[derive(Clone, Copy, Debug)]
struct Seen {
    is_on: bool,
    trace: Option<Trace>,
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
            seen: Mutex::new(Seen { is_on, trace: None }),
        }
    }

    /// Tells whether the guard is on. A database that cannot be read does not turn it.
    pub(super) async fn is_on(&self, ledger: &Ledger) -> bool {
        let trace = self.trace();
        let seen = *self.seen();
        if trace.is_some() && trace == seen.trace {
            return seen.is_on;
        }
        let is_on = match ledger.is_any_guard_on().await {
            Ok(is_on) => is_on,
            Err(error) => {
                log::warn!("the guard stays as it was: {error}");
                return seen.is_on;
            }
        };
        let is_settled = |trace: &Trace| clock::now() - trace.modified > STEP;
        let trace = trace.filter(is_settled);
        *self.seen() = Seen { is_on, trace };
        is_on
    }

    /// Lets the switch be read again: the database itself may be another one.
    pub(super) fn forget(&self) {
        self.seen().trace = None;
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn trace(&self) -> Option<Trace> {
        let log = std::fs::metadata(&self.log).ok()?;
        Some(Trace {
            length: log.len(),
            modified: log.modified().ok()?.into(),
        })
    }
}
