//! Balance known at a moment, and the 100 % mark that goes with it.

use chrono::{DateTime, Utc};

use crate::money::Money;

/// Amount known to be available at a moment. A cleared budget is an entry without an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Row id; a higher one was entered later.
    pub id: i64,
    /// Source of the amount.
    pub origin: EntryOrigin,
    /// Moment at which the amount was known.
    pub at: DateTime<Utc>,
    /// Amount; `None` if the budget was cleared.
    pub amount: Option<Money>,
    /// 100 % mark of the bar; `None` if the budget was cleared.
    pub reference: Option<Money>,
    /// Moment at which the entry was undone.
    pub undone_at: Option<DateTime<Utc>>,
}

/// Source of an entry's amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryOrigin {
    /// Typed by the person.
    Typed {
        /// Change that wrote the entry and undoes it.
        change_id: i64,
    },
    /// fal's figure when the key was connected.
    Connected,
    /// fal's figure after a top-up.
    ToppedUp,
    /// Last figure when the key was disconnected.
    Disconnected,
}

impl EntryOrigin {
    /// Returns the change that undoes the entry, or `None` if the program wrote the entry by
    /// itself, which cannot be undone.
    #[must_use]
    pub const fn change_id(self) -> Option<i64> {
        match self {
            Self::Typed { change_id } => Some(change_id),
            Self::Connected | Self::ToppedUp | Self::Disconnected => None,
        }
    }
}

/// Returns the 100 % mark that goes with a new amount: a higher amount, or the first after a clear,
/// becomes the mark. A debt is no mark.
#[must_use]
pub fn next_reference(current: Option<Money>, amount: Money) -> Money {
    // A lower balance keeps the mark: retyping 1.80 of 10.00 must not turn the bar green.
    let amount = amount.max(Money::ZERO);
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
        assert_eq!(next_reference(None, Money::from_nano(-5)), Money::ZERO);
        assert_eq!(next_reference(Some(mark), low), mark);
        assert_eq!(next_reference(Some(mark), mark), mark);
        assert_eq!(next_reference(Some(mark), high), high);
    }
}
