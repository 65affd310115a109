//! Discrepancy between the ledger and fal's dashboard, found when reconciling.

use crate::money::{Money, TooLarge};

/// One cent in nano-dollars.
const CENT: u64 = 10_000_000;

/// Balance that was expected, beside the one that fal's dashboard shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// Balance by the ledger.
    pub expected: Money,
    /// Balance by the dashboard, as the person read it.
    pub stated: Money,
    /// Cost of the jobs since the balance was entered.
    pub counted: Money,
}

impl Discrepancy {
    /// Returns what was spent beyond the known jobs; negative if less was spent.
    pub fn unaccounted(&self) -> Result<Money, TooLarge> {
        self.expected.minus(self.stated)
    }

    /// Returns the unaccounted amount in whole percents of the counted one, rounded half away from
    /// zero, or `None` if nothing was counted.
    pub fn percents(&self) -> Result<Option<i128>, TooLarge> {
        let (beyond, counted) = (
            i128::from(self.unaccounted()?.nano()),
            i128::from(self.counted.nano()),
        );
        if counted <= 0 {
            return Ok(None);
        }
        // Division truncates towards zero; half a divisor with the sign of the dividend makes it
        // round away from zero.
        let half = counted / 2 * beyond.signum();
        Ok(Some((beyond * 100 + half) / counted))
    }

    /// Returns `true` if the two agree to the cent, which is all that the dashboard shows.
    pub fn is_zero_to_the_cent(&self) -> Result<bool, TooLarge> {
        Ok(self.unaccounted()?.nano().unsigned_abs() < CENT / 2)
    }

    /// Returns `true` if the dashboard shows more than expected, so that the account may have been
    /// topped up.
    pub fn may_be_a_top_up(&self) -> Result<bool, TooLarge> {
        Ok(self.stated > self.expected && !self.is_zero_to_the_cent()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_discrepancy_is_what_was_spent_beyond_the_known_jobs() {
        for (expected, stated, counted, beyond, percents, top_up) in [
            (1000, 958, 1400, 42, Some(3), false),
            (1000, 1000, 1400, 0, Some(0), false),
            (1000, 1042, 1400, -42, Some(-3), true),
            (1000, 900, 0, 100, None, false),
            (-50, 0, 100, -50, Some(-50), true),
            (1000, 0, 1, 1000, Some(100_000), false),
        ] {
            let money = |cents: i64| Money::from_nano(cents * 10_000_000);
            let discrepancy = Discrepancy {
                expected: money(expected),
                stated: money(stated),
                counted: money(counted),
            };
            let found = (
                discrepancy.unaccounted().unwrap().nano() / 10_000_000,
                discrepancy.percents().unwrap(),
                discrepancy.may_be_a_top_up().unwrap(),
            );
            assert_eq!(found, (beyond, percents, top_up), "{discrepancy:?}");
        }
        let stated = |nano| Discrepancy {
            expected: Money::from_nano(9_696_400_000),
            stated: Money::from_nano(nano),
            counted: Money::ZERO,
        };
        assert!(
            !stated(9_700_000_000).may_be_a_top_up().unwrap(),
            "the dashboard rounds to cents"
        );
        assert!(stated(9_710_000_000).may_be_a_top_up().unwrap());
    }
}
