//! Words of alerts, by kind: the sentence of an active alert, its meaning, and that of a recovery.

use chrono::NaiveDate;
use fal_budget_domain::alerts::{AlertFacts, AlertKind, AlertMark, AlertRule};
use fal_budget_domain::forecast::Forecast;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;

use super::date::date;
use super::number::percents;
use super::{forecast, left_with_dollars, total};

/// Returns the sentence of an active alert.
pub fn alert(
    rule: AlertRule,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let mark = mark(rule.mark, facts.today, display)?;
    let amount = |amount: Money| total(amount, display);
    Ok(match rule.kind {
        AlertKind::Locked => say!("alert-locked"),
        AlertKind::Share | AlertKind::Amount => under(&mark, facts, display)?,
        AlertKind::RunsOut => runs_out(facts, display)?,
        AlertKind::Refused => say!(
            "alert-refused",
            calls = facts.refused_today,
            number = facts.refused_today.to_string()
        ),
        AlertKind::Day => say!("alert-day", mark = mark, spent = amount(facts.spent_today)?),
        AlertKind::Month => say!(
            "alert-month",
            mark = mark,
            spent = amount(facts.spent_month)?
        ),
        AlertKind::Unusual => say!(
            "alert-unusual",
            spent = amount(facts.spent_today)?,
            usual = amount(facts.usual_peak.unwrap_or_default())?
        ),
        AlertKind::Expiry => expiry(rule.mark.and_then(AlertMark::date), facts, display)?,
    })
}

/// Returns a rule's mark as it is shown in its sentence; empty without a mark.
fn mark(
    mark: Option<AlertMark>,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    Ok(match mark {
        None => String::new(),
        Some(AlertMark::Percent(percent)) => percents(&percent.to_string()),
        Some(AlertMark::Amount(amount)) => total(amount, display)?,
        Some(AlertMark::Days(days)) => days.to_string(),
        Some(AlertMark::Date(day) | AlertMark::DaysBefore { date: day, .. }) => date(day, today),
    })
}

/// Returns the sentence of a balance below a mark: `Under 25 %: €2.40 of €10.00 is left.`
fn under(mark: &str, facts: &AlertFacts, display: MoneyFormat) -> Result<String, TooLarge> {
    let left = facts.left.unwrap_or_default();
    let shown = left_with_dollars(left, display)?;
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
                left_with_dollars(left, display)?,
            );
            Ok(say!("alert-runs-out", when = when, left = left))
        }
        _ => Ok(forecast(found, facts.today, display)?.0),
    }
}

fn expiry(
    last_day: Option<NaiveDate>,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let last_day = last_day.unwrap_or(facts.today);
    let when = match last_day.signed_duration_since(facts.today).num_days() {
        0 => say!("when-today"),
        1 => say!("when-tomorrow"),
        days => say!("when-on", date = date(last_day, facts.today), days = days),
    };
    Ok(match facts.left.filter(|left| *left > Money::ZERO) {
        Some(left) => say!(
            "alert-expiry-left",
            when = when,
            left = left_with_dollars(left, display)?
        ),
        None => say!("alert-expiry", when = when),
    })
}

/// Returns what an alert means, and what to do next.
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

/// Returns the sentence of a recovery.
pub fn recovered(
    rule: AlertRule,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let left = facts
        .left
        .map(|left| left_with_dollars(left, display))
        .transpose()?;
    let reference = facts
        .reference
        .map(|reference| total(reference, display))
        .transpose()?;
    Ok(match (rule.kind, left, reference) {
        (AlertKind::Locked, ..) => say!("recovered-unlocked"),
        (_, Some(left), Some(reference)) => {
            say!("recovered-of", left = left, reference = reference)
        }
        (_, Some(left), None) => say!("recovered", left = left),
        (_, None, _) => say!("recovered-enough"),
    })
}
