//! Alerts in words.

use chrono::NaiveDate;

use super::date::date;
use super::number::percents;
use super::{forecast, total, total_with_dollars};
use crate::domain::alert::{AlertFacts, AlertKind, AlertRule};
use crate::domain::currency::MoneyFormat;
use crate::domain::forecast::Forecast;
use crate::domain::money::{Money, TooLarge};
use crate::say;

/// What is so, in a sentence.
pub fn alert(
    watch: AlertRule,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let amount = |amount: Money| total(amount, display);
    Ok(match watch {
        AlertRule::Locked => say!("alert-locked"),
        AlertRule::Share(percent) => under(&percents(&percent.to_string()), facts, display)?,
        AlertRule::Amount(mark) => under(&amount(mark)?, facts, display)?,
        AlertRule::RunsOut(_) => runs_out(facts, display)?,
        AlertRule::Refused => {
            say!(
                "alert-refused",
                calls = facts.refused_today,
                number = facts.refused_today.to_string()
            )
        }
        AlertRule::Day(mark) => say!(
            "alert-day",
            mark = amount(mark)?,
            spent = amount(facts.spent_today)?
        ),
        AlertRule::Month(mark) => say!(
            "alert-month",
            mark = amount(mark)?,
            spent = amount(facts.spent_month)?
        ),
        AlertRule::Unusual => {
            let usual = amount(facts.usual_peak.unwrap_or_default())?;
            say!(
                "alert-unusual",
                spent = amount(facts.spent_today)?,
                usual = usual
            )
        }
        AlertRule::Expiry { on, .. } => expiry(on, facts, display)?,
    })
}

/// `Under 25 %: €2.40 of €10.00 is left.`
fn under(mark: &str, facts: &AlertFacts, display: MoneyFormat) -> Result<String, TooLarge> {
    let left = facts.left.unwrap_or_default();
    let shown = total_with_dollars(left, display)?;
    let reference = facts
        .reference
        .map(|reference| total(reference, display))
        .transpose()?;
    Ok(match (left.nano(), reference) {
        (0, Some(of)) => say!("alert-under-nothing-of", mark = mark, reference = of),
        (0, None) => say!("alert-under-nothing", mark = mark),
        (..0, _) => say!("alert-under-below-zero", mark = mark, left = shown),
        (_, Some(of)) => say!("alert-under-of", mark = mark, left = shown, reference = of),
        (_, None) => say!("alert-under", mark = mark, left = shown),
    })
}

fn runs_out(facts: &AlertFacts, display: MoneyFormat) -> Result<String, TooLarge> {
    let Some(found) = &facts.forecast else {
        return Ok(say!("alert-runs-out-soon"));
    };
    match (found, facts.left) {
        (Forecast::RunsOut(range), Some(left)) => {
            let (when, left) = (
                super::spending::when(range, facts.today),
                total_with_dollars(left, display)?,
            );
            Ok(say!("alert-runs-out", when = when, left = left))
        }
        _ => Ok(forecast(found, facts.today, display)?.0),
    }
}

fn expiry(on: NaiveDate, facts: &AlertFacts, display: MoneyFormat) -> Result<String, TooLarge> {
    let when = match on.signed_duration_since(facts.today).num_days() {
        0 => say!("when-today"),
        1 => say!("when-tomorrow"),
        days => say!("when-on", date = date(on, facts.today), days = days),
    };
    Ok(match facts.left.filter(|left| *left > Money::ZERO) {
        Some(left) => say!(
            "alert-expiry-left",
            when = when,
            left = total_with_dollars(left, display)?
        ),
        None => say!("alert-expiry", when = when),
    })
}

/// What an alert means, and what to do next.
#[must_use]
pub fn alert_means(kind: AlertKind) -> String {
    match kind {
        AlertKind::Locked => say!("alert-means-locked"),
        AlertKind::Share | AlertKind::Amount | AlertKind::RunsOut => say!("alert-means-low"),
        AlertKind::Refused => say!("alert-means-refused"),
        AlertKind::Day | AlertKind::Month => say!("alert-means-reached"),
        AlertKind::Unusual => say!("alert-means-unusual"),
        AlertKind::Expiry => say!("alert-means-expiry"),
    }
}

/// What is over, in a sentence.
pub fn recovered(
    watch: AlertRule,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let left = facts
        .left
        .map(|left| total_with_dollars(left, display))
        .transpose()?;
    let reference = facts
        .reference
        .map(|reference| total(reference, display))
        .transpose()?;
    Ok(match (watch, left, reference) {
        (AlertRule::Locked, ..) => say!("recovered-unlocked"),
        (_, Some(left), Some(reference)) => {
            say!("recovered-of", left = left, reference = reference)
        }
        (_, Some(left), None) => say!("recovered", left = left),
        (_, None, _) => say!("recovered-enough"),
    })
}
