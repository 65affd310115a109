//! Level of the balance, as one of four words.

use serde::Serialize;
use strum::VariantArray;

use super::share::Share;
use crate::money::Money;

/// Level that colour, shape and words show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, VariantArray)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Above 50 % of the reference.
    High,
    /// 25 % to 50 %, both included.
    Medium,
    /// Below 25 %.
    Low,
    /// No balance is known.
    None,
}

impl Level {
    /// Returns the level of a share, whose marks at 25 % and 50 % both belong to the middle.
    #[must_use]
    pub fn of(share: Share) -> Self {
        if share.cmp_percent(25).is_lt() {
            Self::Low
        } else if share.cmp_percent(50).is_gt() {
            Self::High
        } else {
            Self::Medium
        }
    }
}

/// Returns the level of `remaining` as a part of `reference`, exactly. Nothing of nothing is low.
#[must_use]
pub fn level(remaining: Money, reference: Money) -> Level {
    Share::new(remaining, reference).map_or(Level::Low, Level::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_belong_to_the_middle() {
        let of_ten = |cents: i64| {
            level(
                Money::from_nano(cents * 10_000_000),
                Money::from_nano(10_000_000_000),
            )
        };
        for (cents, expected) in [
            (1000, Level::High),
            (501, Level::High),
            (500, Level::Medium),
            (250, Level::Medium),
            (249, Level::Low),
            (0, Level::Low),
            (-100, Level::Low),
        ] {
            assert_eq!(of_ten(cents), expected, "{cents} cents of €10");
        }
    }

    #[test]
    fn one_nano_dollar_decides_and_the_largest_amounts_do_not_overflow() {
        let mark = Money::from_nano(i64::MAX - 3);
        let half = Money::from_nano((i64::MAX - 3) / 2);
        assert_eq!(level(half, mark), Level::Medium);
        assert_eq!(
            level(half.plus(Money::from_nano(1)).unwrap(), mark),
            Level::High
        );
    }

    #[test]
    fn a_zero_reference_is_low() {
        assert_eq!(level(Money::ZERO, Money::ZERO), Level::Low);
    }
}
