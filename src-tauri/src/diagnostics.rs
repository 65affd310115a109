//! What a person copies into a report: the program's surroundings, no amounts, no home folder's
//! name.

use std::env;
use std::fs;
use std::path::Path;

use crate::error::CommandError;
use crate::{folder, logging};

/// Lines of the log that are included.
const LOG_LINES: usize = 30;

/// The report.
pub(crate) fn text(failure: Option<&CommandError>) -> String {
    let mut lines = vec![
        format!("fal Budget {}", env!("CARGO_PKG_VERSION")),
        format!("System: {} {}", env::consts::OS, env::consts::ARCH),
        format!(
            "Web view: {}",
            tauri::webview_version().unwrap_or_else(|error| error.to_string())
        ),
        format!(
            "Desktop: {} ({})",
            variable("XDG_CURRENT_DESKTOP"),
            variable("XDG_SESSION_TYPE")
        ),
    ];
    match folder::data() {
        Ok(data) => lines.extend(of_folder(&data)),
        Err(error) => lines.push(format!("Data: {error}")),
    }
    lines.push(match failure {
        Some(failure) => format!("Trouble: {}: {}", failure.code, failure.message),
        None => "Trouble: none".to_owned(),
    });
    without_home(&lines.join("\n"))
}

fn of_folder(data: &Path) -> Vec<String> {
    let mut lines = vec![format!("Data: {}", data.display())];
    for file in ["fal-budget.db", "fal-budget.db-wal"] {
        let size = fs::metadata(data.join(file)).map_or_else(
            |_| "not there".to_owned(),
            |file| format!("{} bytes", file.len()),
        );
        lines.push(format!("  {file}: {size}"));
    }
    let log = fs::read_to_string(logging::current_file(data)).unwrap_or_default();
    let newest = log.lines().rev().take(LOG_LINES).collect::<Vec<_>>();
    lines.push("Log:".to_owned());
    lines.extend(newest.into_iter().rev().map(|line| format!("  {line}")));
    lines
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| "not set".to_owned())
}

fn without_home(text: &str) -> String {
    match dirs::home_dir().filter(|home| home.parent().is_some()) {
        Some(home) => text.replace(&home.display().to_string(), "~"),
        None => text.to_owned(),
    }
}
