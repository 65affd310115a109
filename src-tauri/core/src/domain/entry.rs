//! A balance known at a moment, and the 100 % mark that goes with it.

use chrono::{DateTime, Utc};

use super::money::Money;

/// An amount known to be available at a moment. A cleared budget is an entry without an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its row; a higher one was entered later.
    pub id: i64,
    /// Where its amount comes from.
    pub origin: EntryOrigin,
    /// When the amount was known.
    pub at: DateTime<Utc>,
    /// None where the budget was cleared.
    pub amount: Option<Money>,
    /// The 100 % mark of the bar; none where the budget was cleared.
    pub reference: Option<Money>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Where an entry's amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryOrigin {
    /// The person typed it, by this change.
    Typed {
        /// What undoes it.
        change_id: i64,
    },
    /// fal's figure when the key was connected.
    Connected,
    /// fal's figure after a top-up.
    ToppedUp,
    /// The last figure when the key was disconnected.
    Disconnected,
}

impl EntryOrigin {
    /// The change that undoes it; what the program fixed by itself cannot be undone.
    #[must_use]
    pub const fn change_id(self) -> Option<i64> {
        match self {
            Self::Typed { change_id } => Some(change_id),
            Self::Connected | Self::ToppedUp | Self::Disconnected => None,
        }
    }
}

/// The 100 % mark for a new amount. Retyping a lower balance keeps the mark, so that 1.80 of 10.00
/// does not turn the bar green; a higher one, or the first after a clear, becomes it.
#[must_use]
pub fn next_reference(current: Option<Money>, amount: Money) -> Money {
    current.map_or(amount, |mark| mark.max(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_higher_amount_or_the_first_moves_the_mark() {
        let (low, mark, high) = (
            Money::from_nano(180),
            Money::from_nano(1000),
            Money::from_nano(2000),
        );
        assert_eq!(next_reference(None, low), low);
        assert_eq!(next_reference(Some(mark), low), mark);
        assert_eq!(next_reference(Some(mark), mark), mark);
        assert_eq!(next_reference(Some(mark), high), high);
    }
}
