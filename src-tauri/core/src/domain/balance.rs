//! What is left: fal's figure less what is held back, or the newest entry less what counts against
//! it.

use super::connection::LiveBalance;
use super::entry::Entry;
use super::level::{self, Level};
use super::money::{Money, TooLarge};

/// The sums that the store keeps, with the entry they are held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The newest entry that is not undone; it may be a cleared one.
    pub entry: Option<Entry>,
    /// All jobs.
    pub spent: Spent,
    /// The jobs that count against `entry`.
    pub since: Spent,
    /// Today's jobs, by the local day.
    pub today: Spent,
    /// fal's figure, which goes before the entry's while a key is connected.
    pub live: Option<LiveBalance>,
}

/// A sum of jobs, and what it leaves out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// The priced jobs' costs.
    pub cost: Money,
    /// Jobs without a known cost, left out of `cost`.
    pub unpriced: i64,
}

impl Balance {
    /// The newest entry's amount; none without an entry or after a clear.
    #[must_use]
    pub fn budget(&self) -> Option<Money> {
        self.entry.and_then(|entry| entry.amount)
    }

    /// The 100 % mark.
    #[must_use]
    pub fn reference(&self) -> Option<Money> {
        self.entry.and_then(|entry| entry.reference)
    }

    /// fal's figure less what is held back; without one the budget less what was spent since. May
    /// be negative.
    pub fn remaining(&self) -> Result<Option<Money>, TooLarge> {
        if let Some(live) = &self.live {
            return live.remaining().map(Some);
        }
        self.budget()
            .map(|amount| amount.minus(self.since.cost))
            .transpose()
    }

    /// The level of what remains.
    pub fn level(&self) -> Result<Level, TooLarge> {
        Ok(match (self.remaining()?, self.reference()) {
            (Some(remaining), Some(reference)) => level::level(remaining, reference),
            _ => Level::None,
        })
    }
}
