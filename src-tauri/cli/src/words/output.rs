//! Answers of verbs.

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
