//! Measured figures in `docs/performance.md`. Each bench owns the section between its two markers;
//! the text around them is written by hand. The core's benches include this file by `#[path]`.

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
fn replace_section(document: &str, bench: &str, section: &str) -> Result<String, String> {
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

#[cfg(test)]
mod tests {
    use super::replace_section;

    const DOCUMENT: &str = "# Figures\n\n<!-- one: begin -->\n\nold\n\n<!-- one: end -->\n\n\
                            By hand.\n\n<!-- two: begin -->\n<!-- two: end -->\n";

    #[test]
    fn a_bench_replaces_its_own_section_and_nothing_else() {
        let once = replace_section(DOCUMENT, "one", "| new |\n").unwrap();
        assert_eq!(
            once,
            "# Figures\n\n<!-- one: begin -->\n\n| new |\n\n<!-- one: end -->\n\n\
             By hand.\n\n<!-- two: begin -->\n<!-- two: end -->\n"
        );
        assert_eq!(replace_section(&once, "one", "| new |").unwrap(), once);
        let both = replace_section(&once, "two", "second").unwrap();
        assert!(both.starts_with(once.split_once("<!-- two").unwrap().0));
        assert!(both.ends_with("<!-- two: begin -->\n\nsecond\n\n<!-- two: end -->\n"));
    }

    #[test]
    fn a_missing_marker_is_named() {
        assert_eq!(
            replace_section(DOCUMENT, "three", "").unwrap_err(),
            "docs/performance.md has no line <!-- three: begin -->"
        );
        let cut = DOCUMENT.replace("<!-- one: end -->\n", "");
        assert_eq!(
            replace_section(&cut, "one", "").unwrap_err(),
            "docs/performance.md has no line <!-- one: end -->"
        );
        // The end of another section, or one that stands before the beginning, is no end.
        let turned = "<!-- one: end -->\n<!-- one: begin -->\n";
        assert!(replace_section(turned, "one", "").is_err());
    }
}
