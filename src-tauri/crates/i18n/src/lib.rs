//! The languages that the program speaks, and every sentence of it by its key.
//!
//! A language is one file of `locales`, in the Fluent format (<https://projectfluent.org>). The
//! sentences of the page begin with `page-` and go to the page as patterns; all others are said by
//! [`say!`](crate::say).
//!
//! The spoken language belongs to the process, as the system's locale does: window, tray and
//! terminal show the same sentences, and an error gets its sentence wherever it arises. Only words
//! and the look of numbers depend on the language; no figure and nothing that is stored does.

mod language;
mod localize;
pub mod os_error;

pub use language::{Language, Value, sentence};
pub use localize::Localize;

/// Says a sentence in the spoken language: `say!("jobs-unpriced", jobs = 3)`. Values are texts, or
/// whole numbers where singular and plural differ.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::sentence(
            $key,
            &[$((stringify!($name), $crate::Value::from($value))),*],
        )
    };
}
