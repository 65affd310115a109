//! The guard: what may be spent through the gateway, and whether a call keeps to it. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr};

use super::money::Money;

/// The floor that is proposed: fal locks accounts above zero, at a threshold that it does not
/// publish.
pub const PROPOSED_FLOOR: Money = Money::from_nano(1_000_000_000);
/// How long the guard pauses at a press.
pub const PAUSE: TimeDelta = TimeDelta::hours(1);
/// How long *Allow the next one* waits for a call that needs it.
pub const ALLOWED: TimeDelta = TimeDelta::hours(1);

/// What the person allows. Amounts are zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardSettings {
    /// Calls are held against the limits.
    pub is_on: bool,
    /// What is to be left of the balance.
    pub floor: Option<Money>,
    /// The most of a local day.
    pub day: Option<Money>,
    /// The most of a local month.
    pub month: Option<Money>,
    /// The most of one call.
    pub job: Option<Money>,
    /// Calls of models without a price are refused.
    pub refuses_unpriced: bool,
    /// Until then all calls pass.
    pub paused_until: Option<DateTime<Utc>>,
    /// Until then one call passes that would be refused.
    pub allowed_until: Option<DateTime<Utc>>,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self {
            is_on: false,
            floor: Some(PROPOSED_FLOOR),
            day: None,
            month: None,
            job: None,
            refuses_unpriced: false,
            paused_until: None,
            allowed_until: None,
        }
    }
}

/// What there is to spend, calls under way included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// What is left of the balance; none where no balance is known.
    pub remaining: Option<Money>,
    /// Spent on this local day.
    pub today: Money,
    /// Spent in this local month.
    pub month: Money,
}

/// A limit that a call would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Limit {
    /// What is to be left of the balance.
    Floor,
    /// The most of a day.
    Day,
    /// The most of a month.
    Month,
    /// The most of one call.
    Job,
    /// The model has no price.
    Unpriced,
}

/// Why a call was not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The limit, the first that it would break.
    pub limit: Limit,
    /// The amount of the limit; none where it has none.
    pub most: Option<Money>,
    /// What the call was taken for; none where nobody knows.
    pub estimate: Option<Money>,
    /// What there was to spend.
    pub means: Funds,
}

/// A call that was not let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRefusal {
    /// When.
    pub at: DateTime<Utc>,
    /// The model.
    pub endpoint: String,
    /// Why.
    pub breach: Breach,
    /// How many there were since the person last looked, this one included.
    pub count: i64,
}

/// What is to become of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It keeps to the limits, or none are kept now.
    Pass,
    /// It would be refused, but the person has allowed one.
    PassOnce,
    /// It is refused.
    Refuse(Breach),
}

impl GuardSettings {
    /// Whether calls are held against the limits now.
    #[must_use]
    pub fn is_enforcing(&self, now: DateTime<Utc>) -> bool {
        self.is_on && self.paused_until.is_none_or(|until| until <= now)
    }

    /// The limit that spending this would break; none where it keeps to all of them, whether the
    /// guard is on or not. What is not known to cost anything needs room under each limit all the
    /// same.
    #[must_use]
    pub fn breach(&self, means: Funds, estimate: Option<Money>) -> Option<Breach> {
        let limit = |limit, most| Breach {
            limit,
            most,
            estimate,
            means,
        };
        if self.refuses_unpriced && estimate.is_none() {
            return Some(limit(Limit::Unpriced, None));
        }
        let above = |spent: Money, most: &Money| match estimate {
            Some(estimate) => {
                spent.plus(estimate).is_err() || spent.plus(estimate).is_ok_and(|sum| sum > *most)
            }
            None => spent >= *most,
        };
        let sinks = |floor: &Money| {
            means.remaining.is_some_and(|left| match estimate {
                Some(estimate) => !left.minus(estimate).is_ok_and(|rest| rest >= *floor),
                None => left <= *floor,
            })
        };
        let job = self
            .job
            .filter(|most| estimate.is_some_and(|estimate| estimate > *most));
        let job = job.map(|most| limit(Limit::Job, Some(most)));
        let floor = || {
            self.floor
                .filter(sinks)
                .map(|floor| limit(Limit::Floor, Some(floor)))
        };
        let day = || {
            self.day
                .filter(|most| above(means.today, most))
                .map(|most| limit(Limit::Day, Some(most)))
        };
        let month = || {
            self.month
                .filter(|most| above(means.month, most))
                .map(|most| limit(Limit::Month, Some(most)))
        };
        job.or_else(floor).or_else(day).or_else(month)
    }

    /// What is to become of a call at this estimate; none is one of unknown cost.
    #[must_use]
    pub fn judge(&self, means: Funds, estimate: Option<Money>, now: DateTime<Utc>) -> Verdict {
        if !self.is_enforcing(now) {
            return Verdict::Pass;
        }
        match self.breach(means, estimate) {
            None => Verdict::Pass,
            Some(_) if self.allowed_until.is_some_and(|until| now < until) => Verdict::PassOnce,
            Some(breach) => Verdict::Refuse(breach),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn guard() -> GuardSettings {
        GuardSettings {
            is_on: true,
            floor: Some(cents(100)),
            day: Some(cents(500)),
            month: Some(cents(2_000)),
            job: Some(cents(50)),
            ..GuardSettings::default()
        }
    }

    fn means(remaining: i64, today: i64, month: i64) -> Funds {
        Funds {
            remaining: Some(cents(remaining)),
            today: cents(today),
            month: cents(month),
        }
    }

    fn limit(guard: &GuardSettings, means: Funds, estimate: Option<i64>) -> Option<Limit> {
        match guard.judge(means, estimate.map(cents), now()) {
            Verdict::Refuse(breach) => Some(breach.limit),
            Verdict::Pass | Verdict::PassOnce => None,
        }
    }

    #[test]
    fn a_call_is_refused_by_the_first_limit_that_it_would_break() {
        for (means, estimate, expected) in [
            (means(1000, 0, 0), Some(50), None),
            (means(1000, 0, 0), Some(51), Some(Limit::Job)),
            (means(140, 0, 0), Some(40), None),
            (means(140, 0, 0), Some(41), Some(Limit::Floor)),
            (means(-5, 0, 0), Some(0), Some(Limit::Floor)),
            (means(1000, 460, 460), Some(40), None),
            (means(1000, 461, 461), Some(40), Some(Limit::Day)),
            (means(1000, 0, 1_961), Some(40), Some(Limit::Month)),
            // Of unknown cost: there must be room under each.
            (means(1000, 499, 1_999), None, None),
            (means(100, 0, 0), None, Some(Limit::Floor)),
            (means(1000, 500, 500), None, Some(Limit::Day)),
            (means(1000, 0, 2_000), None, Some(Limit::Month)),
            // A balance that nobody knows has no floor.
            (
                Funds {
                    remaining: None,
                    ..means(0, 0, 0)
                },
                Some(40),
                None,
            ),
        ] {
            assert_eq!(
                limit(&guard(), means, estimate),
                expected,
                "{means:?} {estimate:?}"
            );
        }
    }

    #[test]
    fn a_model_without_a_price_is_refused_where_the_person_wants_that() {
        let strict = GuardSettings {
            refuses_unpriced: true,
            ..guard()
        };
        assert_eq!(
            limit(&strict, means(1000, 0, 0), None),
            Some(Limit::Unpriced)
        );
        assert_eq!(limit(&strict, means(1000, 0, 0), Some(1)), None);
    }

    #[test]
    fn off_or_paused_it_refuses_nothing_and_an_allowed_call_passes_once() {
        let dear = Some(cents(9_999));
        let off = GuardSettings {
            is_on: false,
            ..guard()
        };
        assert_eq!(off.judge(means(0, 0, 0), dear, now()), Verdict::Pass);
        let until = |minutes| Some(now() + TimeDelta::minutes(minutes));
        let paused = |minutes| GuardSettings {
            paused_until: until(minutes),
            ..guard()
        };
        assert_eq!(paused(1).judge(means(0, 0, 0), dear, now()), Verdict::Pass);
        assert!(
            matches!(
                paused(0).judge(means(0, 0, 0), dear, now()),
                Verdict::Refuse(_)
            ),
            "the pause is over"
        );
        let allowed = |minutes| GuardSettings {
            allowed_until: until(minutes),
            ..guard()
        };
        assert_eq!(
            allowed(1).judge(means(0, 0, 0), dear, now()),
            Verdict::PassOnce
        );
        assert_eq!(
            allowed(1).judge(means(1000, 0, 0), Some(cents(1)), now()),
            Verdict::Pass,
            "it needs none"
        );
        assert!(
            matches!(
                allowed(0).judge(means(0, 0, 0), dear, now()),
                Verdict::Refuse(_)
            ),
            "it was long ago"
        );
    }

    proptest! {
        /// Whatever passes leaves every limit kept.
        #[test]
        fn what_passes_keeps_to_every_limit(
            remaining in -10_000..10_000_i64, today in 0..1_000_i64, month in 0..5_000_i64, estimate in 0..1_000_i64,
        ) {
            let means = means(remaining, today, month);
            if guard().breach(means, Some(cents(estimate))).is_none() {
                prop_assert!(remaining - estimate >= 100 && today + estimate <= 500);
                prop_assert!(month + estimate <= 2_000 && estimate <= 50);
            }
        }
    }
}
