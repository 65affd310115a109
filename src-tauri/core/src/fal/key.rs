//! A key of fal's, which shows itself nowhere.

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::say;

/// The most characters of a key; fal's have about a hundred.
const LONGEST: usize = 512;

/// An Admin key. `Debug` does not show it, it has no `Display`, and its memory is wiped when it is
/// dropped.
#[derive(Clone, Debug)]
pub struct Key(SecretString);

/// Why what was pasted cannot be a key. Never says what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing was pasted.
    #[error("{}", say!("key-empty"))]
    Empty,
    /// There are characters that no key has.
    #[error("{}", say!("key-malformed"))]
    Malformed,
}

impl Key {
    /// Takes what a person pasted, also with the words that stand before it in examples.
    pub fn from_pasted(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let text = text.strip_prefix("FAL_KEY=").unwrap_or(text);
        let text = text.trim_matches(['"', '\'']).trim();
        let text = text.strip_prefix("Key ").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        let is_sound = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_sound {
            Ok(Self(text.into()))
        } else {
            Err(KeyError::Malformed)
        }
    }

    /// Hands it to the keychain.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The header that carries it.
    pub(crate) fn header(&self) -> Result<HeaderValue, KeyError> {
        let mut header = HeaderValue::try_from(format!("Key {}", self.expose()))
            .map_err(|_| KeyError::Malformed)?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// A text of fal's without the key, should fal repeat it, whole or its secret half.
    pub(super) fn redact(&self, text: &str) -> String {
        let secret = self.expose().rsplit(':').next().unwrap_or_default();
        let text = text.replace(self.expose(), "…");
        if secret.len() < 8 {
            text
        } else {
            text.replace(secret, "…")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_people_paste_it() {
        for pasted in [
            "id:secret",
            "  id:secret\n",
            "FAL_KEY=id:secret",
            "FAL_KEY=\"id:secret\"",
            "Key id:secret",
        ] {
            assert_eq!(
                Key::from_pasted(pasted).unwrap().expose(),
                "id:secret",
                "{pasted}"
            );
        }
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_without_repeating_it() {
        let long = "x".repeat(600);
        for pasted in [
            "",
            "  ",
            "FAL_KEY=",
            "two words",
            "id:\u{e9}",
            "id:sec\nret",
            "id\0:secret",
            &long,
        ] {
            let error = Key::from_pasted(pasted).expect_err(pasted);
            assert!(pasted.trim().len() < 4 || !error.to_string().contains(pasted.trim()));
        }
    }

    #[test]
    fn a_key_shows_itself_nowhere() {
        let key = Key::from_pasted("key-id:very-secret-part").unwrap();
        assert!(!format!("{key:?}").contains("secret-part"));
        assert!(!format!("{:?}", key.header().unwrap()).contains("secret-part"));
        assert_eq!(
            key.redact("bad key-id:very-secret-part, or very-secret-part"),
            "bad …, or …"
        );
    }
}
