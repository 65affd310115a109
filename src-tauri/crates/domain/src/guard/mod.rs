//! Guard: limits on the spending through the gateway, and the verdict on a call.

pub mod scope;

use chrono::{DateTime, TimeDelta, Utc};
use strum::{EnumString, IntoStaticStr, VariantNames};

use self::scope::{Period, Scope, ScopedLimit};
use super::money::{Money, TooLarge};

/// Proposed floor: fal locks accounts above zero, at a threshold that it does not publish.
pub const PROPOSED_FLOOR: Money = Money::from_nano(1_000_000_000);
/// Length of a pause of the guard.
pub const PAUSE_LENGTH: TimeDelta = TimeDelta::hours(1);
/// Time for which *Allow the next one* waits for a call that needs it.
pub const ALLOW_NEXT_TIMEOUT: TimeDelta = TimeDelta::hours(1);

/// Limits that the person has set. Amounts are zero or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardSettings {
    /// Holds calls against the limits.
    pub is_on: bool,
    /// Amount that must be left of the balance.
    pub floor: Option<Money>,
    /// Maximum spending of a local day.
    pub day: Option<Money>,
    /// Maximum spending of a local week, which begins on Monday.
    pub week: Option<Money>,
    /// Maximum spending of a local month.
    pub month: Option<Money>,
    /// Maximum cost of one call.
    pub job: Option<Money>,
    /// Rule for calls without an upper bound.
    pub unpriced: UnpricedRule,
    /// Moment until which all calls pass.
    pub paused_until: Option<DateTime<Utc>>,
    /// Moment until which one call passes that would be refused.
    pub allowed_until: Option<DateTime<Utc>>,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self {
            is_on: false,
            floor: Some(PROPOSED_FLOOR),
            day: None,
            week: None,
            month: None,
            job: None,
            unpriced: UnpricedRule::OneAtATime,
            paused_until: None,
            allowed_until: None,
        }
    }
}

/// Rule for calls whose cost has no upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum UnpricedRule {
    /// One passes while no other runs: what is not known of it can be above a limit only once.
    #[default]
    #[strum(serialize = "one")]
    OneAtATime,
    /// None passes.
    Refuse,
    /// All pass that have room under the limits now.
    Allow,
}

/// Funds that a call is held against, running calls included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Balance that is left; `None` if no balance is known.
    pub remaining: Option<Money>,
    /// Spending of this local day.
    pub today: Money,
    /// Spending of this local week.
    pub week: Money,
    /// Spending of this local month.
    pub month: Money,
    /// A call of unknown cost is running.
    pub has_unpriced_call: bool,
}

impl Funds {
    /// Returns the funds once a call of this cost, `None` if unknown, has begun. `Err` beyond 64
    /// bits.
    pub fn after(self, cost: Option<Money>) -> Result<Self, TooLarge> {
        let Some(cost) = cost else {
            return Ok(Self {
                has_unpriced_call: true,
                ..self
            });
        };
        Ok(Self {
            remaining: self.remaining.map(|left| left.minus(cost)).transpose()?,
            today: self.today.plus(cost)?,
            week: self.week.plus(cost)?,
            month: self.month.plus(cost)?,
            ..self
        })
    }
}

/// Limit that a call would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Limit {
    /// Too little would be left of the balance.
    Floor,
    /// The day's spending would be too high.
    Day,
    /// The week's spending would be too high.
    Week,
    /// The month's spending would be too high.
    Month,
    /// The call itself costs too much.
    Job,
    /// The call's cost has no upper bound.
    Unpriced,
    /// The call's cost has no upper bound, and that of another call that runs has none either.
    OneUnpriced,
}

impl Limit {
    /// Returns the limit on a period's spending.
    #[must_use]
    pub const fn of_period(period: Period) -> Self {
        match period {
            Period::Day => Self::Day,
            Period::Week => Self::Week,
            Period::Month => Self::Month,
        }
    }
}

/// A limit on a part of the spending, and what was spent of it, running calls included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedFunds {
    /// Limit.
    pub limit: ScopedLimit,
    /// Spending of its period so far.
    pub spent: Money,
}

/// Breach of a limit: the reason why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// First limit that the call would break.
    pub limit: Limit,
    /// Part of the spending that the limit holds for, and what was spent of it; `None` for a limit
    /// of the account.
    pub scope: Option<(Scope, Money)>,
    /// Amount of the limit; `None` for a call without an upper bound.
    pub limit_amount: Option<Money>,
    /// Estimated cost of the call; `None` if unknown.
    pub estimate: Option<Money>,
    /// Funds at that moment.
    pub funds: Funds,
}

/// Call that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardRefusal {
    /// Moment of the refusal.
    pub at: DateTime<Utc>,
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Reason of the refusal.
    pub breach: Breach,
    /// Number of refusals since the person last looked, this one included.
    pub count: i64,
}

/// Verdict of the guard on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Passes: the call keeps to the limits, or no limits apply now.
    Pass,
    /// Passes although a limit would be broken, because the person has allowed one such call.
    PassOnce,
    /// Refused.
    Refuse(Breach),
}

impl GuardSettings {
    /// Returns `true` if calls are held against the limits now.
    #[must_use]
    pub fn is_enforcing(&self, now: DateTime<Utc>) -> bool {
        self.is_on && self.paused_until.is_none_or(|until| until <= now)
    }

    /// Returns the first limit that a call would break, or `None` if the call keeps to all of them.
    /// The limits are applied even while the guard is off. A call of unknown cost needs room under
    /// each limit.
    #[must_use]
    pub fn breach(&self, funds: Funds, estimate: Option<Money>) -> Option<Breach> {
        let breach = |limit, most| Breach {
            limit,
            scope: None,
            limit_amount: most,
            estimate,
            funds,
        };
        // What nobody knows may be above any limit for one call.
        let refuses_unknown = self.unpriced == UnpricedRule::Refuse || self.job.is_some();
        if estimate.is_none() && refuses_unknown {
            return Some(breach(Limit::Unpriced, None));
        }
        // The refusal names only the first: the call's own cost before the balance, and the shorter
        // period before the longer one.
        let is_too_dear = |most: &Money| estimate.is_some_and(|estimate| estimate > *most);
        let sinks = |floor: &Money| sinks_below(*floor, funds.remaining, estimate);
        let limits = [
            (Limit::Job, self.job.filter(is_too_dear)),
            (Limit::Floor, self.floor.filter(sinks)),
            (
                Limit::Day,
                self.day
                    .filter(|most| exceeds(*most, funds.today, estimate)),
            ),
            (
                Limit::Week,
                self.week
                    .filter(|most| exceeds(*most, funds.week, estimate)),
            ),
            (
                Limit::Month,
                self.month
                    .filter(|most| exceeds(*most, funds.month, estimate)),
            ),
        ];
        let waits = estimate.is_none()
            && self.unpriced == UnpricedRule::OneAtATime
            && funds.has_unpriced_call;
        limits
            .into_iter()
            .find_map(|(limit, broken)| broken.map(|most| breach(limit, Some(most))))
            .or_else(|| waits.then(|| breach(Limit::OneUnpriced, None)))
    }

    /// Judges a call by its estimated cost, `None` if unknown. `scoped` are the limits of the parts
    /// of the spending that it falls in: it must keep to all of them.
    #[must_use]
    pub fn judge(
        &self,
        funds: Funds,
        scoped: &[&ScopedFunds],
        estimate: Option<Money>,
        now: DateTime<Utc>,
    ) -> Verdict {
        if !self.is_enforcing(now) {
            return Verdict::Pass;
        }
        let breach = self
            .breach(funds, estimate)
            .or_else(|| scoped_breach(scoped, funds, estimate));
        // A call that keeps to the limits leaves the permission to one that needs it.
        match breach {
            None => Verdict::Pass,
            Some(_) if self.allowed_until.is_some_and(|until| now < until) => Verdict::PassOnce,
            Some(breach) => Verdict::Refuse(breach),
        }
    }
}

/// Returns the first limit on a part of the spending that a call would break. A call of unknown
/// cost needs room under each.
fn scoped_breach(scoped: &[&ScopedFunds], funds: Funds, estimate: Option<Money>) -> Option<Breach> {
    let broken = scoped
        .iter()
        .find(|part| exceeds(part.limit.most, part.spent, estimate))?;
    Some(Breach {
        limit: Limit::of_period(broken.limit.period),
        scope: Some((broken.limit.scope.clone(), broken.spent)),
        limit_amount: Some(broken.limit.most),
        estimate,
        funds,
    })
}

/// Returns `true` if spending the estimate leaves less than `floor`. A balance that nobody knows
/// has no floor.
fn sinks_below(floor: Money, remaining: Option<Money>, estimate: Option<Money>) -> bool {
    remaining.is_some_and(|left| match estimate {
        // A difference that overflows is far below any floor.
        Some(estimate) => !left.minus(estimate).is_ok_and(|rest| rest >= floor),
        None => left <= floor,
    })
}

/// Returns `true` if spending the estimate on top of `spent` comes to more than `most`.
fn exceeds(most: Money, spent: Money, estimate: Option<Money>) -> bool {
    match estimate {
        Some(estimate) => !spent.plus(estimate).is_ok_and(|sum| sum <= most),
        None => spent >= most,
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
            week: None,
            month: Some(cents(2_000)),
            job: Some(cents(50)),
            ..GuardSettings::default()
        }
    }

    fn funds(remaining: i64, today: i64, month: i64) -> Funds {
        Funds {
            remaining: Some(cents(remaining)),
            today: cents(today),
            week: cents(today),
            month: cents(month),
            has_unpriced_call: false,
        }
    }

    fn limit(guard: &GuardSettings, funds: Funds, estimate: Option<i64>) -> Option<Limit> {
        match guard.judge(funds, &[], estimate.map(cents), now()) {
            Verdict::Refuse(breach) => Some(breach.limit),
            Verdict::Pass | Verdict::PassOnce => None,
        }
    }

    /// Without a limit for one call there must be room under each of the others.
    #[test]
    fn a_call_of_unknown_cost_needs_room_under_each_limit() {
        let guard = GuardSettings {
            job: None,
            ..guard()
        };
        for (funds, expected) in [
            (funds(1000, 499, 1_999), None),
            (funds(100, 0, 0), Some(Limit::Floor)),
            (funds(1000, 500, 500), Some(Limit::Day)),
            (funds(1000, 0, 2_000), Some(Limit::Month)),
        ] {
            assert_eq!(limit(&guard, funds, None), expected, "{funds:?}");
        }
    }

    #[test]
    fn a_call_is_refused_by_the_first_limit_that_it_would_break() {
        for (funds, estimate, expected) in [
            (funds(1000, 0, 0), Some(50), None),
            (funds(1000, 0, 0), Some(51), Some(Limit::Job)),
            (funds(140, 0, 0), Some(40), None),
            (funds(140, 0, 0), Some(41), Some(Limit::Floor)),
            (funds(-5, 0, 0), Some(0), Some(Limit::Floor)),
            (funds(1000, 460, 460), Some(40), None),
            (funds(1000, 461, 461), Some(40), Some(Limit::Day)),
            (funds(1000, 0, 1_961), Some(40), Some(Limit::Month)),
            // Of unknown cost: it may be above any limit for one call.
            (funds(1000, 0, 0), None, Some(Limit::Unpriced)),
            // A balance that nobody knows has no floor.
            (
                Funds {
                    remaining: None,
                    ..funds(0, 0, 0)
                },
                Some(40),
                None,
            ),
        ] {
            assert_eq!(
                limit(&guard(), funds, estimate),
                expected,
                "{funds:?} {estimate:?}"
            );
        }
    }

    #[test]
    fn a_model_without_a_price_is_refused_where_the_person_wants_that() {
        let strict = GuardSettings {
            unpriced: UnpricedRule::Refuse,
            ..guard()
        };
        assert_eq!(
            limit(&strict, funds(1000, 0, 0), None),
            Some(Limit::Unpriced)
        );
        assert_eq!(limit(&strict, funds(1000, 0, 0), Some(1)), None);
    }

    #[test]
    fn calls_of_unknown_cost_pass_one_at_a_time() {
        let guard = |unpriced| GuardSettings {
            job: None,
            unpriced,
            ..guard()
        };
        let free = funds(1000, 0, 0);
        let taken = free.after(None).unwrap();
        for (rule, funds, expected) in [
            (UnpricedRule::OneAtATime, free, None),
            (UnpricedRule::OneAtATime, taken, Some(Limit::OneUnpriced)),
            (UnpricedRule::Allow, taken, None),
            (UnpricedRule::Refuse, free, Some(Limit::Unpriced)),
        ] {
            assert_eq!(limit(&guard(rule), funds, None), expected, "{rule:?}");
        }
        let known = limit(&guard(UnpricedRule::OneAtATime), taken, Some(1));
        assert_eq!(known, None, "a call of known cost does not wait");
    }

    #[test]
    fn a_guard_that_is_off_or_paused_refuses_nothing_and_an_allowed_call_passes_once() {
        let dear = Some(cents(9_999));
        let off = GuardSettings {
            is_on: false,
            ..guard()
        };
        assert_eq!(off.judge(funds(0, 0, 0), &[], dear, now()), Verdict::Pass);
        let until = |minutes| Some(now() + TimeDelta::minutes(minutes));
        let paused = |minutes| GuardSettings {
            paused_until: until(minutes),
            ..guard()
        };
        assert_eq!(
            paused(1).judge(funds(0, 0, 0), &[], dear, now()),
            Verdict::Pass
        );
        assert!(
            matches!(
                paused(0).judge(funds(0, 0, 0), &[], dear, now()),
                Verdict::Refuse(_)
            ),
            "the pause is over"
        );
        let allowed = |minutes| GuardSettings {
            allowed_until: until(minutes),
            ..guard()
        };
        assert_eq!(
            allowed(1).judge(funds(0, 0, 0), &[], dear, now()),
            Verdict::PassOnce
        );
        assert_eq!(
            allowed(1).judge(funds(1000, 0, 0), &[], Some(cents(1)), now()),
            Verdict::Pass,
            "it needs none"
        );
        assert!(
            matches!(
                allowed(0).judge(funds(0, 0, 0), &[], dear, now()),
                Verdict::Refuse(_)
            ),
            "it was long ago"
        );
    }

    proptest! {
        /// Whatever passes leaves every limit kept.
        #[test]
        fn what_passes_keeps_to_every_limit(
            remaining in -10_000..10_000_i64, today in 0..1_000_i64, month in 0..5_000_i64,
            estimate in 0..1_000_i64,
        ) {
            let funds = funds(remaining, today, month);
            if guard().breach(funds, Some(cents(estimate))).is_none() {
                prop_assert!(remaining - estimate >= 100 && today + estimate <= 500);
                prop_assert!(month + estimate <= 2_000 && estimate <= 50);
            }
        }
    }
}
