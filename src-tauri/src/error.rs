//! How errors reach the page.

use fal_budget_core::Error;
use serde::Serialize;

/// The page acts on `code` and shows `message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Failure {
    /// The database is not open yet; nobody is told, as whoever asks waits.
    pub(crate) fn starting() -> Self {
        Self { code: "starting", message: "fal Budget is still starting. Try again in a moment.".to_owned() }
    }

    /// The page sent something that no version of it sends.
    pub(crate) fn bad_request(detail: &impl ToString) -> Self {
        Self { code: "bad_request", message: format!("That request was not understood: {}.", detail.to_string()) }
    }

    /// No browser could be opened; the page offers the address to copy.
    pub(crate) fn no_browser(address: &str) -> Self {
        Self {
            code: "no_browser",
            message: format!("No browser could be opened. Copy the address and open it yourself: {address}"),
        }
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        if !error.is_refusal() {
            log::warn!("{}: {error}", error.code());
        }
        Self { code: error.code(), message: error.to_string() }
    }
}

/// For the log and for stderr.
impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}
