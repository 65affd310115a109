//! Why there is no newer reading.

use strum::IntoStaticStr;

/// What keeps fal's balance from being read; the last good reading stays.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SyncError {
    /// This computer has no network.
    Offline,
    /// No connection to fal came about.
    Unreachable,
    /// fal did not answer in time.
    Slow,
    /// fal asks to be called less often.
    Busy,
    /// fal answered with this HTTP status.
    Failing(u16),
    /// fal's answer made no sense.
    Unreadable,
    /// fal answered in this currency.
    Currency(String),
    /// fal does not take this key for the balance.
    KeyRejected,
    /// The keychain did not give the key.
    KeyMissing,
}

impl SyncError {
    /// What is stored beside the code.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Failing(status) => Some(status.to_string()),
            Self::Currency(currency) => Some(currency.clone()),
            _ => None,
        }
    }

    /// Reads [`SyncError::code`] and [`Trouble::detail`].
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

    /// Waiting does not help: the person has to do something.
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
    fn a_stored_trouble_is_read_back() {
        for trouble in [
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
                SyncError::from_code((&trouble).into(), trouble.detail().as_deref()),
                Some(trouble)
            );
        }
        assert_eq!(SyncError::from_code("failing", Some("none")), None);
        assert_eq!(SyncError::from_code("new", None), None);
    }
}
