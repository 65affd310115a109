//! Enum variants as the words that databases, JSON and callers know them by.

/// Turns a variant into its word, which `strum` derives; [`str::parse`] reads most of them back.
pub trait IntoStr: Into<&'static str> {
    /// Returns the word, such as `spentToday`.
    fn into_str(self) -> &'static str {
        self.into()
    }
}

impl<T: Into<&'static str>> IntoStr for T {}
