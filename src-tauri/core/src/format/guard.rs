//! The guard in words.

use chrono::{DateTime, TimeZone, Utc};

use super::{moment, price, total};
use crate::domain::currency::Display;
use crate::domain::guard::{Breach, Guard, Limit, Means, Refusal};
use crate::domain::money::{Money, TooLarge};

/// What a program is told whose call was refused.
pub fn refused_call(refusal: &Refusal, display: Display) -> Result<String, TooLarge> {
    Ok(format!(
        "fal Budget's guard refused this call of {}: {} Nothing was sent to fal.ai. To go on, allow the next call or pause the guard in fal Budget, or by `fal-budget guard allow` or `fal-budget guard pause`.",
        refusal.endpoint,
        reason(&refusal.breach, "this call", display)?
    ))
}

/// What stands in the window: a title, and why.
pub fn refusal<Z: TimeZone>(
    refusal: &Refusal,
    display: Display,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<(String, String), TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let title = match refusal.count {
        1 => "The guard refused a call.".to_owned(),
        count => format!("The guard refused {count} calls."),
    };
    let at = moment(refusal.at, now, zone);
    let last = if refusal.count == 1 { "" } else { "The last: " };
    Ok((title, format!("{last}{}, {at}: {}", refusal.endpoint, reason(&refusal.breach, "it", display)?)))
}

/// The limit, the estimate, and what remains.
fn reason(breach: &Breach, call: &str, display: Display) -> Result<String, TooLarge> {
    let cost = match breach.estimate {
        Some(estimate) => format!("{call} would cost about {}", price(estimate, display)?),
        None => format!("nobody knows what {call} costs"),
    };
    let most = breach.most.map(|most| price(most, display)).transpose()?.unwrap_or_default();
    let Means { today, month, .. } = breach.means;
    Ok(match breach.limit {
        Limit::Floor => format!("{cost}, and {most} is to be left, the floor. {}", left(breach.means, display)?),
        Limit::Day => {
            let spent = total(today, display)?;
            format!("{cost}, and of the {most} for a day {spent} is spent. {}", left(breach.means, display)?)
        }
        Limit::Month => {
            let spent = total(month, display)?;
            format!("{cost}, and of the {most} for a month {spent} is spent. {}", left(breach.means, display)?)
        }
        Limit::Job => format!("{cost}, and one call may cost {most} at most. {}", left(breach.means, display)?),
        Limit::Unpriced => {
            format!(
                "the price of this model is not known, and such calls are refused. {}",
                left(breach.means, display)?
            )
        }
    })
}

fn left(means: Means, display: Display) -> Result<String, TooLarge> {
    Ok(match means.remaining {
        Some(remaining) => format!("{} is left.", total(remaining, display)?),
        None => "The balance is not known.".to_owned(),
    })
}

/// Whether an amount can be spent, and why.
pub fn can_spend(amount: Money, means: Means, breach: Option<&Breach>, display: Display) -> Result<String, TooLarge> {
    let Some(breach) = breach else {
        let rest = means.remaining.map(|left| left.minus(amount)).transpose()?;
        return Ok(match rest {
            Some(rest) => format!("Yes: {} would be left.", total(rest, display)?),
            None => "Yes, as far as the limits go. The balance is not known.".to_owned(),
        });
    };
    let limit = breach.most.filter(|most| breach.limit != Limit::Floor || *most > Money::ZERO);
    Ok(match limit {
        Some(_) => format!("No: {}", reason(breach, "it", display)?),
        None => format!("No: {}", left(means, display)?),
    })
}

/// How the guard stands.
#[must_use]
pub fn guard_status<Z: TimeZone>(guard: &Guard, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let clock = |until: DateTime<Utc>| until.with_timezone(zone).format("%H:%M").to_string();
    match (guard.is_on, guard.paused_until.filter(|until| now < *until)) {
        (false, _) => "The guard is off: all calls pass.".to_owned(),
        (true, Some(until)) => format!("Paused until {}: all calls pass.", clock(until)),
        (true, None) => match guard.allowed_until.filter(|until| now < *until) {
            Some(until) => format!("On. The next call that would be refused passes, until {}.", clock(until)),
            None => "On. Calls that would break a limit are refused.".to_owned(),
        },
    }
}

/// What the guard cannot do as things are.
#[must_use]
pub fn guard_gap(guard: &Guard, is_balance_known: bool) -> Option<String> {
    let is_blind = guard.is_on && guard.floor.is_some() && !is_balance_known;
    is_blind.then(|| {
        "No balance is known, so nothing is held against the floor. Enter your balance, or connect a key.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::guard::PAUSE;

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    fn now() -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    fn breach(limit: Limit, most: Option<i64>, estimate: Option<i64>) -> Breach {
        let means = Means { remaining: Some(cents(120)), today: cents(480), month: cents(1_990) };
        Breach { limit, most: most.map(cents), estimate: estimate.map(cents), means }
    }

    #[test]
    fn a_refusal_names_the_limit_the_estimate_what_remains_and_how_to_go_on() {
        let of = |limit, most, estimate| {
            let breach = breach(limit, most, estimate);
            let refusal = Refusal { at: now(), endpoint: "fal-ai/flux/dev".to_owned(), breach, count: 1 };
            refused_call(&refusal, Display::DOLLARS).unwrap()
        };
        let floor = of(Limit::Floor, Some(100), Some(40));
        assert_eq!(
            floor,
            "fal Budget's guard refused this call of fal-ai/flux/dev: this call would cost about $0.40, and $1.00 is to be left, the floor. $1.20 is left. Nothing was sent to fal.ai. To go on, allow the next call or pause the guard in fal Budget, or by `fal-budget guard allow` or `fal-budget guard pause`."
        );
        for (text, said) in [
            (of(Limit::Day, Some(500), Some(40)), "of the $5.00 for a day $4.80 is spent. $1.20 is left."),
            (of(Limit::Month, Some(2_000), Some(40)), "of the $20.00 for a month $19.90 is spent."),
            (of(Limit::Job, Some(50), Some(60)), "would cost about $0.60, and one call may cost $0.50 at most."),
            (of(Limit::Unpriced, None, None), "the price of this model is not known, and such calls are refused."),
            (of(Limit::Floor, Some(120), None), "nobody knows what this call costs, and $1.20 is to be left"),
        ] {
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn whether_an_amount_can_be_spent_is_said_with_the_reason() {
        let means = breach(Limit::Floor, None, None).means;
        let said =
            |breach: Option<Breach>, means| can_spend(cents(50), means, breach.as_ref(), Display::DOLLARS).unwrap();
        assert_eq!(said(None, means), "Yes: $0.70 would be left.");
        assert_eq!(said(Some(breach(Limit::Floor, Some(0), Some(150))), means), "No: $1.20 is left.");
        assert!(
            said(Some(breach(Limit::Floor, Some(100), Some(50))), means).contains("$1.00 is to be left, the floor")
        );
        let unknown = Means { remaining: None, ..means };
        assert_eq!(said(None, unknown), "Yes, as far as the limits go. The balance is not known.");
    }

    #[test]
    fn how_the_guard_stands_is_said_with_the_time() {
        let on = Guard { is_on: true, ..Guard::default() };
        let paused = Guard { paused_until: Some(now() + PAUSE), ..on };
        assert_eq!(guard_status(&paused, now(), &Utc), "Paused until 13:00: all calls pass.");
        assert!(guard_status(&paused, now() + PAUSE, &Utc).starts_with("On."));
        assert!(guard_status(&Guard::default(), now(), &Utc).contains("off"));
        let allowed = Guard { allowed_until: Some(now() + PAUSE), ..on };
        assert!(guard_status(&allowed, now(), &Utc).contains("passes, until 13:00"));
        assert!(guard_gap(&on, false).is_some() && guard_gap(&on, true).is_none());
    }
}
