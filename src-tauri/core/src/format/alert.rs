//! Alerts in words.

use chrono::NaiveDate;

use super::spending::date;
use super::{forecast, total, total_with_dollars};
use crate::domain::alert::{Facts, Kind, Watch};
use crate::domain::currency::Display;
use crate::domain::money::{Money, TooLarge};

/// What balances are watched for.
const BEFORE_EMPTY: &str = "fal.ai locks the whole account when the balance runs out. Top up before that.";

/// What is so, in a sentence.
pub fn alert(watch: Watch, facts: &Facts, display: Display) -> Result<String, TooLarge> {
    let amount = |amount: Money| total(amount, display);
    Ok(match watch {
        Watch::Locked => "fal.ai has locked this account.".to_owned(),
        Watch::Share(percent) => under(&format!("{percent} %"), facts, display)?,
        Watch::Amount(mark) => under(&amount(mark)?, facts, display)?,
        Watch::RunsOut(_) => runs_out(facts, display)?,
        Watch::Refused => match facts.refused_today {
            1 => "A call was refused today by a limit of yours.".to_owned(),
            count => format!("{count} calls were refused today by a limit of yours."),
        },
        Watch::Day(mark) => {
            format!("Today's spending has reached {}: it is {}.", amount(mark)?, amount(facts.spent_today)?)
        }
        Watch::Month(mark) => {
            format!("This month's spending has reached {}: it is {}.", amount(mark)?, amount(facts.spent_month)?)
        }
        Watch::Unusual => {
            let usual = facts.usual_peak.unwrap_or_default();
            format!("An unusual day: {} so far, others take {} at most.", amount(facts.spent_today)?, amount(usual)?)
        }
        Watch::Expiry { on, .. } => expiry(on, facts, display)?,
    })
}

/// `Under 25 %: €2.40 of €10.00 is left.`
fn under(mark: &str, facts: &Facts, display: Display) -> Result<String, TooLarge> {
    let left = facts.left.unwrap_or_default();
    let shown = total_with_dollars(left, display)?;
    let of = match facts.reference {
        Some(reference) => format!(" of {}", total(reference, display)?),
        None => String::new(),
    };
    Ok(match left.nano() {
        0 => format!("Under {mark}: nothing{of} is left."),
        below if below < 0 => format!("Under {mark}: nothing is left, the balance is {shown}."),
        _ => format!("Under {mark}: {shown}{of} is left."),
    })
}

fn runs_out(facts: &Facts, display: Display) -> Result<String, TooLarge> {
    let Some(found) = &facts.forecast else { return Ok("The balance runs out soon.".to_owned()) };
    let (sentence, _) = forecast(found, facts.today, display)?;
    Ok(match facts.left {
        Some(left) => format!("{}: {} is left.", sentence.trim_end_matches('.'), total_with_dollars(left, display)?),
        None => sentence,
    })
}

fn expiry(on: NaiveDate, facts: &Facts, display: Display) -> Result<String, TooLarge> {
    let when = match on.signed_duration_since(facts.today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("on {}, in {days} days", date(on, facts.today)),
    };
    Ok(match facts.left.filter(|left| *left > Money::ZERO) {
        Some(left) => format!("Credits expire {when}: {} is left in all.", total_with_dollars(left, display)?),
        None => format!("Credits expire {when}."),
    })
}

/// What an alert means, and what to do next.
#[must_use]
pub const fn alert_means(kind: Kind) -> &'static str {
    match kind {
        Kind::Locked => {
            "Jobs are refused until fal.ai opens it again; after a top-up that can take hours or days. You are told when it is over."
        }
        Kind::Share | Kind::Amount | Kind::RunsOut => BEFORE_EMPTY,
        Kind::Refused => "Nothing was sent to fal.ai. The window says which limit it was, and lets the next call pass.",
        Kind::Day | Kind::Month => "Jobs go on: this only tells you.",
        Kind::Unusual => "The chart of spending shows by model what it went to.",
        Kind::Expiry => "Use them before; fal.ai's billing page shows which they are.",
    }
}

/// What is over, in a sentence.
pub fn recovered(watch: Watch, facts: &Facts, display: Display) -> Result<String, TooLarge> {
    Ok(match (watch, facts.left, facts.reference) {
        (Watch::Locked, ..) => "fal.ai has opened the account again.".to_owned(),
        (_, Some(left), Some(reference)) => {
            format!("{} of {} is left again.", total_with_dollars(left, display)?, total(reference, display)?)
        }
        (_, Some(left), None) => format!("{} is left again.", total_with_dollars(left, display)?),
        (_, None, _) => "There is enough again.".to_owned(),
    })
}
