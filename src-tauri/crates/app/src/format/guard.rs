//! Sentences about the guard.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::guard::scope::{Period, Scope, ScopeKind, ScopedLimit};
use fal_budget_domain::guard::{Breach, Funds, GuardRefusal, GuardSettings, Limit, ScopedFunds};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::plain_text::plain;
use fal_budget_i18n::say;
use fal_budget_ledger::KeyNames;

use super::date::clock;
use super::number::grouped;
use super::{moment, price, total};

/// Explains to a program why its call was refused.
pub fn refused_call(refusal: &GuardRefusal, display: MoneyFormat) -> Result<String, TooLarge> {
    let reason = reason(&refusal.breach, CallName::This, display)?;
    Ok(say!(
        "guard-refused-call",
        model = refusal.endpoint.as_str(),
        reason = reason
    ))
}

/// Explains a refusal in the window: a title and a sentence.
pub fn refusal<Z: TimeZone<Offset: Display>>(
    refusal: &GuardRefusal,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<(String, String), TooLarge> {
    let title = say!(
        "guard-refusal-title",
        calls = refusal.count,
        number = grouped(refusal.count.into())
    );
    let text = say!(
        "guard-refusal",
        calls = refusal.count,
        model = refusal.endpoint.as_str(),
        moment = moment(refusal.at, now, zone),
        reason = reason(&refusal.breach, CallName::It, display)?
    );
    Ok((title, text))
}

/// The words by which a sentence names its call: *this call* where the call has not been named yet,
/// else *it*.
#[derive(Clone, Copy)]
enum CallName {
    This,
    It,
}

/// Names the limit, the estimate, and the amount that remains.
fn reason(breach: &Breach, call: CallName, display: MoneyFormat) -> Result<String, TooLarge> {
    let costs = costs(breach.estimate, call, display)?;
    // A limit without an amount is that of unpriced calls, whose sentence has no place for one.
    let most = breach
        .limit_amount
        .map(|most| price(most, display))
        .transpose()?;
    let most = most.unwrap_or_default();
    let left = left(breach.funds, display)?;
    let of_period = |period: Period, spent: Money| {
        let spent = match &breach.scope {
            Some((_, spent)) => *spent,
            None => spent,
        };
        Ok(say!(
            "guard-period",
            costs = costs.clone(),
            most = most.clone(),
            period = period.into_str(),
            of = match &breach.scope {
                Some((scope, _)) => say!("guard-of-scope", scope = scope_name(scope)),
                None => String::new(),
            },
            spent = total(spent, display)?,
            left = left.clone()
        ))
    };
    Ok(match breach.limit {
        Limit::Floor => say!("guard-floor", costs = costs, most = most, left = left),
        Limit::Day => of_period(Period::Day, breach.funds.today)?,
        Limit::Week => of_period(Period::Week, breach.funds.week)?,
        Limit::Month => of_period(Period::Month, breach.funds.month)?,
        Limit::Job => say!("guard-job", costs = costs, most = most, left = left),
        Limit::Unpriced => say!("guard-unpriced", left = left),
        Limit::OneUnpriced => say!("guard-one-unpriced", left = left),
    })
}

/// Names a part of the spending: `the project “film”`.
fn scope_name(scope: &Scope) -> String {
    let name = plain(&scope.name);
    let name = name.as_ref();
    match scope.kind {
        ScopeKind::Key => say!("guard-scope-key", name = name),
        ScopeKind::Project => say!("guard-scope-project", name = name),
        ScopeKind::Model => say!("guard-scope-model", name = name),
    }
}

/// Describes a limit on a part of the spending, in the words of the command line, and what was
/// spent of it.
pub fn scoped_limit(
    part: &ScopedFunds,
    keys: &KeyNames,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let ScopedLimit {
        scope,
        period,
        most,
    } = &part.limit;
    let name = match scope.kind {
        ScopeKind::Key => keys.name(&scope.name),
        _ => &scope.name,
    };
    let (kind, period) = (scope.kind.into_str(), period.into_str());
    let spent = say!("guard-spent", spent = total(part.spent, display)?);
    let name = plain(name);
    Ok(format!(
        "{kind} {name}  {period} {}  ({spent})",
        price(*most, display)?
    ))
}

fn costs(
    estimate: Option<Money>,
    call: CallName,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let cost = estimate.map(|cost| price(cost, display)).transpose()?;
    Ok(match (cost, call) {
        (Some(cost), CallName::This) => say!("guard-this-call-costs", cost = cost),
        (Some(cost), CallName::It) => say!("guard-it-costs", cost = cost),
        (None, CallName::This) => say!("guard-this-call-costs-unknown"),
        (None, CallName::It) => say!("guard-it-costs-unknown"),
    })
}

fn left(funds: Funds, display: MoneyFormat) -> Result<String, TooLarge> {
    Ok(match funds.remaining {
        Some(remaining) => say!("guard-left", left = super::left(remaining, display)?),
        None => say!("guard-balance-unknown"),
    })
}

/// Answers whether an amount can be spent, with the reason. `breach` is the limit that it would
/// break.
pub fn can_spend(
    amount: Money,
    funds: Funds,
    breach: Option<&Breach>,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let Some(breach) = breach else {
        let rest = funds.remaining.map(|left| left.minus(amount)).transpose()?;
        return Ok(match rest {
            Some(rest) => say!("can-spend-yes", left = super::left(rest, display)?),
            None => say!("can-spend-yes-within-limits"),
        });
    };
    // A floor of zero is nobody's limit but the balance itself, so the answer says what is left and
    // names no floor.
    let is_set = |most: Money| breach.limit != Limit::Floor || most > Money::ZERO;
    if breach.limit_amount.is_some_and(is_set) {
        let reason = reason(breach, CallName::It, display)?;
        return Ok(say!("can-spend-no", reason = reason));
    }
    Ok(match funds.remaining {
        Some(rest) => say!("can-spend-only", left = super::left(rest, display)?),
        None => say!("can-spend-no-balance"),
    })
}

/// Explains that an unknown balance promises nothing.
#[must_use]
pub fn nothing_known_to_spend() -> String {
    say!("can-spend-nothing-known")
}

/// Use that is made of the gateway: the guard sees only calls that come through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayUse {
    /// No gateway runs.
    Off,
    /// A gateway runs, and no call has come yet.
    Unused,
    /// Calls come through the gateway.
    Used,
}

/// Describes the guard's status by its weakest link: off, paused, on without a gateway or a
/// program, on, or on with the next call allowed.
#[must_use]
pub fn guard_status<Z: TimeZone<Offset: Display>>(
    guard: &GuardSettings,
    gateway: GatewayUse,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    // Times that have passed stay in the settings: nothing runs that could remove them.
    let ahead = |until: &DateTime<Utc>| now < *until;
    match (guard.is_on, guard.paused_until.filter(ahead)) {
        (false, _) => say!("guard-off"),
        (true, Some(until)) => say!("guard-paused", time = clock(until, zone)),
        (true, None) => match (gateway, guard.allowed_until.filter(ahead)) {
            (GatewayUse::Off, _) => say!("guard-no-gateway"),
            (_, Some(until)) => say!("guard-on-next-passes", time = clock(until, zone)),
            (GatewayUse::Unused, None) => say!("guard-no-program"),
            (GatewayUse::Used, None) => say!("guard-on"),
        },
    }
}

/// Explains that the floor cannot be enforced while no balance is known. Returns `None` when all
/// limits can.
#[must_use]
pub fn guard_gap(guard: &GuardSettings, is_balance_known: bool) -> Option<String> {
    let is_blind = guard.is_on && guard.floor.is_some() && !is_balance_known;
    is_blind.then(|| say!("guard-gap"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::guard::PAUSE_LENGTH;

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn breach(limit: Limit, most: Option<i64>, estimate: Option<i64>) -> Breach {
        let funds = Funds {
            remaining: Some(cents(120)),
            today: cents(480),
            week: cents(900),
            month: cents(1_990),
            has_unpriced_call: false,
        };
        Breach {
            limit,
            scope: None,
            limit_amount: most.map(cents),
            estimate: estimate.map(cents),
            funds,
        }
    }

    #[test]
    fn a_refusal_names_the_limit_the_estimate_what_remains_and_how_to_go_on() {
        let of = |limit, most, estimate| {
            let breach = breach(limit, most, estimate);
            let refusal = GuardRefusal {
                at: now(),
                endpoint: "fal-ai/flux/dev".to_owned(),
                breach,
                count: 1,
            };
            refused_call(&refusal, MoneyFormat::DOLLARS).unwrap()
        };
        let floor = of(Limit::Floor, Some(100), Some(40));
        assert_eq!(
            floor,
            "fal Budget's guard refused this call of fal-ai/flux/dev: this call would cost about \
             $0.40, and $1.00 is to be left, the floor. $1.20 is left. Nothing was sent to fal.ai. \
             To go on, allow the next call or pause the guard in fal Budget, or by `fal-budget \
             guard allow` or `fal-budget guard pause`."
        );
        for (text, said) in [
            (
                of(Limit::Day, Some(500), Some(40)),
                "of the $5.00 for a day $4.80 is spent. $1.20 is left.",
            ),
            (
                of(Limit::Month, Some(2_000), Some(40)),
                "of the $20.00 for a month $19.90 is spent.",
            ),
            (
                of(Limit::Job, Some(50), Some(60)),
                "would cost about $0.60, and one call may cost $0.50 at most.",
            ),
            (
                of(Limit::Unpriced, None, None),
                "nobody knows how much it may cost at most, and such calls are refused.",
            ),
            (
                of(Limit::Floor, Some(120), None),
                "nobody knows what this call costs, and $1.20 is to be left",
            ),
        ] {
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn a_refusal_names_the_key_the_project_or_the_model_whose_limit_it_is() {
        let said = |kind, name: &str, limit| {
            let scope = Scope {
                kind,
                name: name.to_owned(),
            };
            let breach = Breach {
                scope: Some((scope, cents(150))),
                ..breach(limit, Some(200), Some(60))
            };
            reason(&breach, CallName::This, MoneyFormat::DOLLARS).unwrap()
        };
        assert_eq!(
            said(ScopeKind::Project, "film", Limit::Week),
            "this call would cost about $0.60, and of the $2.00 for a week of the project “film” \
             $1.50 is spent. $1.20 is left."
        );
        let key = said(ScopeKind::Key, "k1", Limit::Day);
        assert!(
            key.contains("$2.00 for a day of the key “k1” $1.50"),
            "{key}"
        );
        let model = said(ScopeKind::Model, "fal-ai/flux/dev", Limit::Month);
        assert!(
            model.contains("for a month of the model fal-ai/flux/dev $1.50"),
            "{model}"
        );
    }

    #[test]
    fn the_answer_to_spending_an_amount_has_its_reason() {
        let funds = breach(Limit::Floor, None, None).funds;
        let said = |breach: Option<Breach>, funds| {
            can_spend(cents(50), funds, breach.as_ref(), MoneyFormat::DOLLARS).unwrap()
        };
        assert_eq!(said(None, funds), "Yes: $0.70 would be left.");
        assert_eq!(
            said(Some(breach(Limit::Floor, Some(0), Some(150))), funds),
            "No: $1.20 is left."
        );
        assert!(
            said(Some(breach(Limit::Floor, Some(100), Some(50))), funds)
                .contains("$1.00 is to be left, the floor")
        );
        let unknown = Funds {
            remaining: None,
            ..funds
        };
        assert_eq!(
            said(None, unknown),
            "Yes, as far as the limits go. The balance is not known."
        );
    }

    #[test]
    fn the_status_of_the_guard_names_the_time_and_the_weakest_link() {
        let status = |guard: &GuardSettings, at| guard_status(guard, GatewayUse::Used, at, &Utc);
        let on = GuardSettings {
            is_on: true,
            ..GuardSettings::default()
        };
        let paused = GuardSettings {
            paused_until: Some(now() + PAUSE_LENGTH),
            ..on
        };
        assert_eq!(
            status(&paused, now()),
            "Paused until 13:00: all calls pass."
        );
        assert!(status(&paused, now() + PAUSE_LENGTH).starts_with("On. Calls"));
        assert!(status(&GuardSettings::default(), now()).contains("off"));
        let allowed = GuardSettings {
            allowed_until: Some(now() + PAUSE_LENGTH),
            ..on
        };
        assert!(status(&allowed, now()).contains("passes, until 13:00"));
        for (gateway, said) in [
            (GatewayUse::Off, "On, but no gateway runs"),
            (GatewayUse::Unused, "On, but no program"),
        ] {
            let status = guard_status(&on, gateway, now(), &Utc);
            assert!(status.starts_with(said), "{status}");
        }
        assert!(guard_status(&allowed, GatewayUse::Off, now(), &Utc).contains("no gateway"));
        assert!(guard_gap(&on, false).is_some() && guard_gap(&on, true).is_none());
    }
}
