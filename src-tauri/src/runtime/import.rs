//! The file that the page hands over for an import, kept in a temporary file until it is imported
//! or given up.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_app::clock;
use tempfile::NamedTempFile;

use crate::error::CommandError;

/// The import under way. Its temporary file is readable by its owner alone.
#[derive(Default)]
pub(crate) struct Import {
    file: Mutex<Option<(u64, NamedTempFile)>>,
    /// Highest number of work that was stopped, perhaps before it began.
    stopped: AtomicU64,
}

impl Import {
    /// Begins a new file in place of the one before.
    pub(crate) fn begin(&self, work: u64) -> Result<(), CommandError> {
        let file = tempfile::Builder::new()
            .prefix("fal-budget-")
            .tempfile()
            .map_err(|error| CommandError::file(&error))?;
        *self.file() = Some((work, file));
        Ok(())
    }

    /// Appends bytes to the file.
    pub(crate) fn add(&self, bytes: &[u8]) -> Result<(), CommandError> {
        let mut file = self.file();
        let (_, file) = file.as_mut().ok_or_else(CommandError::no_file)?;
        file.write_all(bytes)
            .map_err(|error| CommandError::file(&error))
    }

    /// Returns the path of the file.
    pub(crate) fn path(&self) -> Result<PathBuf, CommandError> {
        self.file()
            .as_ref()
            .map(|(_, file)| file.path().to_owned())
            .ok_or_else(CommandError::no_file)
    }

    /// Stops the work of this number and all work before it.
    pub(crate) fn stop(&self, work: u64) {
        // Only upwards: stopping late must not revive work that was stopped since.
        self.stopped.fetch_max(work, Ordering::SeqCst);
    }

    /// Stops the work of this number and removes its file, or the file of work before it.
    pub(crate) fn end(&self, work: u64) {
        self.stop(work);
        self.file().take_if(|(begun, _)| *begun <= work);
    }

    /// Gives up whatever the page of a closed window has begun.
    pub(crate) fn abandon(&self) {
        // The page numbers its work by the milliseconds of its clock, so now is the highest.
        self.end(u64::try_from(clock::now().timestamp_millis()).unwrap_or_default());
    }

    /// Returns an observer that reports the progress, at most once per hundredth, and breaks off
    /// once the work is stopped.
    pub(crate) fn watch(
        &self,
        work: u64,
        report: impl Fn(u64),
    ) -> impl FnMut(u64) -> ControlFlow<()> {
        let mut sent = None;
        move |done| {
            if sent != Some(done / 10) {
                sent = Some(done / 10);
                report(done);
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
