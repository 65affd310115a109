//! Answers of verbs, and the one way in which they reach the terminal.

use std::io::Write;

use fal_budget_domain::plain_text::plain_lines;

/// Prints a text with a line end. Names and notes of others may hold escape sequences, which a
/// terminal would obey.
pub(crate) fn print(text: &str) {
    // `println!` would panic when whoever reads the output is gone.
    let _ = writeln!(std::io::stdout(), "{}", plain_lines(text));
}

/// Prints a text with a line end beside the answer, on standard error.
pub(crate) fn print_beside(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", plain_lines(text));
}

/// Answer of a verb.
pub(crate) struct CommandOutput {
    /// Text for standard output; empty when it was printed already.
    pub(crate) text: String,
    /// Exit code of the program.
    pub(crate) code: u8,
}

impl From<String> for CommandOutput {
    fn from(text: String) -> Self {
        Self { text, code: 0 }
    }
}
