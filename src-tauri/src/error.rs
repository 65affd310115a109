//! Errors as the page gets them.

use std::fmt;
use std::io;

use fal_budget_core::language::Language;
use fal_budget_core::{Error, os_error, say};
use serde::Serialize;

use crate::folder::IDENTIFIER;

/// Error of a command. The page acts on `code` and shows `message`; displayed, in the log or in
/// diagnostics, the error is the same sentence in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CommandError {
    pub(crate) code: &'static str,
    /// Sentence for the person, in the language of the window.
    pub(crate) message: String,
    #[serde(skip)]
    english: String,
}

impl CommandError {
    /// Renders the sentence twice: later neither the values nor the cause are at hand.
    fn new(code: &'static str, sentence: impl Fn() -> String) -> Self {
        Self {
            code,
            message: sentence(),
            english: Language::ENGLISH.scope(sentence),
        }
    }

    /// The database is not open yet. No person sees this: whoever asks waits for the ledger.
    pub(crate) fn starting() -> Self {
        Self::new("starting", || say!("starting"))
    }

    /// The page sent something that no version of it sends.
    pub(crate) fn bad_request(detail: &impl ToString) -> Self {
        Self::new("bad_request", || {
            say!("request-not-understood", detail = detail.to_string())
        })
    }

    /// The keychain did not answer in time, most likely because it asks for its password.
    pub(crate) fn keychain_silent() -> Self {
        Self::new("keychain_silent", || say!("keychain-silent"))
    }

    /// The keychain refused to keep the key.
    pub(crate) fn keychain(reason: &impl fmt::Display) -> Self {
        Self::new("keychain", || {
            say!("keychain-refused", reason = reason.to_string())
        })
    }

    /// The key could not be removed from the keychain; everything else is done.
    pub(crate) fn key_left(reason: &impl fmt::Display) -> Self {
        Self::new("key_left", || {
            say!("key-left", reason = reason.to_string(), entry = IDENTIFIER)
        })
    }

    /// fal rejects the run key.
    pub(crate) fn run_key_rejected() -> Self {
        Self::new("invalid_key", || say!("run-key-rejected"))
    }

    /// The run key could not be removed from the keychain; the gateway no longer uses it.
    pub(crate) fn run_key_left() -> Self {
        Self::new("key_left", || say!("run-key-left", entry = IDENTIFIER))
    }

    /// fal's prices can only be read with a key.
    pub(crate) fn no_key() -> Self {
        Self::new("no_key", || say!("prices-need-key"))
    }

    /// The file that takes the keychain's place could not be written or removed.
    pub(crate) fn key_file(error: &io::Error) -> Self {
        log::warn!("the key's file: {}", os_error::describe(error));
        Self::new("key_file", || say!("key-file"))
    }

    /// The confirmation word was not typed.
    pub(crate) fn not_confirmed() -> Self {
        Self::new("not_confirmed", || {
            say!("erase-not-confirmed", word = say!("erase-word"))
        })
    }

    /// Another program uses the data that are to be erased.
    pub(crate) fn data_in_use() -> Self {
        Self::new("data_in_use", || say!("erase-in-use"))
    }

    /// Everything is erased, except perhaps a key in the keychain.
    pub(crate) fn erased_but_key() -> Self {
        Self::new("key_left", || say!("erased-but-key", entry = IDENTIFIER))
    }

    /// Everything is erased, except one file.
    pub(crate) fn erased_but_file(error: &io::Error) -> Self {
        Self::new("file", || {
            say!("erased-but-file", reason = os_error::describe(error))
        })
    }

    /// The entry that starts the program at login could not be read or changed.
    pub(crate) fn autostart(error: &io::Error) -> Self {
        Self::new("autostart", || {
            say!("autostart-failed", reason = os_error::describe(error))
        })
    }

    /// The page asks for an import without having handed a file over.
    pub(crate) fn no_file() -> Self {
        Self::new("no_file", || say!("import-file-gone"))
    }

    /// No file manager opened; the page shows the path of the folder beside the button.
    pub(crate) fn no_file_manager() -> Self {
        Self::new("no_file_manager", || say!("no-file-manager"))
    }

    /// No browser opened; the page offers the address to copy.
    pub(crate) fn no_browser(address: &str) -> Self {
        Self::new("no_browser", || say!("no-browser", address = address))
    }
}

impl<E: Into<Error>> From<E> for CommandError {
    fn from(error: E) -> Self {
        let error = error.into();
        // A refusal of what was typed is no fault of the program, and may quote what was typed.
        if !error.is_refusal() {
            log::warn!("{}: {error}", error.code());
        }
        Self::new(error.code(), || error.to_string())
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.english)
    }
}
