//! The share of the balance that is left, exactly. Level, percent, bar and ring are all derived
//! from it, so they cannot contradict each other.

use std::cmp::Ordering;

use crate::money::Money;

/// The remaining balance as a part of the reference, the 100 % mark: a ratio of two amounts,
/// rounded only when it is shown. May be below zero or above 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    remaining: Money,
    /// Above zero: [`Share::new`] makes no other.
    reference: Money,
}

impl Share {
    /// Relates two amounts. Returns `None` when the reference is not above zero.
    #[must_use]
    pub fn new(remaining: Money, reference: Money) -> Option<Self> {
        (reference > Money::ZERO).then_some(Self {
            remaining,
            reference,
        })
    }

    /// The amount that is left.
    #[must_use]
    pub const fn remaining(self) -> Money {
        self.remaining
    }

    /// The amount that counts as 100 %.
    #[must_use]
    pub const fn reference(self) -> Money {
        self.reference
    }

    /// Compares exactly with a mark in percent.
    #[must_use]
    pub fn cmp_percent(self, percent: u8) -> Ordering {
        // Both products fit: an amount has 63 bits, and a mark 8.
        let (remaining, reference) = self.nano();
        (remaining * 100).cmp(&(reference * i128::from(percent)))
    }

    /// Whole percents, rounded down: 24.9 % is never shown as the 25 % that it is not. Above zero,
    /// 0 stands for less than one. Returns `None` when nothing is left.
    #[must_use]
    pub fn whole_percents(self) -> Option<i128> {
        let (remaining, reference) = self.nano();
        (remaining > 0).then(|| remaining * 100 / reference)
    }

    /// Filled steps of a ring or bar that has `steps` of them. Rounded down, so that only a full
    /// balance is a full ring; yet anything left is at least one step, because an empty ring says
    /// that nothing is.
    #[must_use]
    pub fn filled(self, steps: u8) -> u8 {
        let (remaining, reference) = self.nano();
        if remaining <= 0 {
            return 0;
        }
        let filled = remaining.min(reference) * i128::from(steps) / reference;
        u8::try_from(filled).unwrap_or(steps).max(1).min(steps)
    }

    fn nano(self) -> (i128, i128) {
        (self.remaining.nano().into(), self.reference.nano().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::balance::level::Level;
    use proptest::prelude::*;

    fn share(remaining: i64, reference: i64) -> Share {
        Share::new(Money::from_nano(remaining), Money::from_nano(reference)).unwrap()
    }

    #[test]
    fn nothing_is_no_reference_to_relate_an_amount_to() {
        for reference in [0, -1, i64::MIN] {
            assert_eq!(
                Share::new(Money::from_nano(1), Money::from_nano(reference)),
                None
            );
        }
    }

    #[test]
    fn a_ring_is_full_only_of_everything_and_empty_only_of_nothing() {
        for (remaining, filled) in [
            (i64::MIN, 0),
            (-500, 0),
            (0, 0),
            (1, 1),
            (49, 1),
            (50, 1),
            (99, 1),
            (100, 2),
            (500, 10),
            (999, 19),
            (1000, 20),
            (1001, 20),
            (i64::MAX, 20),
        ] {
            assert_eq!(share(remaining, 1000).filled(20), filled, "{remaining}");
        }
        assert_eq!(share(i64::MAX - 1, i64::MAX).filled(20), 19);
        assert_eq!(share(i64::MAX - 1, i64::MAX).filled(255), 254);
        assert_eq!(share(1, i64::MAX).filled(20), 1);
    }

    #[test]
    fn percents_are_rounded_down_and_go_as_high_as_they_must() {
        for (remaining, percents) in [
            (-1, None),
            (0, None),
            (1, Some(0)),
            (249, Some(24)),
            (290, Some(29)),
            (999, Some(99)),
            (1300, Some(130)),
        ] {
            assert_eq!(share(remaining, 1000).whole_percents(), percents);
        }
        assert_eq!(
            share(i64::MAX, 1).whole_percents(),
            Some(i128::from(i64::MAX) * 100)
        );
    }

    /// Amounts of every size, most of them near a mark of the reference, where rounding decides.
    fn shares() -> impl Strategy<Value = Share> {
        let reference = prop_oneof![1..=i64::MAX, 1..=1000_i64, Just(10_000_000_000)];
        let near_a_mark = (0..=130_i128, -2..=2_i128);
        (reference, near_a_mark, any::<i64>(), any::<bool>()).prop_map(
            |(reference, (percent, beside), anywhere, is_near)| {
                let near = i128::from(reference) * percent / 100 + beside;
                let near = i64::try_from(near).unwrap_or(i64::MAX);
                share(if is_near { near } else { anywhere }, reference)
            },
        )
    }

    proptest! {
        #[test]
        fn level_percent_and_ring_never_contradict_each_other(share in shares()) {
            let (percents, steps) = (share.whole_percents().unwrap_or(0), share.filled(20));
            let (expected, likely) = match Level::of(share) {
                Level::Low => (0..=24, 0..=4),
                Level::Medium => (25..=50, 5..=10),
                Level::High => (50..=i128::MAX, 10..=20),
                Level::None => unreachable!("every share has a level"),
            };
            prop_assert!(expected.contains(&percents), "{share:?}: {percents} %");
            prop_assert!(likely.contains(&steps), "{share:?}: {steps} steps");
        }

        #[test]
        fn ring_and_percent_say_alike_what_is_full_and_what_is_empty(share in shares()) {
            let steps = share.filled(20);
            prop_assert_eq!(steps == 20, share.cmp_percent(100).is_ge());
            prop_assert_eq!(steps == 20, share.whole_percents().is_some_and(|all| all >= 100));
            prop_assert_eq!(steps == 0, share.remaining() <= Money::ZERO);
            prop_assert_eq!(steps == 0, share.whole_percents().is_none());
        }

        #[test]
        fn more_that_is_left_is_never_shown_as_less(
            one: i64,
            other: i64,
            reference in 1..=i64::MAX,
        ) {
            let (less, more) = (share(one.min(other), reference), share(one.max(other), reference));
            prop_assert!(less.filled(20) <= more.filled(20));
            prop_assert!(less.whole_percents() <= more.whole_percents());
        }
    }
}
