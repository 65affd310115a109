//! Errors of the crates below, as a person reads them.

use std::io::{Error as IoError, ErrorKind};

use fal_budget_domain::message;
use fal_budget_i18n::{Language, Localize};
use fal_budget_store::StoreError;

/// The window shows it in French, and the log renders the same error in English.
#[test]
fn every_error_follows_the_language_to_its_last_word() {
    let french = Language::from_tag("fr").unwrap();
    let errors = [
        StoreError::Busy,
        StoreError::Damaged,
        StoreError::from(IoError::from(ErrorKind::StorageFull)),
        StoreError::from(IoError::from_raw_os_error(2)),
        StoreError::unreachable(message!("no-folder")),
    ];
    for error in errors {
        let english = error.localized();
        let (shown, logged) = french.scope(|| {
            let logged = Language::ENGLISH.scope(|| error.localized());
            (error.localized(), logged)
        });
        assert_eq!(logged, english);
        assert_ne!(shown, english);
        for word in ["folder", "No such", "cannot"] {
            assert!(!shown.contains(word), "{shown}");
        }
    }
}
