//! Alerts: the lines that stand in the window, notifications, and what the person chose.

use serde::Serialize;
use strum::VariantArray;

use super::as_typed;
use crate::domain::alert::{AlertChoices, AlertFacts, AlertKind, DueAlerts, active};
use crate::domain::currency::MoneyFormat;
use crate::domain::into_str::IntoStr;
use crate::domain::money::{Money, TooLarge};
use crate::format;

/// What the window's alerts last saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertStatus {
    /// What was so; none before the first look.
    pub facts: Option<AlertFacts>,
    /// Why the last notification was not shown.
    pub trouble: Option<String>,
}

/// Alerts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlertsView {
    /// The one switch.
    pub on: bool,
    /// What the person wants to be told of.
    pub kinds: Vec<AlertKindView>,
    /// What is so, a sentence each, beside what other lines say already.
    pub lines: Vec<String>,
    /// Why the last notification was not shown; null where it was.
    pub trouble: Option<String>,
}

/// One kind of alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlertKindView {
    /// Which: `share`, `amount`, `runs_out`, `day`, `month`, `unusual`, `locked`, `refused` or
    /// `expiry`.
    pub kind: String,
    /// It is on.
    pub on: bool,
    /// Its marks, as they are typed; empty where it has none.
    pub typed: String,
}

/// A notification of the system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertNotification {
    /// The most urgent of what it tells.
    pub title: String,
    /// What that means, or what else it tells, a line each.
    pub body: String,
    /// Jobs are refused meanwhile.
    pub is_urgent: bool,
}

/// Shows the choices, and what is so of them. A low budget and a locked account have lines of their
/// own.
pub fn alerts(
    choices: &AlertChoices,
    outlook: &AlertStatus,
    is_said_to_be_low: bool,
    display: MoneyFormat,
) -> Result<AlertsView, TooLarge> {
    let has_own_line = |kind: AlertKind| match kind {
        // The guard's own line says more.
        AlertKind::Locked | AlertKind::Refused => true,
        AlertKind::Share | AlertKind::Amount => is_said_to_be_low,
        _ => false,
    };
    let said = |facts: &AlertFacts| {
        let here = active(facts, choices)
            .into_iter()
            .filter(|watch| !has_own_line(watch.kind()));
        here.map(|watch| format::alert(watch, facts, display))
            .collect::<Result<Vec<_>, _>>()
    };
    let kind = |kind: AlertKind| AlertKindView {
        kind: kind.into_str().to_owned(),
        on: choices.kinds.contains(&kind),
        typed: typed(choices, kind),
    };
    Ok(AlertsView {
        on: choices.is_on,
        kinds: AlertKind::VARIANTS.iter().copied().map(kind).collect(),
        lines: outlook
            .facts
            .as_ref()
            .map(said)
            .transpose()?
            .unwrap_or_default(),
        trouble: outlook.trouble.clone().filter(|_| choices.is_on),
    })
}

/// Marks as they are typed.
fn typed(choices: &AlertChoices, kind: AlertKind) -> String {
    let amounts = |amounts: &[Money]| {
        amounts
            .iter()
            .map(|amount| as_typed(*amount))
            .collect::<Vec<_>>()
            .join("; ")
    };
    match kind {
        AlertKind::Share => choices
            .shares
            .iter()
            .map(|percent| format!("{percent} %"))
            .collect::<Vec<_>>()
            .join(", "),
        AlertKind::Amount => amounts(&choices.amounts),
        AlertKind::RunsOut => choices
            .runs_out
            .map(|days| days.to_string())
            .unwrap_or_default(),
        AlertKind::Day => amounts(choices.day.as_slice()),
        AlertKind::Month => amounts(choices.month.as_slice()),
        AlertKind::Expiry => choices
            .expires_on
            .map(|date| date.to_string())
            .unwrap_or_default(),
        AlertKind::Locked | AlertKind::Refused | AlertKind::Unusual => String::new(),
    }
}

/// The one place where notifications get their words; none where nothing is due.
pub fn notification(
    due: &DueAlerts,
    facts: &AlertFacts,
    display: MoneyFormat,
) -> Result<Option<AlertNotification>, TooLarge> {
    let alerts = due
        .alerts
        .iter()
        .map(|watch| format::alert(*watch, facts, display));
    let mut lines = alerts.collect::<Result<Vec<_>, _>>()?;
    for watch in &due.recovered {
        let line = format::recovered(*watch, facts, display)?;
        // One balance has recovered, whatever marks it has passed.
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let mut lines = lines.into_iter();
    let Some(title) = lines.next() else {
        return Ok(None);
    };
    let others = lines.collect::<Vec<_>>();
    let meaning = due
        .alerts
        .first()
        .map(|watch| format::alert_means(watch.kind()));
    let body = if others.is_empty() {
        meaning.unwrap_or_default()
    } else {
        others.join("\n")
    };
    let is_urgent = due
        .alerts
        .iter()
        .any(|watch| watch.kind() == AlertKind::Locked);
    Ok(Some(AlertNotification {
        title,
        body,
        is_urgent,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::alert::AlertRule;
    use crate::domain::forecast::{Forecast, Pace, Range};
    use chrono::{Days, NaiveDate};

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    fn facts(left: i64) -> AlertFacts {
        let day = |days: u64| TODAY + Days::new(days);
        let pace = Pace {
            a_day: cents(100),
            days: 28,
            spending_days: 28,
            exception: None,
        };
        AlertFacts {
            today: TODAY,
            left: Some(cents(left)),
            reference: Some(cents(1000)),
            is_stale: false,
            is_locked: Some(false),
            forecast: Some(Forecast::RunsOut(Range {
                earliest: day(1),
                median: day(2),
                latest: Some(day(3)),
                pace,
            })),
            spent_today: cents(920),
            spent_month: cents(5020),
            usual_peak: Some(cents(380)),
            refused_today: 3,
        }
    }

    #[test]
    fn each_alert_says_what_is_so() {
        let on = TODAY + Days::new(7);
        for (watch, left, said) in [
            (
                AlertRule::Share(25),
                240,
                "Under 25 %: $2.40 of $10.00 is left.",
            ),
            (
                AlertRule::Share(25),
                0,
                "Under 25 %: nothing of $10.00 is left.",
            ),
            (
                AlertRule::Amount(cents(500)),
                -18,
                "Under $5.00: nothing is left, the balance is −$0.18.",
            ),
            (
                AlertRule::RunsOut(3),
                240,
                "Runs out 25–27 Nov at this pace: $2.40 is left.",
            ),
            (
                AlertRule::Refused,
                240,
                "3 calls were refused today by a limit of yours.",
            ),
            (
                AlertRule::Day(cents(900)),
                240,
                "Today's spending has reached $9.00: it is $9.20.",
            ),
            (
                AlertRule::Month(cents(5000)),
                240,
                "This month's spending has reached $50.00: it is $50.20.",
            ),
            (
                AlertRule::Unusual,
                240,
                "An unusual day: $9.20 so far, others take $3.80 at most.",
            ),
            (
                AlertRule::Expiry { days: 7, on },
                240,
                "Credits expire on 1 Dec, in 7 days: $2.40 is left in all.",
            ),
            (
                AlertRule::Expiry { days: 1, on: TODAY },
                0,
                "Credits expire today.",
            ),
        ] {
            assert_eq!(
                format::alert(watch, &facts(left), MoneyFormat::DOLLARS).unwrap(),
                said
            );
        }
    }

    #[test]
    fn a_notification_tells_one_thing_and_what_it_means_or_several() {
        let said = |alerts: &[AlertRule], recovered: &[AlertRule]| {
            let due = DueAlerts {
                alerts: alerts.to_vec(),
                recovered: recovered.to_vec(),
            };
            let notice = notification(&due, &facts(240), MoneyFormat::DOLLARS).unwrap()?;
            Some((notice.title, notice.body, notice.is_urgent))
        };
        let told =
            |title: &str, body: &str, urgent| Some((title.to_owned(), body.to_owned(), urgent));
        assert_eq!(said(&[], &[]), None);
        assert_eq!(
            said(&[AlertRule::Share(25)], &[]),
            told(
                "Under 25 %: $2.40 of $10.00 is left.",
                &format::alert_means(AlertKind::Share),
                false
            )
        );
        assert_eq!(
            said(
                &[
                    AlertRule::Locked,
                    AlertRule::Refused,
                    AlertRule::Day(cents(900))
                ],
                &[]
            ),
            told(
                "fal.ai has locked this account.",
                "3 calls were refused today by a limit of yours.\nToday's spending has reached $9.00: it is $9.20.",
                true
            )
        );
        assert_eq!(
            said(
                &[],
                &[
                    AlertRule::Share(10),
                    AlertRule::Share(25),
                    AlertRule::Amount(cents(100))
                ]
            ),
            told("$2.40 of $10.00 is left again.", "", false)
        );
    }

    #[test]
    fn the_window_has_a_line_for_each_cause_and_none_twice() {
        let choices = AlertChoices {
            kinds: AlertKind::VARIANTS.iter().copied().collect(),
            shares: vec![50, 25],
            day: Some(cents(900)),
            ..AlertChoices::default()
        };
        let lines = |low, is_on| {
            let facts = Some(AlertFacts {
                is_locked: Some(true),
                ..facts(240)
            });
            let outlook = AlertStatus {
                facts,
                trouble: None,
            };
            alerts(
                &AlertChoices {
                    is_on,
                    ..choices.clone()
                },
                &outlook,
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
