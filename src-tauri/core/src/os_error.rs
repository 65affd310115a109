//! Why the system did not do what it was asked.

use std::io::{Error, ErrorKind};

use crate::say;

/// In the language that is spoken, where it is one of the usual reasons; else in the system's
/// words.
#[must_use]
pub fn describe(error: &Error) -> String {
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
    fn in_english_they_are_the_systems_words() {
        for code in [2, 13, 17, 20, 21, 28, 30, 5] {
            let error = Error::from_raw_os_error(code);
            assert_eq!(describe(&error), error.to_string());
        }
    }

    #[test]
    fn a_reason_of_our_own_is_said_as_it_is() {
        assert_eq!(
            describe(&Error::new(ErrorKind::NotFound, "there is no pump")),
            "there is no pump"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_missing_file_is_missing_in_french() {
        let missing = std::fs::read("/no/such/file").unwrap_err();
        let said = speaking("fr", || {
            crate::import::ImportError::from(missing).to_string()
        });
        assert_eq!(
            said,
            "Le fichier ne peut pas être lu\u{a0}: fichier ou dossier introuvable (erreur système\u{a0}2)."
        );
    }
}
