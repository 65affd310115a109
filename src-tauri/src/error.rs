//! Errors as the page gets them.

use std::{fmt, io};

use fal_budget_app::Error;
use fal_budget_domain::message::ToMessage;
use fal_budget_gateway::GatewayError;
use fal_budget_i18n::{Language, Localize, os_error, say};
use fal_budget_platform::folder::IDENTIFIER;
use fal_budget_platform::keychain::SecretError;
use serde::Serialize;

/// Result of every command.
pub(crate) type CommandResult<T> = Result<T, CommandError>;

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

    /// A key could not be stored or removed.
    pub(crate) fn secret(error: &SecretError) -> Self {
        Self::new(error.code(), || error.localized())
    }

    /// The gateway failed.
    pub(crate) fn gateway(error: GatewayError) -> Self {
        match error {
            GatewayError::Ledger(error) => error.into(),
            error => Self::of_the_program(error.code(), &error),
        }
    }

    /// The program failed, through no fault of the person: worth a line in the log.
    fn of_the_program(code: &'static str, error: &impl ToMessage) -> Self {
        let failure = Self::new(code, || error.localized());
        log::warn!("{code}: {failure}");
        failure
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

    /// A file could not be written.
    pub(crate) fn file(error: &io::Error) -> Self {
        Self::new("file", || {
            say!("file-unwritable", reason = os_error::describe(error))
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
        if error.is_refusal() {
            // Not in the log: the sentence may quote what was typed.
            return Self::new(error.code(), || error.localized());
        }
        Self::of_the_program(error.code(), &error)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.english)
    }
}
