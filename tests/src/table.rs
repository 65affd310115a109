//! Tables of what was measured, kept in the repository and written anew by the tests that measure.

pub mod performance;

use std::fs;

/// A Markdown table below a text, in a file of `tests/tables`. A test that finds another one there
/// writes the new one, and fails so that somebody looks at it.
#[track_caller]
pub fn keep(name: &str, text: &str, head: &[&str], rows: &[Vec<String>]) {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule = vec!["---".to_owned(); head.len()];
    let table: String = [&head, &rule]
        .into_iter()
        .chain(rows)
        .map(|cells| line(cells))
        .collect();
    let now = format!("{text}\n\n{table}");
    let path = format!("{}/tables/{name}.md", env!("CARGO_MANIFEST_DIR"));
    if fs::read_to_string(&path).unwrap_or_default() != now {
        fs::write(&path, &now).unwrap();
        panic!(
            "tests/tables/{name}.md was out of date and has been written anew: look at it and \
             commit it"
        );
    }
}
