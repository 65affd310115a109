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

    /// The keychain waits, most likely for its person.
    pub(crate) fn keychain_silent() -> Self {
        Self {
            code: "keychain_silent",
            message: "The keychain did not answer; it may be locked and asking for its password. Unlock it and try again. Nothing was changed.".to_owned(),
        }
    }

    /// The keychain refused.
    pub(crate) fn keychain(reason: &str) -> Self {
        Self {
            code: "keychain",
            message: format!("The keychain did not take part: {reason}. Unlock it and try again. Nothing was changed."),
        }
    }

    /// The key could not be removed from the keychain; all else is done.
    pub(crate) fn key_left(reason: &str) -> Self {
        Self {
            code: "key_left",
            message: format!(
                "Disconnected, and the last figure is kept. But the key may still be in the keychain: {reason}. Delete the entry {} there, or the key itself under Keys in the fal.ai dashboard.",
                crate::folder::IDENTIFIER
            ),
        }
    }

    /// fal does not take the key for web pages.
    pub(crate) fn run_key_rejected() -> Self {
        Self {
            code: "invalid_key",
            message: "fal.ai does not take this key. Paste one with the scope API, from Keys in the fal.ai dashboard."
                .to_owned(),
        }
    }

    /// The run key could not be removed from the keychain; it is used no longer.
    pub(crate) fn run_key_left() -> Self {
        Self {
            code: "key_left",
            message: format!(
                "The run key is not used any more, but it may still be in the keychain. Delete the entry {} there, or the key itself under Keys in the fal.ai dashboard.",
                crate::folder::IDENTIFIER
            ),
        }
    }

    /// fal's prices need a key.
    pub(crate) fn no_key() -> Self {
        Self {
            code: "no_key",
            message: "fal.ai gives its prices to a connected key. Connect one under Settings, Live balance.".to_owned(),
        }
    }

    /// The file that takes the keychain's place could not be written or removed.
    pub(crate) fn key_file(error: &std::io::Error) -> Self {
        log::warn!("the key's file: {error}");
        Self {
            code: "key_file",
            message: "The file for the key in the data folder could not be changed. Look whether the folder is read-only or the disk is full, and try again.".to_owned(),
        }
    }

    /// The word that confirms was not typed.
    pub(crate) fn not_confirmed() -> Self {
        Self { code: "not_confirmed", message: "Type the word erase to confirm. Nothing was erased.".to_owned() }
    }

    /// Another program works on the data that are to be erased.
    pub(crate) fn data_in_use() -> Self {
        Self {
            code: "data_in_use",
            message: "Another fal Budget works on these data, perhaps a gateway in a terminal or as a service. End it and try again. Nothing was erased.".to_owned(),
        }
    }

    /// All is erased but perhaps a key.
    pub(crate) fn erased_but_key() -> Self {
        Self {
            code: "key_left",
            message: format!(
                "Everything is erased, but a key may still be in the keychain, which did not take part. Delete the entry {} there, or the key itself under Keys in the fal.ai dashboard.",
                crate::folder::IDENTIFIER
            ),
        }
    }

    /// All is erased but a file.
    pub(crate) fn erased_but_file(error: &std::io::Error) -> Self {
        Self {
            code: "file",
            message: format!("The data are erased, but a log or the start at login could not be removed: {error}."),
        }
    }

    /// The file that starts the program at login could not be read or changed.
    pub(crate) fn autostart(error: &std::io::Error) -> Self {
        Self {
            code: "autostart",
            message: format!(
                "Start at login could not be changed: {error}. Choose it in the settings of your desktop."
            ),
        }
    }

    /// The page asks for a file that it has not handed over.
    pub(crate) fn no_file() -> Self {
        Self { code: "no_file", message: "There is no file to import any more. Choose it again.".to_owned() }
    }

    /// No file manager could be opened; the folder's name stands beside the button.
    pub(crate) fn no_file_manager() -> Self {
        Self {
            code: "no_file_manager",
            message: "No file manager could be opened. Copy the folder's name and open it yourself.".to_owned(),
        }
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
