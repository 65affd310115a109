//! Keys of fal's, which no text ever shows.

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// Bytes of a key at most; fal's have about a hundred.
const MAX_LENGTH: usize = 512;

/// A key of fal's: the Admin key, or a run key. `Debug` hides the key, there is no `Display`, and
/// the memory is wiped when a key is dropped.
#[derive(Clone, Debug)]
pub struct Key(SecretString);

/// Reason why a pasted text cannot be a key. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum KeyError {
    /// The text is empty.
    Empty,
    /// The text is too long, or has characters that no key has.
    Malformed,
}

impl ToMessage for KeyError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("key-empty"),
            Self::Malformed => message!("key-malformed"),
        }
    }
}

impl Key {
    /// Parses what a person pasted, also with the `FAL_KEY=` or `Key ` that precede keys in fal's
    /// examples.
    pub fn from_pasted(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let text = text.strip_prefix("FAL_KEY=").unwrap_or(text);
        let text = text.trim_matches(['"', '\'']).trim();
        let text = text.strip_prefix("Key ").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(KeyError::Empty);
        }
        let is_sound = text.len() <= MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_sound {
            Ok(Self(text.into()))
        } else {
            Err(KeyError::Malformed)
        }
    }

    /// Returns the key itself, for the keychain.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Makes the `Authorization` header, which is marked sensitive so that no log shows it.
    pub fn header(&self) -> Result<HeaderValue, KeyError> {
        let mut header = HeaderValue::try_from(format!("Key {}", self.expose()))
            .map_err(|_| KeyError::Malformed)?;
        header.set_sensitive(true);
        Ok(header)
    }

    /// Returns the part that nobody else may see: the half behind the colon, or the whole key
    /// where that is too short to be told from ordinary words.
    #[must_use]
    pub fn secret(&self) -> &str {
        let secret = self.expose().rsplit(':').next().unwrap_or_default();
        if secret.len() < 8 {
            self.expose()
        } else {
            secret
        }
    }

    /// Removes the key from a text of fal's that repeats it, whole or its secret half.
    pub(super) fn redact(&self, text: &str) -> String {
        text.replace(self.expose(), "…").replace(self.secret(), "…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_people_paste_it() {
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
    fn a_text_that_cannot_be_a_key_is_refused_without_repeating_it() {
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
