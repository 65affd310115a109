//! How far the books were off from what fal says.

use super::money::{Money, TooLarge};

/// In nano-dollars.
const CENT: u64 = 10_000_000;

/// What was expected to be left, and what fal says is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// By the books.
    pub expected: Money,
    /// As the dashboard says.
    pub stated: Money,
    /// What the books counted since the balance was entered.
    pub counted: Money,
}

impl Discrepancy {
    /// What was spent beyond what was counted; below zero where less was.
    pub fn unaccounted(&self) -> Result<Money, TooLarge> {
        self.expected.minus(self.stated)
    }

    /// The same in whole percents of what was counted, rounded half away from zero; none where
    /// nothing was.
    pub fn percents(&self) -> Result<Option<i128>, TooLarge> {
        let (beyond, counted) = (
            i128::from(self.unaccounted()?.nano()),
            i128::from(self.counted.nano()),
        );
        if counted <= 0 {
            return Ok(None);
        }
        let half = counted / 2 * beyond.signum();
        Ok(Some((beyond * 100 + half) / counted))
    }

    /// The dashboard shows cents: what is less than half of one is no drift.
    pub fn is_none_to_the_cent(&self) -> Result<bool, TooLarge> {
        Ok(self.unaccounted()?.nano().unsigned_abs() < CENT / 2)
    }

    /// The dashboard has more than expected: perhaps the account was topped up.
    pub fn may_be_a_top_up(&self) -> Result<bool, TooLarge> {
        Ok(self.stated > self.expected && !self.is_none_to_the_cent()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drift_is_what_was_spent_beyond_what_was_counted() {
        for (expected, stated, counted, beyond, percents, top_up) in [
            (1000, 958, 1400, 42, Some(3), false),
            (1000, 1000, 1400, 0, Some(0), false),
            (1000, 1042, 1400, -42, Some(-3), true),
            (1000, 900, 0, 100, None, false),
            (-50, 0, 100, -50, Some(-50), true),
            (1000, 0, 1, 1000, Some(100_000), false),
        ] {
            let money = |cents: i64| Money::from_nano(cents * 10_000_000);
            let drift = Discrepancy {
                expected: money(expected),
                stated: money(stated),
                counted: money(counted),
            };
            let found = (
                drift.unaccounted().unwrap().nano() / 10_000_000,
                drift.percents().unwrap(),
                drift.may_be_a_top_up().unwrap(),
            );
            assert_eq!(found, (beyond, percents, top_up), "{drift:?}");
        }
        let hair = |nano| Discrepancy {
            expected: Money::from_nano(9_696_400_000),
            stated: Money::from_nano(nano),
            counted: Money::ZERO,
        };
        assert!(
            !hair(9_700_000_000).may_be_a_top_up().unwrap(),
            "the dashboard rounds to cents"
        );
        assert!(hair(9_710_000_000).may_be_a_top_up().unwrap());
    }
}
