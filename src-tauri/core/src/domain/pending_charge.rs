//! What is held back from a reading, because fal may not have charged it yet.
//!
//! fal publishes no delay between a job and its charge. So the cost of a job logged by hand stays
//! held until fal's balance has fallen by as much, whenever that is, and no longer than
//! [`SETTLING`]. Until then the figure is the lower of what both could mean.

use std::time::Duration;

use super::money::{Money, TooLarge};

/// The longest time that a cost is held back. A job that is not charged by then was never charged,
/// or was in the reading already when it was logged.
pub const SETTLING: Duration = Duration::from_mins(15);

/// A job's cost, as far as no reading has shown it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingCharge {
    /// The job.
    pub job: i64,
    /// What is still to be charged.
    pub left: Money,
    /// How long readings have been without it.
    pub waited: Duration,
    /// It has not ended, as far as is known: fal charges it only then.
    pub is_open: bool,
}

/// What happened between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// By how much fal's figure fell.
    pub fall: Money,
    /// The newest job when fal was asked before: those were without their charge all the time.
    pub newest_before: i64,
    /// The newest job when fal was asked now: later ones cannot be in its answer.
    pub newest_now: i64,
    /// How long it took.
    pub elapsed: Duration,
}

/// The holds that stand after a reading. The fall settles the oldest first, each as a whole: what a
/// job cost more than was held for it must not settle the next, and a rest too small for the next
/// is such.
#[must_use]
pub fn settle(holds: &[PendingCharge], interval: Interval) -> Vec<PendingCharge> {
    let mut fall = Some(interval.fall);
    let mut standing = Vec::new();
    for hold in holds {
        if hold.is_open || hold.job > interval.newest_now {
            standing.push(*hold);
            continue;
        }
        // One without a known cost waits for it.
        if hold.left > Money::ZERO {
            fall = fall.filter(|fall| covers(*fall, hold.left));
            if let Some(rest) = fall {
                fall = rest.minus(hold.left).ok();
                continue;
            }
        }
        // The time before a job was logged is none of its waiting.
        let elapsed = if hold.job > interval.newest_before {
            Duration::ZERO
        } else {
            interval.elapsed
        };
        let waited = hold.waited.saturating_add(elapsed);
        if waited < SETTLING {
            standing.push(PendingCharge { waited, ..*hold });
        }
    }
    standing
}

/// Whether a fall is the charge of what is held: as much, or a tenth less, as estimates are.
fn covers(fall: Money, left: Money) -> bool {
    i128::from(fall.nano()) * 10 >= i128::from(left.nano()) * 9
}

/// All that is held back.
pub fn pending_total(holds: &[PendingCharge]) -> Result<Money, TooLarge> {
    holds
        .iter()
        .try_fold(Money::ZERO, |sum, hold| sum.plus(hold.left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn hold(job: i64, left: i64) -> PendingCharge {
        PendingCharge {
            job,
            left: Money::from_nano(left),
            waited: Duration::ZERO,
            is_open: false,
        }
    }

    /// A minute in which fal's figure fell by so much, with jobs up to this one.
    fn minute(fall: i64, newest: i64) -> Interval {
        Interval {
            fall: Money::from_nano(fall),
            newest_before: newest,
            newest_now: newest,
            elapsed: MINUTE,
        }
    }

    fn left(holds: &[PendingCharge]) -> Vec<(i64, i64)> {
        holds
            .iter()
            .map(|hold| (hold.job, hold.left.nano()))
            .collect()
    }

    #[test]
    fn a_fall_settles_the_oldest_first_and_each_as_a_whole() {
        let holds = [hold(1, 30), hold(2, 50), hold(3, 20)];
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
                left(&settle(&holds, minute(fall, 3))),
                expected,
                "a fall of {fall}"
            );
        }
    }

    #[test]
    fn a_job_logged_after_fal_was_asked_waits_for_the_next_reading() {
        let holds = [hold(1, 30), hold(2, 50)];
        let standing = settle(&holds, minute(80, 1));
        assert_eq!(standing, [hold(2, 50)], "neither charged nor older");
    }

    #[test]
    fn a_call_that_goes_on_is_settled_by_no_fall_and_by_no_time() {
        let holds = [
            PendingCharge {
                is_open: true,
                ..hold(1, 30)
            },
            hold(2, 50),
        ];
        assert_eq!(left(&settle(&holds, minute(80, 2))), [(1, 30)]);
        let a_night = Interval {
            elapsed: 480 * MINUTE,
            ..minute(0, 2)
        };
        assert_eq!(left(&settle(&holds, a_night)), [(1, 30)]);
    }

    #[test]
    fn what_is_never_charged_is_held_for_a_quarter_of_an_hour() {
        let mut holds = vec![hold(1, 30)];
        for passed in 1..=14 {
            holds = settle(&holds, minute(0, 1));
            assert_eq!(left(&holds), [(1, 30)], "after {passed} minutes");
        }
        assert!(settle(&holds, minute(0, 1)).is_empty());
    }

    #[test]
    fn the_time_before_a_job_is_none_of_its_waiting() {
        let a_night = Interval {
            elapsed: 480 * MINUTE,
            newest_before: 0,
            ..minute(0, 1)
        };
        assert_eq!(settle(&[hold(1, 30)], a_night), [hold(1, 30)]);
    }

    proptest! {
        /// A reading never lets the figure rise by more than a job's estimate was wrong, a tenth.
        #[test]
        fn a_reading_never_gives_back_more_than_it_took(
            costs in prop::collection::vec(1_i64..1000, 0..6), fall in 0_i64..5000, seen in 0_i64..8,
        ) {
            let holds: Vec<PendingCharge> = (1..).zip(&costs).map(|(job, cost)| hold(job, *cost)).collect();
            let after = settle(&holds, minute(fall, seen));
            let (before, after) = (pending_total(&holds).unwrap().nano(), pending_total(&after).unwrap().nano());
            let released = before - after;
            prop_assert!(released * 9 <= fall * 10, "{released} released by a fall of {fall}");
        }
    }
}
