//! Pending charges: costs held back from a reading, because fal may not have charged them yet.
//!
//! fal publishes no delay between a job and its charge. So the cost of a job stays pending until
//! fal's balance has fallen by as much, whenever that is, and no longer than [`SETTLING`]. Until
//! then the figure shown is the lower of the two that are possible.

use std::time::Duration;

use crate::money::{Money, TooLarge};

/// Longest time that a charge stays pending. A job that is not charged by then was never charged,
/// or was in the reading already when it was logged.
pub const SETTLING: Duration = Duration::from_mins(15);

/// Cost of a job that no reading has shown yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingCharge {
    /// Row id of the job.
    pub job: i64,
    /// Amount still to be charged; zero while the cost is unknown.
    pub left: Money,
    /// Time over which readings have not shown the charge.
    pub waited: Duration,
    /// The job is a call that has not ended, as far as is known; fal charges a call at its end.
    pub is_open: bool,
}

/// Interval between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Amount by which fal's figure fell; negative if it rose.
    pub fall: Money,
    /// Newest job when the earlier reading was asked for. Jobs up to this one have waited for the
    /// whole interval.
    pub newest_before: i64,
    /// Newest job when the later reading was asked for. Later jobs cannot be in that reading.
    pub newest_now: i64,
    /// Time between the two readings.
    pub elapsed: Duration,
}

/// Returns the charges that are still pending after a reading. `charges` come oldest first; a fall
/// settles the oldest first, each as a whole.
#[must_use]
pub fn settle(charges: &[PendingCharge], interval: Interval) -> Vec<PendingCharge> {
    let mut fall = Some(interval.fall);
    let mut pending = Vec::new();
    for charge in charges {
        // Neither can be in the fall yet, nor has its time begun to count.
        if charge.is_open || charge.job > interval.newest_now {
            pending.push(*charge);
            continue;
        }
        // A charge of unknown amount matches no fall; only its time can end it.
        if charge.left > Money::ZERO {
            // The first charge that is not covered ends the settling: the rest of the fall is what
            // an earlier job cost beyond its estimate, and must not release a later one.
            fall = fall.filter(|fall| covers(*fall, charge.left));
            if let Some(rest) = fall {
                fall = rest.minus(charge.left).ok();
                continue;
            }
        }
        let waited = waited_after(charge, interval);
        if waited < SETTLING {
            pending.push(PendingCharge { waited, ..*charge });
        }
    }
    pending
}

/// Adds the interval to the waiting time of a charge that the interval's fall did not settle.
fn waited_after(charge: &PendingCharge, interval: Interval) -> Duration {
    // A job logged within the interval waited for a part of it, which is not known. Counting none
    // of it errs towards holding the charge back.
    let elapsed = if charge.job > interval.newest_before {
        Duration::ZERO
    } else {
        interval.elapsed
    };
    charge.waited.saturating_add(elapsed)
}

/// Recognizes a fall that may be the charge of a job: as much as was expected, or up to a tenth
/// less, because estimates are not exact.
fn covers(fall: Money, left: Money) -> bool {
    i128::from(fall.nano()) * 10 >= i128::from(left.nano()) * 9
}

/// Sums up the pending charges.
pub fn pending_total(charges: &[PendingCharge]) -> Result<Money, TooLarge> {
    charges
        .iter()
        .try_fold(Money::ZERO, |sum, charge| sum.plus(charge.left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn charge(job: i64, left: i64) -> PendingCharge {
        PendingCharge {
            job,
            left: Money::from_nano(left),
            waited: Duration::ZERO,
            is_open: false,
        }
    }

    /// A minute in which fal's figure fell by `fall`, with `newest` as the newest job all the time.
    fn minute(fall: i64, newest: i64) -> Interval {
        Interval {
            fall: Money::from_nano(fall),
            newest_before: newest,
            newest_now: newest,
            elapsed: MINUTE,
        }
    }

    fn left(charges: &[PendingCharge]) -> Vec<(i64, i64)> {
        charges
            .iter()
            .map(|charge| (charge.job, charge.left.nano()))
            .collect()
    }

    #[test]
    fn a_fall_settles_the_oldest_first_and_each_as_a_whole() {
        let charges = [charge(1, 30), charge(2, 50), charge(3, 20)];
        for (fall, expected) in [
            (0, vec![(1, 30), (2, 50), (3, 20)]),
            (20, vec![(1, 30), (2, 50), (3, 20)]),
            (27, vec![(2, 50), (3, 20)]),
            (30, vec![(2, 50), (3, 20)]),
            (50, vec![(2, 50), (3, 20)]),
            (80, vec![(3, 20)]),
            (1000, vec![]),
            (-500, vec![(1, 30), (2, 50), (3, 20)]),
        ] {
            assert_eq!(
                left(&settle(&charges, minute(fall, 3))),
                expected,
                "a fall of {fall}"
            );
        }
    }

    #[test]
    fn a_job_logged_after_fal_was_asked_waits_for_the_next_reading() {
        let charges = [charge(1, 30), charge(2, 50)];
        let pending = settle(&charges, minute(80, 1));
        assert_eq!(pending, [charge(2, 50)], "neither charged nor older");
    }

    #[test]
    fn a_running_call_is_settled_by_no_fall_and_by_no_time() {
        let charges = [
            PendingCharge {
                is_open: true,
                ..charge(1, 30)
            },
            charge(2, 50),
        ];
        assert_eq!(left(&settle(&charges, minute(80, 2))), [(1, 30)]);
        let a_night = Interval {
            elapsed: 480 * MINUTE,
            ..minute(0, 2)
        };
        assert_eq!(left(&settle(&charges, a_night)), [(1, 30)]);
    }

    #[test]
    fn what_is_never_charged_stays_pending_for_a_quarter_of_an_hour() {
        let mut charges = vec![charge(1, 30)];
        for passed in 1..=14 {
            charges = settle(&charges, minute(0, 1));
            assert_eq!(left(&charges), [(1, 30)], "after {passed} minutes");
        }
        assert!(settle(&charges, minute(0, 1)).is_empty());
    }

    #[test]
    fn the_time_before_a_job_was_logged_does_not_count() {
        let a_night = Interval {
            elapsed: 480 * MINUTE,
            newest_before: 0,
            ..minute(0, 1)
        };
        assert_eq!(settle(&[charge(1, 30)], a_night), [charge(1, 30)]);
    }

    proptest! {
        /// A reading never lets the figure rise by more than a job's estimate was wrong, a tenth.
        #[test]
        fn a_reading_never_releases_more_than_the_figure_fell_by(
            costs in prop::collection::vec(1_i64..1000, 0..6), fall in 0_i64..5000,
            seen in 0_i64..8,
        ) {
            let charges = (1..).zip(&costs).map(|(job, cost)| charge(job, *cost));
            let charges: Vec<PendingCharge> = charges.collect();
            let after = settle(&charges, minute(fall, seen));
            let total = |charges: &[PendingCharge]| pending_total(charges).unwrap().nano();
            let released = total(&charges) - total(&after);
            prop_assert!(released * 9 <= fall * 10, "{released} released by a fall of {fall}");
        }
    }
}
