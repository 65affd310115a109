//! Sync errors: reasons why there is no newer reading.

use strum::IntoStaticStr;

use crate::message;
use crate::message::{Message, ToMessage};

/// Reason why fal's balance could not be read. The last good reading stays.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SyncError {
    /// This computer has no network.
    Offline,
    /// No connection to fal was made.
    Unreachable,
    /// fal did not respond in time.
    Slow,
    /// fal asks to be called less often.
    Busy,
    /// fal responded with this HTTP status.
    Failing(u16),
    /// fal's response made no sense.
    Unreadable,
    /// fal gave the balance in this currency, not in US dollars.
    Currency(String),
    /// fal does not accept this key for the balance.
    KeyRejected,
    /// The keychain did not give the key.
    KeyMissing,
}

/// Explains the error, and says what helps when waiting does not.
impl ToMessage for SyncError {
    fn to_message(&self) -> Message {
        match self {
            Self::Offline => message!("trouble-offline"),
            Self::Unreachable => message!("trouble-unreachable"),
            Self::Slow => message!("trouble-slow"),
            Self::Busy => message!("trouble-busy"),
            Self::Failing(status) => message!("trouble-failing", status = status.to_string()),
            Self::Unreadable => message!("trouble-unreadable"),
            Self::Currency(currency) => message!("trouble-currency", currency = currency),
            Self::KeyRejected => message!("trouble-key-rejected"),
            Self::KeyMissing => message!("trouble-key-missing"),
        }
    }
}

impl SyncError {
    /// Returns the part that is stored beside the code: a status or a currency.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Failing(status) => Some(status.to_string()),
            Self::Currency(currency) => Some(currency.clone()),
            _ => None,
        }
    }

    /// Reads a stored error from its code and [`SyncError::detail`]. Returns `None` for a code that
    /// is not known, such as one of a newer version.
    #[must_use]
    pub fn from_code(code: &str, detail: Option<&str>) -> Option<Self> {
        let detail = detail.unwrap_or_default();
        Some(match code {
            "offline" => Self::Offline,
            "unreachable" => Self::Unreachable,
            "slow" => Self::Slow,
            "busy" => Self::Busy,
            "failing" => Self::Failing(detail.parse().ok()?),
            "unreadable" => Self::Unreadable,
            "currency" => Self::Currency(detail.to_owned()),
            "key_rejected" => Self::KeyRejected,
            "key_missing" => Self::KeyMissing,
            _ => return None,
        })
    }

    /// Returns `true` if the person has to do something, because waiting does not help.
    #[must_use]
    pub const fn needs_the_person(&self) -> bool {
        matches!(
            self,
            Self::KeyRejected | Self::KeyMissing | Self::Currency(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_error_is_read_back() {
        for error in [
            SyncError::Offline,
            SyncError::Unreachable,
            SyncError::Slow,
            SyncError::Busy,
            SyncError::Failing(502),
            SyncError::Unreadable,
            SyncError::Currency("EUR".to_owned()),
            SyncError::KeyRejected,
            SyncError::KeyMissing,
        ] {
            assert_eq!(
                SyncError::from_code((&error).into(), error.detail().as_deref()),
                Some(error)
            );
        }
        assert_eq!(SyncError::from_code("failing", Some("none")), None);
        assert_eq!(SyncError::from_code("new", None), None);
    }
}
