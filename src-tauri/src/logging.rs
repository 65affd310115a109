//! A log file of modest size in the data folder. It holds no amounts and no keys.

use std::path::{Path, PathBuf};

use flexi_logger::{Cleanup, Criterion, FileSpec, Logger, LoggerHandle, Naming, WriteMode};

/// Bytes of one file.
const SIZE: u64 = 256 * 1024;
/// Older files kept beside the current one.
const KEPT: usize = 2;

/// Starts to log; keep the handle as long as the program runs. Without a writable folder there is no
/// log and the program runs all the same.
pub(crate) fn begin(folder: &Path) -> Option<LoggerHandle> {
    let file = FileSpec::default().directory(folder.join("logs")).basename("fal-budget").suppress_timestamp();
    let logger = Logger::try_with_str("info, sqlx=warn, tao=warn, wry=warn")
        .map(|logger| logger.log_to_file(file).format(flexi_logger::detailed_format))
        .map(|logger| logger.rotate(Criterion::Size(SIZE), Naming::Numbers, Cleanup::KeepLogFiles(KEPT)))
        .map(|logger| logger.append().write_mode(WriteMode::Direct));
    match logger.and_then(Logger::start) {
        Ok(handle) => Some(handle),
        Err(error) => {
            eprintln!("fal-budget runs without a log file: {error}.");
            None
        }
    }
}

/// The current file.
pub(crate) fn current_file(folder: &Path) -> PathBuf {
    folder.join("logs").join("fal-budget_rCURRENT.log")
}
