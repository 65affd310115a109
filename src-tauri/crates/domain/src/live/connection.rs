//! Connection to fal's live balance: whose it is, the newest reading, and what is wrong with it.

use chrono::{DateTime, Utc};
use strum::{EnumString, IntoStaticStr};

use super::polling::STALE_AFTER;
use super::sync_error::SyncError;
use crate::live::reading::Reading;
use crate::money::{Money, TooLarge};

/// Connected Admin key. The key itself is never here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// fal's name of the account.
    pub username: String,
    /// Place where the key is kept.
    pub key_place: KeyPlace,
    /// A stand-in on this computer plays fal.
    pub is_demo: bool,
    /// Newest reading.
    pub reading: Reading,
    /// Reason why there is no newer reading; `None` while fal can be read.
    pub sync_error: Option<SyncError>,
}

/// Place where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum KeyPlace {
    /// The system's keychain.
    Keychain,
    /// File that only its owner may read, for systems without a keychain.
    File,
}

impl Connection {
    /// Returns `true` if the reading is older than it should be, or cannot be renewed.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        // A reading from the future is as doubtful as an old one: the clock was set back, so that
        // nobody knows how old it is.
        let age = now.signed_duration_since(self.reading.asked_at).abs();
        let is_fresh = age.to_std().is_ok_and(|age| age <= STALE_AFTER);
        self.sync_error.is_some() || !is_fresh
    }
}

/// fal's figure and the charges that are still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveBalance {
    /// Connection with the newest reading.
    pub connection: Connection,
    /// Sum of the pending charges.
    pub pending: Money,
    /// Number of jobs with a pending charge.
    pub pending_jobs: i64,
}

impl LiveBalance {
    /// Returns fal's figure less the pending charges. May be negative.
    pub fn remaining(&self) -> Result<Money, TooLarge> {
        self.connection.reading.amount.minus(self.pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_reading_is_stale_after_two_missed_ones_or_when_the_clock_was_set_back() {
        let asked_at: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut connection = Connection {
            username: "team".to_owned(),
            key_place: KeyPlace::Keychain,
            is_demo: false,
            reading: Reading {
                asked_at,
                newest_job: 0,
                amount: Money::ZERO,
            },
            sync_error: None,
        };
        for (seconds, stale) in [
            (0, false),
            (66, false),
            (150, false),
            (151, true),
            (-10, false),
            (-3600, true),
        ] {
            assert_eq!(
                connection.is_stale(asked_at + TimeDelta::seconds(seconds)),
                stale,
                "{seconds} s later"
            );
        }
        connection.sync_error = Some(SyncError::Busy);
        assert!(connection.is_stale(asked_at));
    }
}
