//! How errors reach the page.

use fal_budget_core::{Error, os_error, say};
use serde::Serialize;

use crate::folder::IDENTIFIER;

/// The page acts on `code` and shows `message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CommandError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl CommandError {
    const fn new(code: &'static str, message: String) -> Self {
        Self { code, message }
    }

    /// The database is not open yet; nobody is told, as whoever asks waits.
    pub(crate) fn starting() -> Self {
        Self::new("starting", say!("starting"))
    }

    /// The page sent something that no version of it sends.
    pub(crate) fn bad_request(detail: &impl ToString) -> Self {
        Self::new(
            "bad_request",
            say!("request-not-understood", detail = detail.to_string()),
        )
    }

    /// The keychain waits, most likely for its person.
    pub(crate) fn keychain_silent() -> Self {
        Self::new("keychain_silent", say!("keychain-silent"))
    }

    /// The keychain refused.
    pub(crate) fn keychain(reason: &str) -> Self {
        Self::new("keychain", say!("keychain-refused", reason = reason))
    }

    /// The key could not be removed from the keychain; all else is done.
    pub(crate) fn key_left(reason: &str) -> Self {
        Self::new(
            "key_left",
            say!("key-left", reason = reason, entry = IDENTIFIER),
        )
    }

    /// fal does not take the key for web pages.
    pub(crate) fn run_key_rejected() -> Self {
        Self::new("invalid_key", say!("run-key-rejected"))
    }

    /// The run key could not be removed from the keychain; it is used no longer.
    pub(crate) fn run_key_left() -> Self {
        Self::new("key_left", say!("run-key-left", entry = IDENTIFIER))
    }

    /// fal's prices need a key.
    pub(crate) fn no_key() -> Self {
        Self::new("no_key", say!("prices-need-key"))
    }

    /// The file that takes the keychain's place could not be written or removed.
    pub(crate) fn key_file(error: &std::io::Error) -> Self {
        log::warn!("the key's file: {error}");
        Self::new("key_file", say!("key-file"))
    }

    /// The word that confirms was not typed.
    pub(crate) fn not_confirmed() -> Self {
        Self::new(
            "not_confirmed",
            say!("erase-not-confirmed", word = say!("erase-word")),
        )
    }

    /// Another program works on the data that are to be erased.
    pub(crate) fn data_in_use() -> Self {
        Self::new("data_in_use", say!("erase-in-use"))
    }

    /// All is erased but perhaps a key.
    pub(crate) fn erased_but_key() -> Self {
        Self::new("key_left", say!("erased-but-key", entry = IDENTIFIER))
    }

    /// All is erased but a file.
    pub(crate) fn erased_but_file(error: &std::io::Error) -> Self {
        Self::new(
            "file",
            say!("erased-but-file", reason = os_error::describe(error)),
        )
    }

    /// The file that starts the program at login could not be read or changed.
    pub(crate) fn autostart(error: &std::io::Error) -> Self {
        Self::new(
            "autostart",
            say!("autostart-failed", reason = os_error::describe(error)),
        )
    }

    /// The page asks for a file that it has not handed over.
    pub(crate) fn no_file() -> Self {
        Self::new("no_file", say!("import-file-gone"))
    }

    /// No file manager could be opened; the folder's name stands beside the button.
    pub(crate) fn no_file_manager() -> Self {
        Self::new("no_file_manager", say!("no-file-manager"))
    }

    /// No browser could be opened; the page offers the address to copy.
    pub(crate) fn no_browser(address: &str) -> Self {
        Self::new("no_browser", say!("no-browser", address = address))
    }
}

impl<E: Into<Error>> From<E> for CommandError {
    fn from(error: E) -> Self {
        let error = error.into();
        if !error.is_refusal() {
            log::warn!("{}: {error}", error.code());
        }
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

/// For the log and for stderr.
impl std::fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}
