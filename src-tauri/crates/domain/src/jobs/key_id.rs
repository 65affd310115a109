//! Ids of fal's keys: they tell who paid, and are no secret.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest id that is kept; fal's have 36 characters.
const LONGEST: usize = 64;

/// Id of a key: its part before the colon, which fal's dashboard shows
/// (<https://fal.ai/dashboard/keys>). The secret behind the colon is never part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(String);

impl KeyId {
    /// Reads an id alone: letters, digits, `-` and `_`. One that is a UUID, as fal's are, is the
    /// same in capitals (RFC 9562, 4). `None` for anything else, such as a whole key.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        let id = id.trim();
        let is_of_an_id = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_id = (1..=LONGEST).contains(&id.len()) && id.bytes().all(is_of_an_id);
        is_id.then(|| {
            if is_uuid(id) {
                Self(id.to_ascii_lowercase())
            } else {
                Self(id.to_owned())
            }
        })
    }

    /// Reads the id from the value of a request's `Authorization` header, `Key {id}:{secret}`.
    /// `None` for any other: without a colon nothing can be told from the secret.
    #[must_use]
    pub fn of_authorization(value: &str) -> Option<Self> {
        let (scheme, key) = value.trim().split_once(char::is_whitespace)?;
        let (id, _) = key.trim().split_once(':')?;
        Self::parse(id).filter(|_| scheme.eq_ignore_ascii_case("key"))
    }

    /// Returns the id as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Recognizes a UUID by its digits and dashes.
fn is_uuid(id: &str) -> bool {
    let lengths = id.split('-').map(str::len);
    let is_digit = |byte: u8| byte == b'-' || byte.is_ascii_hexdigit();
    lengths.eq([8, 4, 4, 4, 12]) && id.bytes().all(is_digit)
}

impl fmt::Display for KeyId {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_what_stands_before_the_colon_and_never_a_secret() {
        let id = "1f0e3dad-9990-4234-8f5a-6f4e2f9f0d11";
        for (header, found) in [
            (format!("Key {id}:0123456789abcdef"), Some(id)),
            (format!("key   {id}:s"), Some(id)),
            (format!(" KEY {id}:s:with:colons "), Some(id)),
            (format!("Key {}:s", id.to_ascii_uppercase()), Some(id)),
            ("Key demo_1:s".to_owned(), Some("demo_1")),
            ("Key Demo_1:s".to_owned(), Some("Demo_1")),
            ("Key 0123456789abcdef0123456789abcdef".to_owned(), None),
            (format!("Bearer {id}:s"), None),
            (format!("{id}:s"), None),
            ("Key :s".to_owned(), None),
            ("Key a b:s".to_owned(), None),
            ("Key \u{1b}[31m:s".to_owned(), None),
            (format!("Key {}:s", "a".repeat(65)), None),
            (String::new(), None),
        ] {
            let read = KeyId::of_authorization(&header);
            assert_eq!(read.as_ref().map(KeyId::as_str), found, "{header}");
        }
        assert_eq!(KeyId::parse("id:secret"), None);
    }
}
