//! The connection to fal's live balance: whose it is, what was last read, and what is wrong with
//! it.

use chrono::{DateTime, Utc};
use strum::{EnumString, IntoStaticStr};

use super::money::{Money, TooLarge};
use super::polling::STALE_AFTER;
use super::reading::Reading;
use super::sync_error::SyncError;

/// A connected key. The key itself is never here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// fal's name of the account.
    pub username: String,
    /// Where the key is kept.
    pub key_place: KeyPlace,
    /// fal is played by a stand-in on this computer.
    pub is_demo: bool,
    /// The newest reading.
    pub reading: Reading,
    /// Why there is none newer.
    pub sync_error: Option<SyncError>,
    /// fal has locked the account.
    pub lock: Option<AccountLock>,
}

/// Where a key is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum KeyPlace {
    /// The system's keychain.
    Keychain,
    /// A file that only its owner may read, where there is no keychain.
    File,
}

/// What fal said of a locked account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLock {
    /// fal's sentence.
    pub message: String,
    /// When it was first heard.
    pub at: DateTime<Utc>,
    /// When it was last heard.
    pub heard_at: DateTime<Utc>,
}

impl Connection {
    /// Whether the reading is no longer as fresh as it should be. One from the future is as
    /// doubtful as an old one: the clock was set back.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        let age = now.signed_duration_since(self.reading.asked_at).abs();
        let is_fresh = age.to_std().is_ok_and(|age| age <= STALE_AFTER);
        self.sync_error.is_some() || !is_fresh
    }
}

/// fal's figure with what is held back from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveBalance {
    /// Whose figure, and how it stands.
    pub connection: Connection,
    /// What is held back.
    pub pending: Money,
    /// For how many jobs.
    pub pending_jobs: i64,
}

impl LiveBalance {
    /// What is left: fal's figure less what is held back.
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
            lock: None,
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
