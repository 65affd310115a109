//! A log file of modest size in the data folder. It holds no amounts and no keys.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flexi_logger::{
    Cleanup, Criterion, DeferredNow, FileSpec, Logger, LoggerHandle, Naming, WriteMode,
};
use log::Record;

/// Bytes of one file.
const SIZE: u64 = 256 * 1024;
/// Older files kept beside the current one.
const KEPT: usize = 2;

/// Starts to log; keep the handle as long as the program runs. Without a writable folder there is
/// no log and the program runs all the same.
pub(crate) fn begin(folder: &Path) -> Option<LoggerHandle> {
    let file = FileSpec::default()
        .directory(folder.join("logs"))
        .basename("fal-budget")
        .suppress_timestamp();
    let logger = Logger::try_with_str("warn, fal_budget=info, fal_budget_core=info")
        .map(|logger| logger.log_to_file(file).format(line))
        .map(|logger| {
            logger.rotate(
                Criterion::Size(SIZE),
                Naming::Numbers,
                Cleanup::KeepLogFiles(KEPT),
            )
        })
        .map(|logger| logger.append().write_mode(WriteMode::Direct));
    match logger.and_then(Logger::start) {
        Ok(handle) => Some(handle),
        Err(error) => {
            eprintln!("fal-budget runs without a log file: {error}.");
            None
        }
    }
}

/// Moment, level, module, message: no paths of the computer that built the program.
fn line(to: &mut dyn Write, now: &mut DeferredNow, record: &Record<'_>) -> io::Result<()> {
    let moment = now.format("%Y-%m-%dT%H:%M:%S%.3f%:z");
    write!(
        to,
        "{moment} {} {}: {}",
        record.level(),
        record.target(),
        record.args()
    )
}

/// Removes what was logged. The current file stays open, and is emptied.
pub(crate) fn erase(folder: &Path) -> io::Result<()> {
    let current = current_file(folder);
    let logs = folder.join("logs");
    if !logs.try_exists()? {
        return Ok(());
    }
    for entry in fs::read_dir(logs)? {
        let file = entry?.path();
        if file == current {
            fs::OpenOptions::new().write(true).open(file)?.set_len(0)?;
        } else {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// The current file.
pub(crate) fn current_file(folder: &Path) -> PathBuf {
    folder.join("logs").join("fal-budget_rCURRENT.log")
}
