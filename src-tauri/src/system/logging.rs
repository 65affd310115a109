//! A log file of bounded size in the data folder: in English, without amounts, keys or prompts.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fal_budget_i18n::Language;
use flexi_logger::{
    Cleanup, Criterion, DeferredNow, FileSpec, Logger, LoggerHandle, Naming, WriteMode,
};
use log::Record;

/// Size of one file, in bytes.
const SIZE: u64 = 256 * 1024;
/// Older files kept beside the current one.
const KEPT: usize = 2;

/// Starts the log, which lasts as long as the handle. Returns `None` when the folder cannot be
/// written; the program runs without a log then.
pub(crate) fn begin(folder: &Path) -> Option<LoggerHandle> {
    let file = FileSpec::default()
        .directory(folder.join("logs"))
        .basename("fal-budget")
        .suppress_timestamp();
    let logger = Logger::try_with_str("warn, fal_budget=info")
        .map(|logger| logger.log_to_file(file).format(line))
        .map(|logger| {
            logger.rotate(
                Criterion::Size(SIZE),
                Naming::Numbers,
                Cleanup::KeepLogFiles(KEPT),
            )
        })
        // Unbuffered: the last lines before a crash are the ones that are needed.
        .map(|logger| logger.append().write_mode(WriteMode::Direct));
    match logger.and_then(Logger::start) {
        Ok(handle) => Some(handle),
        Err(error) => {
            eprintln!("fal-budget runs without a log file: {error}.");
            None
        }
    }
}

/// Writes moment, level, module and message: no paths of the computer that built the program.
fn line(to: &mut dyn Write, now: &mut DeferredNow, record: &Record<'_>) -> io::Result<()> {
    let moment = now.format("%Y-%m-%dT%H:%M:%S%.3f%:z");
    // `log` passes its values on unrendered. Rendering all of them here, in English, is what keeps
    // errors that speak the person's language out of the log, whoever logs them.
    Language::ENGLISH.scope(|| {
        write!(
            to,
            "{moment} {} {}: {}",
            record.level(),
            record.target(),
            record.args()
        )
    })
}

/// Removes everything that was logged. The current file stays open and is emptied.
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

/// Path of the file that is being written.
pub(crate) fn current_file(folder: &Path) -> PathBuf {
    folder.join("logs").join("fal-budget_rCURRENT.log")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CommandError;
    use fal_budget_app::Error;
    use fal_budget_domain::message;
    use fal_budget_gateway::GatewayError;
    use fal_budget_i18n::Localize;
    use fal_budget_store::StoreError;

    /// The line that the log gets while the window speaks French.
    fn logged_in_french(error: &dyn std::fmt::Display) -> String {
        let mut text = Vec::new();
        french(|| {
            let args = format_args!("it failed: {error}");
            let record = Record::builder().args(args).build();
            line(&mut text, &mut DeferredNow::new(), &record).unwrap();
        });
        String::from_utf8(text).unwrap()
    }

    fn french<T>(render: impl FnOnce() -> T) -> T {
        Language::from_tag("fr").unwrap().scope(render)
    }

    #[test]
    fn an_error_that_is_french_in_the_window_is_english_in_the_log() {
        let missing = || io::Error::from_raw_os_error(2);
        let errors: [fn(io::Error) -> GatewayError; 5] = [
            |_| Error::from(StoreError::Damaged).into(),
            |_| Error::from(StoreError::unreachable(message!("no-home-folder"))).into(),
            |system| Error::from(StoreError::from(system)).into(),
            |system| GatewayError::Listen(8720, system),
            |_| GatewayError::PortTaken(8720),
        ];
        for error in errors {
            // Made in French, as the program makes it.
            let failure = french(|| CommandError::gateway(error(missing())));
            let english = error(missing()).localized();
            assert_ne!(failure.message, english);
            let line = logged_in_french(&failure);
            assert!(line.ends_with(&format!("it failed: {english}")), "{line}");
        }
    }

    /// The log can render anew what it is given as an error, but not text that is rendered already.
    #[test]
    fn no_rendered_sentence_is_logged_or_kept_in_an_error() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files: Vec<_> = ["src", "cli", "crates"]
            .iter()
            .flat_map(|folder| sources(&root.join(folder)))
            .filter(|file| !file.ends_with(file!()))
            .collect();
        assert!(files.len() > 100, "{}", files.len());
        let (mut calls, mut found) = (0, Vec::new());
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for call in text.split("log::").skip(1).filter_map(arguments) {
                calls += 1;
                let is_rendered = ["say!(", ".message", ".sentence", ".localized"]
                    .iter()
                    .any(|rendered| call.contains(rendered));
                found.extend(is_rendered.then(|| format!("{}: {call}", file.display())));
            }
            if text.contains("::other(say!(") {
                found.push(format!("{}: an error wants a message", file.display()));
            }
        }
        assert!(calls > 30, "{calls}");
        assert!(found.is_empty(), "{found:#?}");
    }

    /// The arguments of the macro call that `text` begins with, such as `warn!("…", 1)`.
    fn arguments(text: &str) -> Option<&str> {
        let levels = ["error!(", "warn!(", "info!(", "debug!("];
        let arguments = levels.iter().find_map(|level| text.strip_prefix(level))?;
        let mut depth = 1;
        let end = arguments.find(|sign| {
            depth += match sign {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        })?;
        Some(&arguments[..end])
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap();
        let files = entries.flat_map(|entry| match entry.unwrap().path() {
            path if path.is_dir() => sources(&path),
            path => vec![path],
        });
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
            .collect()
    }
}
