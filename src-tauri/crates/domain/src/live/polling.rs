//! Plan of the requests for fal's balance, without a clock and without a network.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// Time between two readings; fal locks out callers that ask much more often.
const INTERVAL: Duration = Duration::from_mins(1);
/// Age from which a reading is stale. Two were missed by then: jitter makes a pause a tenth longer
/// at most.
pub(super) const STALE_AFTER: Duration = Duration::from_secs(INTERVAL.as_secs() * 5 / 2);
/// Shortest time between any two requests, also when the person asks.
const SPACING: Duration = Duration::from_secs(5);
/// Wait after the first failure, doubled by each further one.
const FIRST_RETRY: Duration = Duration::from_secs(10);
/// Longest wait after failures.
const MAX_BACK_OFF: Duration = Duration::from_mins(15);
/// Longest wait after failures to connect, which cost fal nothing.
const MAX_BACK_OFF_UNREACHABLE: Duration = Duration::from_mins(2);
/// Longest `Retry-After` that is believed.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);
/// Lead of the wall clock over uptime that means that the computer has slept.
const SLEPT: Duration = Duration::from_secs(90);

/// Moment on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Wall clock; may be set back and forward.
    pub wall: DateTime<Utc>,
    /// Time since the program started; only goes forward, and rests while the computer sleeps.
    pub uptime: Duration,
}

/// End of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollOutcome {
    /// fal gave a usable response.
    Answered,
    /// fal gave no response, or one of no use.
    Failed,
    /// No connection was made.
    Unreachable,
    /// fal asks to be called less often, and not before this time has passed if it says so.
    Busy(Option<Duration>),
    /// fal rejected the key.
    Rejected,
}

/// Next step of whoever follows the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollAction {
    /// No request is due.
    Nothing,
    /// A request is due.
    Ask,
    /// The computer has gone offline; returned once.
    Offline,
}

/// State of the plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Polling {
    /// Uptime of the next request; `None` while the key is rejected.
    next: Option<Duration>,
    /// Uptime at which the newest request began.
    started_at: Option<Duration>,
    /// Uptime before which fal does not want to be asked.
    not_before: Duration,
    /// Number of failures since the last answer.
    failures: u32,
    /// The computer was offline when last checked.
    offline: bool,
    /// Moment of the last check.
    checked: Option<Moment>,
}

impl Polling {
    /// Returns a plan that asks at once.
    #[must_use]
    pub fn starting() -> Self {
        Self {
            next: Some(Duration::ZERO),
            ..Self::default()
        }
    }

    /// Returns a plan that waits for the person: the key was rejected before this start.
    #[must_use]
    pub fn stopped() -> Self {
        Self::default()
    }

    /// Returns what to do now. `is_online` is called only if the result depends on it.
    pub fn due(&mut self, now: Moment, is_online: impl FnOnce() -> bool) -> PollAction {
        self.notice_sleep(now);
        if !self.is_due(now) && !self.offline {
            return PollAction::Nothing;
        }
        match (is_online(), self.offline) {
            (true, false) => PollAction::Ask,
            (true, true) => self.come_back_online(now),
            (false, false) => {
                self.offline = true;
                PollAction::Offline
            }
            (false, true) => PollAction::Nothing,
        }
    }

    /// Asks as soon as possible if the computer has slept since the last check: what is shown may
    /// be a night old.
    fn notice_sleep(&mut self, now: Moment) {
        let before = self.checked.replace(now);
        if before.is_some_and(|before| has_slept(before, now)) && self.next.is_some() {
            self.poll_now(now);
        }
    }

    fn come_back_online(&mut self, now: Moment) -> PollAction {
        // Failures from before were the network's, not fal's: no reason to wait any longer.
        self.offline = false;
        self.failures = 0;
        self.poll_now(now);
        if self.is_due(now) {
            PollAction::Ask
        } else {
            PollAction::Nothing
        }
    }

    fn is_due(&self, now: Moment) -> bool {
        self.next.is_some_and(|next| next <= now.uptime)
    }

    /// Asks as soon as possible, because the person wants a new figure or the computer woke: not
    /// right after another request, and not while fal asked to wait. A rejected key is tried again.
    pub fn poll_now(&mut self, now: Moment) {
        let spaced = self
            .started_at
            .map_or(Duration::ZERO, |started_at| started_at + SPACING);
        self.next = Some(now.uptime.max(spaced).max(self.not_before));
    }

    /// Returns the time until the next request is due; `None` if none is, or fal asked to wait for
    /// longer than two requests lie apart.
    #[must_use]
    pub fn due_soon(&self, now: Moment) -> Option<Duration> {
        let wait = self.next?.saturating_sub(now.uptime);
        (wait <= SPACING).then_some(wait)
    }

    /// Records that a request begins.
    pub fn started(&mut self, now: Moment) {
        self.started_at = Some(now.uptime);
    }

    /// Returns `true` if a request has begun since `moment`.
    #[must_use]
    pub fn has_polled_since(&self, moment: Moment) -> bool {
        self.started_at
            .is_some_and(|started_at| started_at >= moment.uptime)
    }

    /// Records that the request has ended, and plans the next one. `jitter` of 0 to 1000 prolongs
    /// the wait by up to a tenth, so that many computers do not ask in step.
    pub fn finished(&mut self, outcome: PollOutcome, now: Moment, jitter: u32) {
        let is_answered = outcome == PollOutcome::Answered;
        self.failures = if is_answered {
            0
        } else {
            self.failures.saturating_add(1)
        };
        if let PollOutcome::Busy(Some(retry_after)) = outcome {
            let wait = retry_after.min(MAX_RETRY_AFTER);
            self.not_before = now.uptime.saturating_add(wait);
        }
        // From start to start, so that a slow response does not stretch the minute; after a failure
        // from its end, so that fal has all of the wait in peace.
        let from = if is_answered {
            self.started_at.unwrap_or(now.uptime)
        } else {
            now.uptime
        };
        self.next = self
            .delay_after(outcome)
            .map(|delay| from + delay + delay * jitter.min(1000) / 10_000);
    }

    /// Returns the wait before the next request, or `None` if only the person can change anything.
    fn delay_after(&self, outcome: PollOutcome) -> Option<Duration> {
        Some(match outcome {
            PollOutcome::Rejected => return None,
            PollOutcome::Answered => INTERVAL,
            PollOutcome::Failed => self.back_off(),
            PollOutcome::Unreachable => self.back_off().min(MAX_BACK_OFF_UNREACHABLE),
            PollOutcome::Busy(None) => self.back_off().max(INTERVAL),
            // A `Retry-After` of a second, again and again, still backs off.
            PollOutcome::Busy(Some(retry_after)) => {
                retry_after.min(MAX_RETRY_AFTER).max(self.back_off())
            }
        })
    }

    fn back_off(&self) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(16);
        FIRST_RETRY.saturating_mul(1 << doublings).min(MAX_BACK_OFF)
    }
}

/// Recognizes a sleep between two moments: uptime rests meanwhile, the wall clock does not.
fn has_slept(before: Moment, now: Moment) -> bool {
    // A clock that was set back gives a negative difference, which counts as no time at all.
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

    fn polls_during(
        from: u64,
        to: u64,
        polling: &mut Polling,
        answer: impl Fn(u64) -> PollOutcome,
    ) -> Vec<u64> {
        let mut polls = Vec::new();
        for second in from..to {
            if polling.due(at(second), || true) == PollAction::Ask {
                polling.started(at(second));
                polling.finished(answer(second), at(second), 1000);
                polls.push(second);
            }
        }
        polls
    }

    #[test]
    fn at_rest_there_are_at_most_62_requests_an_hour() {
        for jitter in [0, 500, 1000] {
            let mut polling = Polling::starting();
            let mut polls = 0;
            for second in 0..3600 {
                if polling.due(at(second), || true) == PollAction::Ask {
                    polling.started(at(second));
                    polling.finished(PollOutcome::Answered, at(second), jitter);
                    polls += 1;
                }
            }
            assert!((54..=62).contains(&polls), "{polls} with jitter {jitter}");
        }
    }

    #[test]
    fn readings_are_fresh_at_the_slowest_pace_and_stale_once_two_were_missed() {
        let mut polling = Polling::starting();
        let polls = polls_during(0, 3600, &mut polling, |_| PollOutcome::Answered);
        let pauses = polls.windows(2).map(|pair| pair[1] - pair[0]);
        let longest = Duration::from_secs(pauses.max().unwrap());
        assert!(longest > INTERVAL, "{longest:?} has no jitter");
        assert!(STALE_AFTER > 2 * longest, "one missed reading is stale");
        assert!(STALE_AFTER < 3 * INTERVAL, "two missed readings are fresh");
    }

    #[test]
    fn failures_are_retried_ever_more_rarely_and_up_to_a_quarter_of_an_hour() {
        let mut polling = Polling::starting();
        let polls = polls_during(0, 7200, &mut polling, |_| PollOutcome::Failed);
        assert_eq!(polls[..5], [0, 11, 33, 77, 165]);
        let waits: Vec<u64> = polls.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(waits.iter().all(|wait| *wait <= 990), "{waits:?}");
        assert_eq!(waits.last(), Some(&990));
        assert!(
            polls_during(7200, 9000, &mut polling, |_| PollOutcome::Answered).len() >= 14,
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
            let polls = polls_during(0, 60, &mut Polling::starting(), |_| outcome);
            assert!((1..=4).contains(&polls.len()), "{outcome:?}: {polls:?}");
        }
    }

    #[test]
    fn fals_retry_after_is_honoured_even_if_the_person_asks() {
        let mut polling = Polling::starting();
        polling.started(at(0));
        polling.finished(PollOutcome::Busy(Some(Duration::from_mins(2))), at(0), 0);
        polling.poll_now(at(30));
        assert_eq!(
            polls_during(30, 121, &mut polling, |_| PollOutcome::Answered),
            [120]
        );
    }

    #[test]
    fn a_busy_fal_that_names_no_time_is_left_alone_for_a_minute() {
        let mut polling = Polling::starting();
        assert_eq!(
            polls_during(0, 120, &mut polling, |_| PollOutcome::Busy(None)),
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
            polls_during(0, 3700, &mut polling, |_| PollOutcome::Answered),
            [3600, 3666]
        );
    }

    #[test]
    fn the_person_is_served_at_once_but_not_more_often_than_every_five_seconds() {
        let mut polling = Polling::starting();
        let mut polls = Vec::new();
        for second in 0..20 {
            polling.poll_now(at(second));
            if polling.due(at(second), || true) == PollAction::Ask {
                polling.started(at(second));
                polling.finished(PollOutcome::Answered, at(second), 0);
                polls.push(second);
            }
        }
        assert_eq!(polls, [0, 5, 10, 15]);
    }

    #[test]
    fn a_rejected_key_is_left_alone_until_the_person_asks() {
        let mut polling = Polling::starting();
        assert_eq!(
            polls_during(0, 7200, &mut polling, |_| PollOutcome::Rejected),
            [0]
        );
        polling.poll_now(at(7200));
        assert_eq!(
            polls_during(7200, 7300, &mut polling, |_| PollOutcome::Answered),
            [7200, 7266]
        );
        assert_eq!(Polling::stopped().due(at(0), || true), PollAction::Nothing);
    }

    #[test]
    fn being_offline_is_reported_once_and_coming_back_asks_at_once() {
        let mut polling = Polling::starting();
        assert_eq!(polling.due(at(0), || false), PollAction::Offline);
        for second in 1..3600 {
            assert_eq!(polling.due(at(second), || false), PollAction::Nothing);
        }
        assert_eq!(polling.due(at(3600), || true), PollAction::Ask);
    }

    /// Who presses *Refresh* right after another request waits for the next, and nobody waits an
    /// hour because fal asked for that.
    #[test]
    fn a_press_waits_for_the_spacing_and_for_nothing_longer() {
        let mut polling = Polling::starting();
        assert_eq!(polling.due_soon(at(0)), Some(Duration::ZERO));
        polling.started(at(0));
        polling.finished(PollOutcome::Answered, at(1), 0);
        polling.poll_now(at(2));
        assert_eq!(polling.due_soon(at(2)), Some(Duration::from_secs(3)));
        polling.started(at(5));
        let busy = PollOutcome::Busy(Some(Duration::from_hours(1)));
        polling.finished(busy, at(6), 0);
        polling.poll_now(at(7));
        assert_eq!(polling.due_soon(at(7)), None);
        assert_eq!(Polling::stopped().due_soon(at(0)), None);
    }

    #[test]
    fn waking_asks_at_once_and_keeps_the_spacing() {
        let mut polling = Polling::starting();
        assert_eq!(
            polls_during(0, 3, &mut polling, |_| PollOutcome::Answered),
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
            polls_during(1000, 1001, &mut polling, |_| PollOutcome::Answered);
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
