//! Balance that is left: fal's figure less the pending charges, or the newest entry less the jobs
//! that count against it.

pub mod discrepancy;
pub mod entry;
pub mod level;
pub mod pending_charge;
pub mod share;

use super::money::{Money, TooLarge};
use crate::balance::entry::Entry;
use crate::balance::level::Level;
use crate::balance::share::Share;
use crate::live::account_lock::AccountLock;
use crate::live::connection::LiveBalance;

/// Sums that the store keeps, with the entry that they count against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Newest entry that is not undone; may be a cleared one.
    pub entry: Option<Entry>,
    /// Sum of all jobs.
    pub spent: Spent,
    /// Sum of the jobs that count against `entry`.
    pub since: Spent,
    /// Sum of today's jobs, by the local day.
    pub today: Spent,
    /// fal's figure while a key is connected; takes precedence over `entry`.
    pub live: Option<LiveBalance>,
    /// Lock of the account, until the person says that it is over; see [`AccountLock::is_over`].
    pub lock: Option<AccountLock>,
}

/// Sum of jobs, and the number of those that are not in the sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// Cost of the jobs whose cost is known.
    pub cost: Money,
    /// Number of jobs without a known cost, left out of `cost`.
    pub unpriced: i64,
}

impl Balance {
    /// Tells whether fal refuses all that the account runs.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.lock.as_ref().is_some_and(AccountLock::is_locked)
    }

    /// Returns the newest entry's amount, or `None` without an entry and after a clear.
    #[must_use]
    pub fn budget(&self) -> Option<Money> {
        self.entry.and_then(|entry| entry.amount)
    }

    /// Returns the 100 % mark, or `None` without an entry and after a clear.
    #[must_use]
    pub fn reference(&self) -> Option<Money> {
        self.entry.and_then(|entry| entry.reference)
    }

    /// Returns what is left: fal's figure less the pending charges, or else the budget less what
    /// was spent since. May be negative. `None` if no balance is known.
    pub fn remaining(&self) -> Result<Option<Money>, TooLarge> {
        if let Some(live) = &self.live {
            return live.remaining().map(Some);
        }
        self.budget()
            .map(|amount| amount.minus(self.since.cost))
            .transpose()
    }

    /// Returns the share that is left. `None` when no balance is known, or nothing to relate it to.
    pub fn share(&self) -> Result<Option<Share>, TooLarge> {
        let amounts = self.remaining()?.zip(self.reference());
        Ok(amounts.and_then(|(remaining, reference)| Share::new(remaining, reference)))
    }

    /// Returns the level of what is left.
    pub fn level(&self) -> Result<Level, TooLarge> {
        Ok(match (self.remaining()?, self.reference()) {
            (Some(remaining), Some(reference)) => level::level(remaining, reference),
            _ => Level::None,
        })
    }
}
