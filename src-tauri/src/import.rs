//! The file that the page hands over to be imported: kept in a temporary place until it is imported
//! or given up.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_core::{Error, clock};
use tauri::AppHandle;
use tempfile::NamedTempFile;

use crate::error::CommandError;
use crate::events;

/// The file under way; other programs of this computer's other people cannot read it.
#[derive(Default)]
pub(crate) struct Import {
    file: Mutex<Option<(u64, NamedTempFile)>>,
    /// Work with this number or a lower one was stopped, perhaps before it began.
    stopped: AtomicU64,
}

impl Import {
    /// Begins a new file in place of the one before.
    pub(crate) fn begin(&self, work: u64) -> Result<(), CommandError> {
        let file = tempfile::Builder::new()
            .prefix("fal-budget-")
            .tempfile()
            .map_err(Error::from)?;
        *self.file() = Some((work, file));
        Ok(())
    }

    /// Adds bytes to it.
    pub(crate) fn add(&self, bytes: &[u8]) -> Result<(), CommandError> {
        let mut file = self.file();
        let (_, file) = file.as_mut().ok_or_else(CommandError::no_file)?;
        Ok(file.write_all(bytes).map_err(Error::from)?)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> Result<PathBuf, CommandError> {
        self.file()
            .as_ref()
            .map(|(_, file)| file.path().to_owned())
            .ok_or_else(CommandError::no_file)
    }

    /// Stops the work of this number and those before it.
    pub(crate) fn stop(&self, work: u64) {
        self.stopped.fetch_max(work, Ordering::SeqCst);
    }

    /// Gives the file of the work of this number up, or of one before it.
    pub(crate) fn end(&self, work: u64) {
        self.stop(work);
        self.file().take_if(|(begun, _)| *begun <= work);
    }

    /// Gives up whatever the page of a window that is gone has begun: the numbers of its work are
    /// moments.
    pub(crate) fn abandon(&self) {
        self.end(u64::try_from(clock::now().timestamp_millis()).unwrap_or_default());
    }

    /// Tells the page how much is done, a few times a second at most, and ends the work where it
    /// was stopped.
    pub(crate) fn watch(&self, app: &AppHandle, work: u64) -> impl FnMut(u64) -> ControlFlow<()> {
        let mut told = None;
        move |done| {
            if told != Some(done / 10) {
                told = Some(done / 10);
                events::import_progress(app, done);
            }
            if self.stopped.load(Ordering::SeqCst) < work {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        }
    }

    fn file(&self) -> MutexGuard<'_, Option<(u64, NamedTempFile)>> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
