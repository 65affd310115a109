//! Errors of the operating system, described for a person.

use std::io::Error;

use fal_budget_domain::message::MessageValue;

use crate::Localize;

/// Describes an I/O error as the end of a sentence: the usual reasons in the language in use, all
/// others in the system's own words.
#[must_use]
pub fn describe(error: &Error) -> String {
    match MessageValue::from(error) {
        MessageValue::Message(message) => message.localized(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(unix)]
    use crate::language::tests::speaking;
    use fal_budget_domain::message;
    use std::io::ErrorKind;

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
        let message = message!("import-unreadable", reason = &missing);
        assert_eq!(
            speaking("fr", || message.localized()),
            "Le fichier ne peut pas être lu\u{a0}: fichier ou dossier introuvable \
             (erreur système\u{a0}2)."
        );
    }
}
