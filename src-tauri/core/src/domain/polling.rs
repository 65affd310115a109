//! When fal is asked next: a plan, without a clock and without a network.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// Between two readings; fal locks out those who ask much more often.
const EVERY: Duration = Duration::from_mins(1);
/// Age from which a reading is stale. Two were missed by then: jitter makes a pause a tenth longer
/// at most.
pub(super) const STALE_AFTER: Duration = Duration::from_secs(EVERY.as_secs() * 5 / 2);
/// Between any two requests, also when the person asks.
const SPACING: Duration = Duration::from_secs(5);
/// After the first failure, doubled by each further one.
const RETRY: Duration = Duration::from_secs(10);
/// The longest wait after failures.
const LONGEST: Duration = Duration::from_mins(15);
/// The longest wait where no connection came about, which costs fal nothing.
const LONGEST_UNREACHABLE: Duration = Duration::from_mins(2);
/// The longest `Retry-After` that is believed.
const LONGEST_WISH: Duration = Duration::from_hours(1);
/// The wall clock ahead of the other by this much: the computer has slept.
const SLEPT: Duration = Duration::from_secs(90);

/// A moment on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// By the calendar; may be set back and forward.
    pub wall: DateTime<Utc>,
    /// Since the program began; only goes forward, and rests while the computer sleeps.
    pub uptime: Duration,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollOutcome {
    /// There is an answer.
    Answered,
    /// There is none, or one that is of no use.
    Failed,
    /// No connection came about.
    Unreachable,
    /// fal asks to be called less often, and not before this time has passed, if it says so.
    Busy(Option<Duration>),
    /// The key was rejected.
    Rejected,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollAction {
    /// Nothing.
    Nothing,
    /// Ask.
    Ask,
    /// Say that the computer is offline; said once.
    Offline,
}

/// The plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Polling {
    /// When to ask next, by uptime; none while the key is rejected.
    next: Option<Duration>,
    started_at: Option<Duration>,
    /// fal's own wish.
    not_before: Duration,
    failures: u32,
    offline: bool,
    checked: Option<Moment>,
}

impl Polling {
    /// Asks at once.
    #[must_use]
    pub fn starting() -> Self {
        Self {
            next: Some(Duration::ZERO),
            ..Self::default()
        }
    }

    /// Waits for the person: the key was rejected before this start.
    #[must_use]
    pub fn stopped() -> Self {
        Self::default()
    }

    /// What to do now. `is_online` is asked only where it matters.
    pub fn due(&mut self, now: Moment, is_online: impl FnOnce() -> bool) -> PollAction {
        if self
            .checked
            .replace(now)
            .is_some_and(|before| has_slept(before, now))
            && self.next.is_some()
        {
            self.poll_now(now);
        }
        let is_due = self.next.is_some_and(|next| next <= now.uptime);
        if !is_due && !self.offline {
            return PollAction::Nothing;
        }
        match (is_online(), self.offline) {
            (true, false) => PollAction::Ask,
            (true, true) => {
                self.offline = false;
                self.failures = 0;
                self.poll_now(now);
                if self.next.is_some_and(|next| next <= now.uptime) {
                    PollAction::Ask
                } else {
                    PollAction::Nothing
                }
            }
            (false, false) => {
                self.offline = true;
                PollAction::Offline
            }
            (false, true) => PollAction::Nothing,
        }
    }

    /// A new figure is wanted at once: by the person, or because the computer woke. Yet not right
    /// after another request, and not while fal asked to wait. A rejected key is tried again.
    pub fn poll_now(&mut self, now: Moment) {
        let spaced = self
            .started_at
            .map_or(Duration::ZERO, |asked| asked + SPACING);
        self.next = Some(now.uptime.max(spaced).max(self.not_before));
    }

    /// A request begins.
    pub fn started(&mut self, now: Moment) {
        self.started_at = Some(now.uptime);
    }

    /// Whether a request has begun since a moment.
    #[must_use]
    pub fn has_polled_since(&self, moment: Moment) -> bool {
        self.started_at.is_some_and(|asked| asked >= moment.uptime)
    }

    /// The request has ended. `luck` of 0 to 1000 spreads the requests of many computers.
    pub fn finished(&mut self, outcome: PollOutcome, now: Moment, luck: u32) {
        self.failures = if outcome == PollOutcome::Answered {
            0
        } else {
            self.failures.saturating_add(1)
        };
        let delay = match outcome {
            PollOutcome::Rejected => {
                self.next = None;
                return;
            }
            PollOutcome::Answered => EVERY,
            PollOutcome::Failed => self.back_off(),
            PollOutcome::Unreachable => self.back_off().min(LONGEST_UNREACHABLE),
            PollOutcome::Busy(None) => self.back_off().max(EVERY),
            PollOutcome::Busy(Some(wish)) => {
                let wish = wish.min(LONGEST_WISH);
                self.not_before = now.uptime.saturating_add(wish);
                wish.max(self.back_off())
            }
        };
        let begun = if outcome == PollOutcome::Answered {
            self.started_at.unwrap_or(now.uptime)
        } else {
            now.uptime
        };
        self.next = Some(begun + delay + delay * luck.min(1000) / 10_000);
    }

    fn back_off(&self) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(16);
        RETRY.saturating_mul(1 << doublings).min(LONGEST)
    }
}

fn has_slept(before: Moment, now: Moment) -> bool {
    let wall = now
        .wall
        .signed_duration_since(before.wall)
        .to_std()
        .unwrap_or_default();
    wall.saturating_sub(now.uptime.saturating_sub(before.uptime)) > SLEPT
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment {
            wall: DateTime::UNIX_EPOCH + Duration::from_secs(seconds),
            uptime: Duration::from_secs(seconds),
        }
    }

    fn asked_during(
        from: u64,
        to: u64,
        polling: &mut Polling,
        answer: impl Fn(u64) -> PollOutcome,
    ) -> Vec<u64> {
        let mut asked = Vec::new();
        for second in from..to {
            if polling.due(at(second), || true) == PollAction::Ask {
                polling.started(at(second));
                polling.finished(answer(second), at(second), 1000);
                asked.push(second);
            }
        }
        asked
    }

    #[test]
    fn at_rest_there_are_at_most_62_requests_an_hour() {
        for luck in [0, 500, 1000] {
            let mut polling = Polling::starting();
            let mut asked = 0;
            for second in 0..3600 {
                if polling.due(at(second), || true) == PollAction::Ask {
                    polling.started(at(second));
                    polling.finished(PollOutcome::Answered, at(second), luck);
                    asked += 1;
                }
            }
            assert!((54..=62).contains(&asked), "{asked} with luck {luck}");
        }
    }

    #[test]
    fn readings_are_fresh_at_the_slowest_pace_and_stale_once_two_were_missed() {
        let mut polling = Polling::starting();
        let asked = asked_during(0, 3600, &mut polling, |_| PollOutcome::Answered);
        let pauses = asked.windows(2).map(|pair| pair[1] - pair[0]);
        let longest = Duration::from_secs(pauses.max().unwrap());
        assert!(longest > EVERY, "{longest:?} has no jitter");
        assert!(STALE_AFTER > 2 * longest, "one missed reading is stale");
        assert!(STALE_AFTER < 3 * EVERY, "two missed readings are fresh");
    }

    #[test]
    fn failures_are_retried_ever_more_rarely_and_up_to_a_quarter_of_an_hour() {
        let mut polling = Polling::starting();
        let asked = asked_during(0, 7200, &mut polling, |_| PollOutcome::Failed);
        assert_eq!(asked[..5], [0, 11, 33, 77, 165]);
        let waits: Vec<u64> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(waits.iter().all(|wait| *wait <= 990), "{waits:?}");
        assert_eq!(waits.last(), Some(&990));
        assert!(
            asked_during(7200, 9000, &mut polling, |_| PollOutcome::Answered).len() >= 14,
            "and then recovers"
        );
    }

    #[test]
    fn whatever_fails_there_are_at_most_four_requests_in_the_first_minute() {
        for outcome in [
            PollOutcome::Failed,
            PollOutcome::Unreachable,
            PollOutcome::Rejected,
            PollOutcome::Busy(None),
            PollOutcome::Busy(Some(Duration::from_secs(20))),
            PollOutcome::Busy(Some(Duration::from_secs(1))),
            PollOutcome::Busy(Some(Duration::ZERO)),
            PollOutcome::Answered,
        ] {
            let asked = asked_during(0, 60, &mut Polling::starting(), |_| outcome);
            assert!((1..=4).contains(&asked.len()), "{outcome:?}: {asked:?}");
        }
    }

    #[test]
    fn fals_own_wish_is_honoured_also_against_the_persons() {
        let mut polling = Polling::starting();
        polling.started(at(0));
        polling.finished(PollOutcome::Busy(Some(Duration::from_mins(2))), at(0), 0);
        polling.poll_now(at(30));
        assert_eq!(
            asked_during(30, 121, &mut polling, |_| PollOutcome::Answered),
            [120]
        );
    }

    #[test]
    fn a_busy_fal_that_names_no_time_is_left_alone_for_a_minute() {
        let mut polling = Polling::starting();
        assert_eq!(
            asked_during(0, 120, &mut polling, |_| PollOutcome::Busy(None)),
            [0, 66]
        );
    }

    #[test]
    fn an_endless_retry_after_is_an_hour() {
        let mut polling = Polling::starting();
        polling.started(at(0));
        polling.finished(
            PollOutcome::Busy(Some(Duration::from_secs(u64::MAX))),
            at(0),
            0,
        );
        assert_eq!(
            asked_during(0, 3700, &mut polling, |_| PollOutcome::Answered),
            [3600, 3666]
        );
    }

    #[test]
    fn the_person_is_served_at_once_but_not_more_often_than_every_five_seconds() {
        let mut polling = Polling::starting();
        let mut asked = Vec::new();
        for second in 0..20 {
            polling.poll_now(at(second));
            if polling.due(at(second), || true) == PollAction::Ask {
                polling.started(at(second));
                polling.finished(PollOutcome::Answered, at(second), 0);
                asked.push(second);
            }
        }
        assert_eq!(asked, [0, 5, 10, 15]);
    }

    #[test]
    fn a_rejected_key_is_left_alone_until_the_person_asks() {
        let mut polling = Polling::starting();
        assert_eq!(
            asked_during(0, 7200, &mut polling, |_| PollOutcome::Rejected),
            [0]
        );
        polling.poll_now(at(7200));
        assert_eq!(
            asked_during(7200, 7300, &mut polling, |_| PollOutcome::Answered),
            [7200, 7266]
        );
        assert_eq!(Polling::stopped().due(at(0), || true), PollAction::Nothing);
    }

    #[test]
    fn offline_is_said_once_and_the_way_back_is_taken_at_once() {
        let mut polling = Polling::starting();
        assert_eq!(polling.due(at(0), || false), PollAction::Offline);
        for second in 1..3600 {
            assert_eq!(polling.due(at(second), || false), PollAction::Nothing);
        }
        assert_eq!(polling.due(at(3600), || true), PollAction::Ask);
    }

    #[test]
    fn waking_asks_at_once_and_keeps_the_spacing() {
        let mut polling = Polling::starting();
        assert_eq!(
            asked_during(0, 3, &mut polling, |_| PollOutcome::Answered),
            [0]
        );
        let slept = |seconds| Moment {
            wall: at(8 * 3600).wall,
            ..at(seconds)
        };
        assert_eq!(
            polling.due(slept(3), || true),
            PollAction::Nothing,
            "within five seconds of the last request"
        );
        assert_eq!(
            polling.due(
                Moment {
                    wall: at(8 * 3600 + 2).wall,
                    ..at(5)
                },
                || true
            ),
            PollAction::Ask
        );
    }

    #[test]
    fn a_clock_set_back_or_a_little_forward_changes_nothing() {
        for wall in [0, 1000 + 85] {
            let mut polling = Polling::starting();
            asked_during(1000, 1001, &mut polling, |_| PollOutcome::Answered);
            assert_eq!(
                polling.due(
                    Moment {
                        wall: at(wall).wall,
                        ..at(1001)
                    },
                    || true
                ),
                PollAction::Nothing
            );
            assert_eq!(
                polling.due(
                    Moment {
                        wall: at(wall + 64).wall,
                        ..at(1065)
                    },
                    || true
                ),
                PollAction::Nothing
            );
            assert_eq!(
                polling.due(
                    Moment {
                        wall: at(wall + 66).wall,
                        ..at(1066)
                    },
                    || true
                ),
                PollAction::Ask
            );
        }
    }
}
