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

#[cfg(test)]
mod tests {
    use super::performance::replace_section;

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
