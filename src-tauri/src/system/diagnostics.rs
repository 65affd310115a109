//! The text that a person copies into a bug report: the program's surroundings, in English, without
//! amounts and without the name of the home folder.

use std::path::Path;
use std::{env, fs};

use fal_budget_i18n::Language;
use fal_budget_platform::folder;

use crate::error::CommandError;
use crate::system::logging;

/// Number of lines of the log that are included.
const LOG_LINES: usize = 30;

/// Returns the report; `failure` is why the ledger could not be opened.
pub(crate) fn text(failure: Option<&CommandError>) -> String {
    // In one scope, so that no error in here needs to be thought of.
    Language::ENGLISH.scope(|| {
        let mut lines = surroundings();
        match folder::data() {
            Ok(data) => lines.extend(of_folder(&data)),
            Err(error) => lines.push(format!("Data: {error}")),
        }
        lines.push(match failure {
            Some(failure) => format!("Trouble: {}: {failure}", failure.code),
            None => "Trouble: none".to_owned(),
        });
        without_home(&lines.join("\n"))
    })
}

fn surroundings() -> Vec<String> {
    let web_view = tauri::webview_version().unwrap_or_else(|error| error.to_string());
    vec![
        format!("fal Budget {}", env!("CARGO_PKG_VERSION")),
        format!("System: {} {}", env::consts::OS, env::consts::ARCH),
        format!("Web view: {web_view}"),
        format!(
            "Desktop: {} ({})",
            variable("XDG_CURRENT_DESKTOP"),
            variable("XDG_SESSION_TYPE")
        ),
    ]
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

/// Replaces the home folder by `~`: its name is mostly the person's own.
fn without_home(text: &str) -> String {
    // Where the home folder is `/`, as in a container, every path would be replaced.
    match dirs::home_dir().filter(|home| home.parent().is_some()) {
        Some(home) => text.replace(&home.display().to_string(), "~"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_i18n::Localize;
    use fal_budget_store::StoreError;

    #[test]
    fn a_report_from_a_french_window_is_english() {
        let french = Language::from_tag("fr").unwrap();
        let failure = french.scope(|| CommandError::from(StoreError::Damaged));
        let report = french.scope(|| text(Some(&failure)));
        let english = StoreError::Damaged.localized();
        assert!(
            report.ends_with(&format!("Trouble: database_damaged: {english}")),
            "{report}"
        );
        assert!(!report.contains(&failure.message), "{report}");
    }
}
