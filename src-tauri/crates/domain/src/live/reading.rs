//! Readings of fal's own figure, each with the moment at which fal was asked.

use chrono::{DateTime, Utc};

use crate::money::Money;

/// Balance that fal gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Moment at which fal was asked; nothing that happened later can be in the figure.
    pub asked_at: DateTime<Utc>,
    /// Newest job at that moment, 0 if there was none. Compared by number and not by time, because
    /// clocks are set back and forward.
    pub newest_job: i64,
    /// fal's figure; may be below zero.
    pub amount: Money,
}

/// Rise that is a top-up whatever the reference.
const TOP_UP: Money = Money::from_nano(1_000_000_000);
/// Part of the reference that is a top-up too: one twentieth (5 %).
const PART: i128 = 20;

/// Returns the amount by which the account was topped up between two readings. A rise below both
/// marks is a refund, which moves the figure and nothing else: `None`.
#[must_use]
pub fn top_up(before: Money, now: Money, reference: Option<Money>) -> Option<Money> {
    let rise = now.minus(before).ok().filter(|rise| *rise > Money::ZERO)?;
    // Of a reference of zero, any rise would be more than a part.
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
