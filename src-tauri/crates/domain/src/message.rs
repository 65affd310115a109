//! Messages: what a person is to be told, as the key of a sentence with its values.
//!
//! Errors of all crates below the languages are messages, so that the same error is French in the
//! window and English in the log.

use std::fmt;
use std::io::{self, ErrorKind};

/// Sentence that no language has said yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Key of the sentence in the languages' files.
    pub key: &'static str,
    /// Values by the names that the sentence asks for.
    pub values: Vec<(&'static str, MessageValue)>,
}

/// Value in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageValue {
    /// Text that is the same in every language.
    Text(String),
    /// Whole number, by which singular and plural differ.
    Whole(i64),
    /// Digits with a point, for which each language has its own decimal mark.
    Decimal(String),
    /// Message in the place of a value.
    Message(Message),
}

/// Conversion of an error into what a person is told.
pub trait ToMessage {
    /// Returns the message of this error.
    fn to_message(&self) -> Message;
}

/// Makes a [`Message`]: `message!("amount-too-fine", places = 2)`.
#[macro_export]
macro_rules! message {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::message::Message {
            key: $key,
            values: vec![
                $((stringify!($name), $crate::message::MessageValue::from($value))),*
            ],
        }
    };
}

impl ToMessage for Message {
    fn to_message(&self) -> Message {
        self.clone()
    }
}

impl std::error::Error for Message {}

/// Shows the key with its values, for logs: `amount-too-fine (places: 2)`.
impl fmt::Display for Message {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.key)?;
        for (index, (name, value)) in self.values.iter().enumerate() {
            let before = if index == 0 { " (" } else { ", " };
            write!(to, "{before}{name}: {value}")?;
        }
        to.write_str(if self.values.is_empty() { "" } else { ")" })
    }
}

impl fmt::Display for MessageValue {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::Decimal(text) => to.write_str(text),
            Self::Whole(number) => number.fmt(to),
            Self::Message(message) => message.fmt(to),
        }
    }
}

impl From<&str> for MessageValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for MessageValue {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for MessageValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for MessageValue {
    fn from(number: u32) -> Self {
        Self::Whole(number.into())
    }
}

impl From<usize> for MessageValue {
    fn from(number: usize) -> Self {
        Self::Whole(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Message> for MessageValue {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

/// Describes an I/O error as the end of a sentence: usual reasons by a message, all others in the
/// system's own words.
impl From<&io::Error> for MessageValue {
    fn from(error: &io::Error) -> Self {
        let own = error
            .get_ref()
            .and_then(|own| own.downcast_ref::<Message>());
        if let Some(message) = own {
            return Self::Message(message.clone());
        }
        // Only the system's own errors carry a number. One that a library made has a text of its
        // own, which says more than its kind.
        let Some(code) = error.raw_os_error().map(|code| code.to_string()) else {
            return Self::Text(error.to_string());
        };
        Self::Message(match error.kind() {
            ErrorKind::NotFound => message!("system-not-found", code = code),
            ErrorKind::PermissionDenied => message!("system-denied", code = code),
            ErrorKind::AlreadyExists => message!("system-exists", code = code),
            ErrorKind::IsADirectory => message!("system-folder", code = code),
            ErrorKind::NotADirectory => message!("system-no-folder", code = code),
            ErrorKind::ReadOnlyFilesystem => message!("system-read-only", code = code),
            ErrorKind::StorageFull => message!("system-full", code = code),
            _ => return Self::Text(error.to_string()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_shows_the_key_with_all_values() {
        let full = io::Error::from(ErrorKind::StorageFull);
        let inner = io::Error::other(message!("no-folder"));
        let message = message!("a-key", places = 2_u32, full = &full, inner = &inner);
        assert_eq!(
            message.to_string(),
            format!("a-key (places: 2, full: {full}, inner: no-folder)")
        );
        assert_eq!(message!("a-key").to_string(), "a-key");
    }

    #[test]
    fn an_error_with_words_of_its_own_keeps_them() {
        let error = io::Error::new(ErrorKind::NotFound, "there is no pump");
        let text = MessageValue::Text("there is no pump".to_owned());
        assert_eq!(MessageValue::from(&error), text);
    }
}
