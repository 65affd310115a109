//! Alerts: active ones as lines of the window, due ones as notifications, and the choices.

use fal_budget_domain::alerts::{
    AlertChoices, AlertFacts, AlertKind, AlertLine, AlertMark, DueAlerts, active,
};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use serde::Serialize;
use strum::VariantArray;

use super::as_typed;
use crate::format;

/// State of the alerts of a window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertStatus {
    /// Facts of the newest evaluation; `None` before the first.
    pub facts: Option<AlertFacts>,
    /// Reason why the last notification was not shown; `None` if it was.
    pub notification_error: Option<String>,
}

/// Alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlertsView {
    /// Main switch.
    pub on: bool,
    /// Choice for each kind.
    pub kinds: Vec<AlertKindView>,
    /// Sentences of the active alerts, apart from those that other lines of the window say.
    pub lines: Vec<String>,
    /// Reason why the last notification was not shown; null if it was.
    pub trouble: Option<String>,
}

/// Choice for one kind of alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlertKindView {
    /// Name of the kind, such as `runs_out`.
    pub kind: String,
    /// Switch of the kind.
    pub on: bool,
    /// Marks as they are typed; empty without any.
    pub typed: String,
}

/// Notification of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertNotification {
    /// Sentence of the most urgent alert.
    pub title: String,
    /// Meaning of that alert, or the sentences of the others, a line each.
    pub body: String,
    /// True if jobs fail meanwhile, so that the notification is to stay on the screen.
    pub is_urgent: bool,
}

/// Builds the view of the choices and of the active alerts. `is_budget_low_shown` tells that the
/// window says already that the budget is low.
pub fn alerts(
    choices: &AlertChoices,
    status: &AlertStatus,
    is_budget_low_shown: bool,
    display: MoneyFormat,
) -> Result<AlertsView, TooLarge> {
    let lines = match &status.facts {
        Some(facts) => lines(facts, choices, is_budget_low_shown, display)?,
        None => Vec::new(),
    };
    let kinds = AlertKind::VARIANTS.iter().copied();
    Ok(AlertsView {
        on: choices.is_on,
        kinds: kinds.map(|kind| kind_view(kind, choices)).collect(),
        lines,
        // Nobody misses a notification while alerts are off.
        trouble: status.notification_error.clone().filter(|_| choices.is_on),
    })
}

fn kind_view(kind: AlertKind, choices: &AlertChoices) -> AlertKindView {
    AlertKindView {
        kind: kind.into_str().to_owned(),
        on: choices.is_kind_on(kind),
        typed: typed(choices.marks(kind)),
    }
}

/// Returns the sentences of the active alerts, apart from those that other lines say.
fn lines(
    facts: &AlertFacts,
    choices: &AlertChoices,
    is_budget_low_shown: bool,
    display: MoneyFormat,
) -> Result<Vec<String>, TooLarge> {
    let has_line = |kind: AlertKind| match kind.line() {
        AlertLine::Always => true,
        AlertLine::UnlessBudgetIsLow => !is_budget_low_shown,
        AlertLine::Never => false,
    };
    active(facts, choices)
        .into_iter()
        .filter(|rule| has_line(rule.kind))
        .map(|rule| format::alert(rule, facts, display))
        .collect()
}

/// Returns marks as they are typed.
fn typed(marks: &[AlertMark]) -> String {
    // Commas and spaces may belong to an amount.
    let separator = match marks.first() {
        Some(AlertMark::Amount(_)) => "; ",
        _ => ", ",
    };
    let marks = marks.iter().map(|mark| match *mark {
        AlertMark::Percent(percent) => format!("{percent} %"),
        AlertMark::Amount(amount) => as_typed(amount),
        AlertMark::Days(_) | AlertMark::Date(_) | AlertMark::DaysBefore { .. } => mark.stored(),
    });
    marks.collect::<Vec<_>>().join(separator)
}

/// Builds the notification of due alerts; `None` if nothing is due. No other place gives
/// notifications their words.
pub fn notification(
    due: &DueAlerts,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<Option<AlertNotification>, TooLarge> {
    // One notification for all, so that a person is interrupted once.
    let mut sentences = sentences(due, facts, display)?.into_iter();
    let Some(title) = sentences.next() else {
        return Ok(None);
    };
    let others = sentences.collect::<Vec<_>>();
    let meaning = due
        .alerts
        .first()
        .map(|rule| format::alert_means(rule.kind));
    let body = if others.is_empty() {
        meaning.unwrap_or_default()
    } else {
        others.join("\n")
    };
    Ok(Some(AlertNotification {
        title,
        body,
        is_urgent: due.alerts.iter().any(|rule| rule.kind.is_urgent()),
    }))
}

/// Returns the sentences of due alerts, the most urgent first, and of recoveries.
fn sentences(
    due: &DueAlerts,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<Vec<String>, TooLarge> {
    let alerts = due.alerts.iter();
    let mut sentences = alerts
        .map(|rule| format::alert(*rule, facts, display))
        .collect::<Result<Vec<_>, _>>()?;
    for rule in &due.recovered {
        let sentence = format::recovered(*rule, facts, display)?;
        // One balance has recovered, whatever marks it has passed.
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    Ok(sentences)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};
    use fal_budget_domain::alerts::AlertRule;
    use fal_budget_domain::forecast::{Forecast, Pace, Range};
    use fal_budget_domain::money::Money;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    const fn rule(kind: AlertKind) -> AlertRule {
        AlertRule { kind, mark: None }
    }

    const fn share(percent: u8) -> AlertRule {
        AlertRule {
            kind: AlertKind::Share,
            mark: Some(AlertMark::Percent(percent)),
        }
    }

    fn of_amount(kind: AlertKind, amount: i64) -> AlertRule {
        AlertRule {
            kind,
            mark: Some(AlertMark::Amount(cents(amount))),
        }
    }

    fn expiry(days: u32, date: NaiveDate) -> AlertRule {
        AlertRule {
            kind: AlertKind::Expiry,
            mark: Some(AlertMark::DaysBefore { days, date }),
        }
    }

    fn facts(left: i64) -> AlertFacts {
        let day = |days: u64| TODAY + Days::new(days);
        let pace = Pace {
            a_day: cents(100),
            days: 28,
            spending_days: 28,
            ..Pace::default()
        };
        AlertFacts {
            today: TODAY,
            left: Some(cents(left)),
            reference: Some(cents(1000)),
            is_locked: Some(false),
            forecast: Some(Forecast::RunsOut(Range {
                earliest: day(1),
                median: Some(day(2)),
                latest: Some(day(3)),
                at_average: Some(day(2)),
                pace,
            })),
            spent_today: cents(920),
            spent_month: cents(5020),
            usual_peak: Some(cents(380)),
            refused_today: 3,
            ..AlertFacts::default()
        }
    }

    #[test]
    fn each_kind_has_its_sentence() {
        for (rule, left, sentence) in [
            (share(25), 240, "Under 25 %: $2.40 of $10.00 is left."),
            (share(25), 0, "Under 25 %: nothing of $10.00 is left."),
            (
                of_amount(AlertKind::Amount, 500),
                -18,
                "Under $5.00: nothing is left, the balance is −$0.18.",
            ),
            (
                rule(AlertKind::RunsOut),
                240,
                "Runs out 25–27 Nov at this pace: $2.40 is left.",
            ),
            (
                rule(AlertKind::Refused),
                240,
                "3 calls were refused today by a limit of yours.",
            ),
            (
                of_amount(AlertKind::Day, 900),
                240,
                "Today's spending has reached $9.00: it is $9.20.",
            ),
            (
                of_amount(AlertKind::Month, 5000),
                240,
                "This month's spending has reached $50.00: it is $50.20.",
            ),
            (
                rule(AlertKind::Unusual),
                240,
                "An unusual day: $9.20 so far, others take $3.80 at most.",
            ),
            (
                expiry(7, TODAY + Days::new(7)),
                240,
                "Credits expire on 1 Dec, in 7 days: $2.40 is left in all.",
            ),
            (expiry(1, TODAY), 0, "Credits expire today."),
        ] {
            assert_eq!(
                format::alert(rule, &facts(left), MoneyFormat::DOLLARS).unwrap(),
                sentence
            );
        }
    }

    #[test]
    fn a_notification_has_one_alert_and_its_meaning_or_several_alerts() {
        let notified = |alerts: &[AlertRule], recovered: &[AlertRule]| {
            let due = DueAlerts {
                alerts: alerts.to_vec(),
                recovered: recovered.to_vec(),
            };
            let shown = notification(&due, &facts(240), MoneyFormat::DOLLARS).unwrap()?;
            Some((shown.title, shown.body, shown.is_urgent))
        };
        let shown =
            |title: &str, body: &str, urgent| Some((title.to_owned(), body.to_owned(), urgent));
        assert_eq!(notified(&[], &[]), None);
        assert_eq!(
            notified(&[share(25)], &[]),
            shown(
                "Under 25 %: $2.40 of $10.00 is left.",
                &format::alert_means(AlertKind::Share),
                false
            )
        );
        assert_eq!(
            notified(
                &[
                    rule(AlertKind::Locked),
                    rule(AlertKind::Refused),
                    of_amount(AlertKind::Day, 900)
                ],
                &[]
            ),
            shown(
                "fal.ai has locked this account.",
                "3 calls were refused today by a limit of yours.\nToday's spending has reached \
                 $9.00: it is $9.20.",
                true
            )
        );
        assert_eq!(
            notified(
                &[],
                &[share(10), share(25), of_amount(AlertKind::Amount, 100)]
            ),
            shown("$2.40 of $10.00 is left again.", "", false)
        );
    }

    #[test]
    fn the_window_has_a_line_for_each_cause_and_none_twice() {
        let mut choices = AlertChoices::default();
        let shares = vec![AlertMark::Percent(50), AlertMark::Percent(25)];
        choices.choose(AlertKind::Share, true, shares);
        let amount = vec![AlertMark::Amount(cents(900))];
        choices.choose(AlertKind::Day, true, amount);
        let lines = |low, is_on| {
            let facts = Some(AlertFacts {
                is_locked: Some(true),
                ..facts(240)
            });
            let status = AlertStatus {
                facts,
                notification_error: None,
            };
            alerts(
                &AlertChoices {
                    is_on,
                    ..choices.clone()
                },
                &status,
                low,
                MoneyFormat::DOLLARS,
            )
            .unwrap()
            .lines
        };
        let beside = [
            "Runs out 25–27 Nov at this pace: $2.40 is left.",
            "Today's spending has reached $9.00: it is $9.20.",
            "An unusual day: $9.20 so far, others take $3.80 at most.",
        ];
        assert_eq!(lines(true, true), beside);
        assert_eq!(
            lines(false, true)[..2],
            ["Under 25 %: $2.40 of $10.00 is left.", beside[0]]
        );
        assert!(lines(true, false).is_empty(), "off is off");
    }
}
