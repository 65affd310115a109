//! Measured figures in `docs/performance.md`. Each bench owns the section between its two markers;
//! the text around them is written by hand. The benches of crates/app include this file by
//! `#[path]`.

use std::fs;
use std::path::Path;

/// The document, relative to the root of the repository.
const DOCUMENT: &str = "docs/performance.md";

/// Replaces the section of a bench in the document.
///
/// # Errors
///
/// A sentence, if the document cannot be found, read or written, or lacks a marker of the bench.
pub fn write(bench: &str, section: &str) -> Result<(), String> {
    // The package that is being built lies one or two folders below the root.
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join(DOCUMENT))
        .find(|path| path.exists())
        .ok_or_else(|| format!("{DOCUMENT} is missing"))?;
    let document = fs::read_to_string(&path).map_err(|error| format!("{DOCUMENT}: {error}"))?;
    let document = replace_section(&document, bench, section)?;
    fs::write(&path, document).map_err(|error| format!("{DOCUMENT}: {error}"))
}

/// Replaces everything between the markers of a bench and keeps every byte outside of them.
pub(super) fn replace_section(
    document: &str,
    bench: &str,
    section: &str,
) -> Result<String, String> {
    let begin = format!("<!-- {bench}: begin -->\n");
    let end = format!("<!-- {bench}: end -->\n");
    let missing = |marker: &str| format!("{DOCUMENT} has no line {}", marker.trim_end());
    let (before, rest) = document.split_once(&begin).ok_or_else(|| missing(&begin))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| missing(&end))?;
    // Markdown ends a block of HTML at a blank line: without one the table would not be a table.
    Ok(format!(
        "{before}{begin}\n{}\n\n{end}{after}",
        section.trim()
    ))
}
