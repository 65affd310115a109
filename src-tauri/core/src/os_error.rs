//! Errors of the operating system, described for a person.

use std::io::{Error, ErrorKind};

use crate::say;

/// Describes an I/O error as the end of a sentence: the usual reasons in the language in use, all
/// others in the system's own words.
#[must_use]
pub fn describe(error: &Error) -> String {
    // Only the system's own errors carry a number. One that a library made has a text of its own,
    // which says more than its kind.
    let Some(code) = error.raw_os_error().map(|code| code.to_string()) else {
        return error.to_string();
    };
    match error.kind() {
        ErrorKind::NotFound => say!("system-not-found", code = code),
        ErrorKind::PermissionDenied => say!("system-denied", code = code),
        ErrorKind::AlreadyExists => say!("system-exists", code = code),
        ErrorKind::IsADirectory => say!("system-folder", code = code),
        ErrorKind::NotADirectory => say!("system-no-folder", code = code),
        ErrorKind::ReadOnlyFilesystem => say!("system-read-only", code = code),
        ErrorKind::StorageFull => say!("system-full", code = code),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use crate::language::tests::speaking;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_systems_errors_keep_their_words_in_english() {
        for code in [2, 13, 17, 20, 21, 28, 30, 5] {
            let error = Error::from_raw_os_error(code);
            assert_eq!(describe(&error), error.to_string());
        }
    }

    #[test]
    fn an_error_of_our_own_keeps_its_words() {
        assert_eq!(
            describe(&Error::new(ErrorKind::NotFound, "there is no pump")),
            "there is no pump"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_missing_file_is_described_in_french() {
        let missing = std::fs::read("/no/such/file").unwrap_err();
        let said = speaking("fr", || {
            crate::import::ImportError::from(missing).to_string()
        });
        assert_eq!(
            said,
            "Le fichier ne peut pas être lu\u{a0}: fichier ou dossier introuvable \
             (erreur système\u{a0}2)."
        );
    }
}
