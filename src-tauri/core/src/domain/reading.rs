//! fal's own figure, with the moment it was asked for.

use chrono::{DateTime, Utc};

use super::money::Money;

/// A balance that fal gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// When it was asked for: what happened later cannot be in it.
    pub asked_at: DateTime<Utc>,
    /// The newest job at that moment; 0 without one. Told apart by its number and not by its time,
    /// because clocks are set back and forward.
    pub newest_job: i64,
    /// fal's figure; may be below zero.
    pub amount: Money,
}

/// A rise of this much is a top-up, whatever the reference.
const TOP_UP: Money = Money::from_nano(1_000_000_000);
/// Or one of a twentieth (5 %) of the reference.
const PART: i128 = 20;

/// By how much the account was topped up between two readings. Less than the limits is a refund,
/// which moves the figure and nothing else.
#[must_use]
pub fn top_up(before: Money, now: Money, reference: Option<Money>) -> Option<Money> {
    let rise = now.minus(before).ok().filter(|rise| *rise > Money::ZERO)?;
    let reference = reference
        .filter(|mark| *mark > Money::ZERO)
        .map(|mark| i128::from(mark.nano()));
    let is_part = reference.is_some_and(|mark| i128::from(rise.nano()) * PART >= mark);
    (rise >= TOP_UP || is_part).then_some(rise)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    #[test]
    fn a_dollar_or_a_twentieth_is_a_top_up_and_less_is_a_refund() {
        for (before, now, reference, rise) in [
            (500, 2500, Some(1000), Some(2000)),
            (500, 600, Some(100_000), Some(100)),
            (500, 599, Some(100_000), None),
            (500, 550, Some(1000), Some(50)),
            (500, 549, Some(1000), None),
            (-18, 982, Some(1000), Some(1000)),
            (500, 500, Some(1000), None),
            (500, 400, Some(1000), None),
            (0, 50, Some(0), None),
            (-18, -17, Some(-18), None),
            (500, 550, None, None),
            (500, 600, None, Some(100)),
        ] {
            assert_eq!(
                top_up(cents(before), cents(now), reference.map(cents)),
                rise.map(cents),
                "{before} to {now} of {reference:?}"
            );
        }
    }

    #[test]
    fn the_largest_amounts_do_not_overflow() {
        assert_eq!(
            top_up(Money::from_nano(i64::MIN), Money::from_nano(i64::MAX), None),
            None
        );
    }
}
