//! When an alert is due: once for a crossing, and again only after a recovery. Pure, so that a
//! table can say what follows from what.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{AlertChoices, AlertFacts, AlertKind, AlertRule, Evaluation};
use crate::domain::money::Money;

/// What was seen of each watch, by [`AlertRule::name`]: none is armed. What was never looked at is not
/// in it.
pub type AlertState = BTreeMap<String, Option<Fired>>;

/// An alert that is not armed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The local day.
    pub on: NaiveDate,
    /// The person was told; what was so at the first look is only remembered.
    pub is_notified: bool,
    /// What was left then.
    pub left: Option<Money>,
}

/// What the person is to be told now, in one notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueAlerts {
    /// What has become so, the most urgent first; of each kind one.
    pub alerts: Vec<AlertRule>,
    /// What is over of which the person was told.
    pub recovered: Vec<AlertRule>,
}

impl DueAlerts {
    /// There is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.alerts.is_empty() && self.recovered.is_empty()
    }
}

/// Says what is due, and what is to be remembered in place of `before`. What is watched for the
/// first time is remembered silently: the window shows it. Nothing follows from what is stale or
/// unknown.
#[must_use]
pub fn evaluate_all(
    before: &AlertState,
    facts: &AlertFacts,
    choices: &AlertChoices,
) -> (AlertState, DueAlerts) {
    let mut memory = AlertState::new();
    let mut due = DueAlerts::default();
    for watch in choices.rules() {
        let name = watch.name();
        let known = before.get(&name).copied();
        let fired = known
            .flatten()
            .filter(|fired| !watch.has_ended(fired.on, facts.today));
        let now = |is_told| {
            Some(Fired {
                on: facts.today,
                is_notified: is_told,
                left: facts.left,
            })
        };
        let next = match (watch.evaluate_fresh(facts), known, fired) {
            (Evaluation::Unknown, None, _) => continue,
            (Evaluation::Here, None, _) => now(false),
            (Evaluation::Here, Some(_), None) => {
                due.alerts.push(watch);
                now(true)
            }
            (Evaluation::Over, _, Some(fired)) => {
                if watch.is_good_news(fired, facts) {
                    due.recovered.push(watch);
                }
                None
            }
            (_, _, fired) => fired,
        };
        memory.insert(name, next);
    }
    due.alerts.dedup_by_key(|watch| watch.kind());
    // A balance that is still under another mark is no good news.
    let is_low = |watch: &AlertRule| matches!(watch.kind(), AlertKind::Share | AlertKind::Amount);
    let is_standing = |watch: &AlertRule| memory.get(&watch.name()).is_some_and(Option::is_some);
    if choices
        .rules()
        .iter()
        .any(|watch| is_low(watch) && is_standing(watch))
    {
        due.recovered.retain(|watch| !is_low(watch));
    }
    (memory, due)
}

impl AlertRule {
    /// Whether it is so, as far as the figures are fresh enough to act on.
    fn evaluate_fresh(self, facts: &AlertFacts) -> Evaluation {
        match self.kind() {
            AlertKind::Share | AlertKind::Amount | AlertKind::RunsOut if facts.is_stale => {
                Evaluation::Unknown
            }
            _ => self.evaluate(facts),
        }
    }

    /// A balance that has grown, or an account that is open again. That a forecast has moved is
    /// none, nor that the person has moved the 100 % mark.
    fn is_good_news(self, fired: Fired, facts: &AlertFacts) -> bool {
        match self.kind() {
            AlertKind::Locked => fired.is_notified,
            AlertKind::Share | AlertKind::Amount => fired.is_notified && facts.left > fired.left,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::forecast::{Forecast, Pace, Range};
    use chrono::Days;
    use proptest::prelude::*;
    use strum::VariantArray;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    /// So many cents are left of ten dollars, all is well besides.
    fn left(left: i64) -> AlertFacts {
        AlertFacts {
            today: TODAY,
            left: Some(cents(left)),
            reference: Some(cents(1000)),
            is_stale: false,
            is_locked: Some(false),
            forecast: Some(Forecast::TooLittleHistory),
            spent_today: Money::ZERO,
            spent_month: Money::ZERO,
            usual_peak: None,
            refused_today: 0,
        }
    }

    fn stale(facts: AlertFacts) -> AlertFacts {
        AlertFacts {
            is_stale: true,
            is_locked: None,
            ..facts
        }
    }

    fn unknown() -> AlertFacts {
        AlertFacts {
            left: None,
            reference: None,
            forecast: None,
            ..left(0)
        }
    }

    fn runs_out_in(days: u64) -> AlertFacts {
        let date = TODAY + Days::new(days);
        let pace = Pace {
            a_day: cents(100),
            days: 28,
            spending_days: 28,
            exception: None,
        };
        let range = Range {
            earliest: date,
            median: date,
            latest: Some(date),
            pace,
        };
        AlertFacts {
            forecast: Some(Forecast::RunsOut(range)),
            ..left(900)
        }
    }

    fn locked(is_locked: Option<bool>) -> AlertFacts {
        AlertFacts {
            is_locked,
            ..left(900)
        }
    }

    fn spent(today: i64, day: u64) -> AlertFacts {
        let date = TODAY + Days::new(day);
        AlertFacts {
            today: date,
            spent_today: cents(today),
            spent_month: cents(today),
            usual_peak: Some(cents(200)),
            ..left(900)
        }
    }

    fn on(day: i64) -> AlertFacts {
        AlertFacts {
            today: TODAY + chrono::TimeDelta::days(day),
            ..left(900)
        }
    }

    /// All marks that a person may set.
    fn choices() -> AlertChoices {
        AlertChoices {
            kinds: AlertKind::VARIANTS.iter().copied().collect(),
            shares: vec![25, 10],
            amounts: vec![cents(500)],
            day: Some(cents(300)),
            month: Some(cents(400)),
            expires_on: Some(TODAY + Days::new(9)),
            ..AlertChoices::default()
        }
    }

    /// What was told after each of these, as names of watches; what is over begins with a `+`.
    fn told(facts: &[AlertFacts]) -> Vec<String> {
        let mut memory = AlertState::new();
        let mut said = Vec::new();
        for each in facts {
            let (next, due) = evaluate_all(&memory, each, &choices());
            memory = next;
            let over = due
                .recovered
                .iter()
                .map(|watch| format!("+{}", watch.name()));
            said.push(
                due.alerts
                    .iter()
                    .map(|watch| watch.name())
                    .chain(over)
                    .collect::<Vec<_>>()
                    .join(", "),
            );
        }
        said
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn what_was_and_what_is_give_what_is_due() {
        let refused = |refused_today| AlertFacts {
            refused_today,
            ..left(900)
        };
        let five = "amount 5000000000";
        let day = "day 3000000000";
        let rows: &[(&str, Vec<AlertFacts>, &[&str])] = &[
            (
                "the first look is silent",
                vec![left(90), left(80)],
                &["", ""],
            ),
            (
                "a crossing is told once",
                vec![left(900), left(240), left(230)],
                &["", &format!("share 25, {five}"), ""],
            ),
            (
                "the mark itself is not under it",
                vec![left(600), left(500)],
                &["", ""],
            ),
            (
                "one nano-dollar decides",
                vec![
                    left(600),
                    AlertFacts {
                        left: Some(Money::from_nano(4_999_999_999)),
                        ..left(0)
                    },
                ],
                &["", five],
            ),
            (
                "hovering is no crossing",
                vec![left(400), left(240), left(260), left(299), left(240)],
                &["", "share 25", "", "", ""],
            ),
            (
                "a fifth more arms again",
                vec![left(400), left(240), left(300), left(240)],
                &["", "share 25", "", "share 25"],
            ),
            (
                "what is under another mark is no good news yet",
                vec![left(900), left(90), left(130), left(310), left(610)],
                &[
                    "",
                    &format!("share 10, {five}"),
                    "",
                    "",
                    &format!("+{five}"),
                ],
            ),
            (
                "marks fall one by one",
                vec![left(400), left(240), left(90)],
                &["", "share 25", "share 10"],
            ),
            (
                "of several marks at once the lowest is told",
                vec![left(400), left(90), left(80)],
                &["", "share 10", ""],
            ),
            (
                "all are over at once",
                vec![left(900), left(90), left(1000)],
                &[
                    "",
                    &format!("share 10, {five}"),
                    &format!("+share 10, +share 25, +{five}"),
                ],
            ),
            (
                "what was never told is not taken back",
                vec![left(100), left(1000), left(240)],
                &["", "", &format!("share 25, {five}")],
            ),
            (
                "stale figures tell nothing",
                vec![left(400), stale(left(240)), left(240)],
                &["", "", "share 25"],
            ),
            (
                "stale figures arm nothing",
                vec![left(400), left(240), stale(left(1000)), left(240)],
                &["", "share 25", "", ""],
            ),
            (
                "unknown is not zero",
                vec![left(900), unknown(), left(800)],
                &["", "", ""],
            ),
            (
                "unknown figures arm nothing",
                vec![left(400), left(240), unknown(), left(240)],
                &["", "share 25", "", ""],
            ),
            (
                "an unknown beginning is no beginning",
                vec![unknown(), left(240), left(230)],
                &["", "", ""],
            ),
            (
                "nothing left is under every mark",
                vec![left(900), left(0), left(-20)],
                &["", &format!("share 10, {five}"), ""],
            ),
            (
                "a moved mark is no good news",
                vec![
                    left(400),
                    left(240),
                    AlertFacts {
                        reference: Some(cents(240)),
                        ..left(240)
                    },
                    left(240),
                ],
                &["", "share 25", "", "share 25"],
            ),
            (
                "a forecast is told once",
                vec![
                    runs_out_in(9),
                    runs_out_in(3),
                    runs_out_in(2),
                    runs_out_in(4),
                ],
                &["", "runs_out 3", "", ""],
            ),
            (
                "and again once it was far",
                vec![
                    runs_out_in(9),
                    runs_out_in(3),
                    runs_out_in(6),
                    runs_out_in(3),
                    runs_out_in(7),
                    runs_out_in(3),
                ],
                &["", "runs_out 3", "", "", "", "runs_out 3"],
            ),
            (
                "without a pace nothing is told",
                vec![runs_out_in(9), left(900), runs_out_in(3)],
                &["", "", "runs_out 3"],
            ),
            (
                "a lock and its end",
                vec![
                    locked(Some(false)),
                    locked(Some(true)),
                    locked(Some(true)),
                    locked(Some(false)),
                ],
                &["", "locked", "", "+locked"],
            ),
            (
                "whether it is locked may be unknown",
                vec![
                    locked(Some(false)),
                    locked(None),
                    locked(Some(true)),
                    locked(None),
                    locked(Some(true)),
                ],
                &["", "", "locked", "", ""],
            ),
            (
                "a lock at the first look is silent, and so is its end",
                vec![locked(Some(true)), locked(Some(false))],
                &["", ""],
            ),
            (
                "refusals are told once a day",
                vec![
                    refused(0),
                    refused(1),
                    refused(40),
                    AlertFacts {
                        refused_today: 2,
                        ..on(1)
                    },
                ],
                &["", "refused", "", "refused"],
            ),
            (
                "a day's amount is told once a day",
                vec![spent(299, 0), spent(300, 0), spent(290, 0), spent(310, 0)],
                &["", day, "", ""],
            ),
            (
                "and again the day after",
                vec![spent(0, 0), spent(300, 0), spent(0, 1), spent(300, 1)],
                &["", day, "", day],
            ),
            (
                "also where the day after was not seen before",
                vec![spent(0, 0), spent(300, 0), spent(300, 1)],
                &["", day, day],
            ),
            (
                "a month's amount is told once a month",
                vec![spent(0, 0), spent(400, 0), spent(400, 1), spent(400, 7)],
                &[
                    "",
                    &format!("{day}, month 4000000000"),
                    day,
                    &format!("{day}, month 4000000000, expiry 2026-12-03 7"),
                ],
            ),
            (
                "twice the usual peak is a usual day",
                vec![spent(0, 0), spent(400, 0)],
                &["", &format!("{day}, month 4000000000")],
            ),
            (
                "more is not",
                vec![spent(0, 0), spent(401, 0), spent(500, 0)],
                &["", &format!("{day}, month 4000000000, unusual"), ""],
            ),
            (
                "credits expire",
                vec![on(1), on(2), on(5), on(8), on(9), on(10)],
                &["", "expiry 2026-12-03 7", "", "expiry 2026-12-03 1", "", ""],
            ),
            (
                "after a week away the last day is told",
                vec![on(0), on(9)],
                &["", "expiry 2026-12-03 1"],
            ),
        ];
        for (what, facts, expected) in rows {
            assert_eq!(told(facts), *expected, "{what}");
        }
    }

    #[test]
    fn what_is_off_is_forgotten() {
        let on = choices();
        let off = AlertChoices {
            is_on: false,
            ..on.clone()
        };
        let (armed, _) = evaluate_all(&AlertState::new(), &left(900), &on);
        let (forgotten, nothing) = evaluate_all(&armed, &left(90), &off);
        assert!(forgotten.is_empty() && nothing.is_empty());
        let (_, again) = evaluate_all(&forgotten, &left(90), &on);
        assert!(
            again.is_empty(),
            "what is so when it is switched on stands in the window"
        );
        let kind = AlertChoices {
            kinds: [AlertKind::Locked].into(),
            ..on
        };
        let (kept, nothing) = evaluate_all(&armed, &left(90), &kind);
        assert_eq!(
            (kept.keys().cloned().collect::<Vec<_>>(), nothing),
            (vec!["locked".to_owned()], DueAlerts::default())
        );
    }

    #[test]
    fn marks_near_all_of_it_can_be_reached_again() {
        for percent in 1..=99_u8 {
            let choices = AlertChoices {
                shares: vec![percent],
                ..AlertChoices::default()
            };
            let (memory, _) = evaluate_all(&AlertState::new(), &left(0), &choices);
            let (memory, _) = evaluate_all(&memory, &left(1000), &choices);
            assert_eq!(memory[&format!("share {percent}")], None, "{percent}");
        }
        let choices = AlertChoices {
            kinds: [AlertKind::Amount].into(),
            amounts: vec![cents(990)],
            ..AlertChoices::default()
        };
        let (memory, _) = evaluate_all(&AlertState::new(), &left(0), &choices);
        assert_eq!(
            evaluate_all(&memory, &left(1000), &choices).0["amount 9900000000"],
            None
        );
    }

    /// Readings of a balance of ten dollars, in tenths of it, some of them old or unknown.
    fn readings() -> impl Strategy<Value = Vec<AlertFacts>> {
        let reading = (0..=100_i64, 0..4_u8).prop_map(|(tenths, kind)| match kind {
            0 => stale(left(tenths * 10)),
            1 => unknown(),
            _ => left(tenths * 10),
        });
        prop::collection::vec(reading, 0..60)
    }

    /// What a reading says of the mark at 25 %: nothing, under, over by a fifth, or between.
    fn says(facts: &AlertFacts) -> Option<i64> {
        let percents = facts.left.filter(|_| !facts.is_stale)?.nano() / 100_000_000;
        Some(percents)
    }

    proptest! {
        /// Walks with a plain rule beside: armed by 30 % and more, spent by less than 25 %.
        #[test]
        fn never_twice_for_one_crossing_and_never_none(readings in readings()) {
            let choices = AlertChoices { kinds: [AlertKind::Share].into(), ..AlertChoices::default() };
            let mut memory = AlertState::new();
            let mut is_armed = None;
            for facts in &readings {
                let (next, due) = evaluate_all(&memory, facts, &choices);
                memory = next;
                let is_under = says(facts).map(|percents| percents < 25);
                let is_over = says(facts).is_some_and(|percents| percents >= 30);
                prop_assert_eq!(!due.alerts.is_empty(), is_armed == Some(true) && is_under == Some(true));
                is_armed = match (is_armed, is_under) {
                    (before, None) => before,
                    (_, Some(true)) => Some(false),
                    (Some(false), Some(false)) if !is_over => Some(false),
                    _ => Some(true),
                };
            }
        }

        #[test]
        fn each_recovery_was_an_alert_before_and_there_are_never_more(readings in readings()) {
            let mut memory = AlertState::new();
            let mut open = std::collections::BTreeSet::new();
            for facts in &readings {
                let (next, due) = evaluate_all(&memory, facts, &choices());
                memory = next;
                for watch in &due.recovered {
                    prop_assert!(open.contains(&watch.kind()), "{watch:?} was never told, or is taken back twice");
                    prop_assert!(facts.left.is_some() && !facts.is_stale);
                }
                if !due.recovered.is_empty() {
                    open.clear();
                }
                open.extend(due.alerts.iter().map(|watch| watch.kind()));
            }
        }

        /// Spending grows through the day and begins anew with the next.
        #[test]
        fn a_day_that_reaches_its_amount_is_told_once(jobs in prop::collection::vec((0..4_u64, 0..150_i64), 0..60)) {
            let choices = AlertChoices { kinds: [AlertKind::Day].into(), day: Some(cents(300)), ..AlertChoices::default() };
            let (mut memory, _) = evaluate_all(&AlertState::new(), &spent(0, 0), &choices);
            let (mut day, mut sum, mut told, mut reached) = (0, 0, Vec::new(), Vec::new());
            for (later, cost) in jobs {
                if later == 0 {
                    (day, sum) = (day + 1, 0);
                }
                sum += cost;
                let (next, due) = evaluate_all(&memory, &spent(sum, day), &choices);
                memory = next;
                told.extend(due.alerts.iter().map(|_| day));
                if sum >= 300 {
                    reached.push(day);
                }
            }
            reached.dedup();
            prop_assert_eq!(told, reached);
        }

        /// The same facts twice tell nothing the second time: a restart repeats nothing.
        #[test]
        fn nothing_is_due_twice_by_the_same_facts(readings in readings()) {
            let mut memory = AlertState::new();
            for facts in &readings {
                memory = evaluate_all(&memory, facts, &choices()).0;
                let (same, nothing) = evaluate_all(&memory, facts, &choices());
                prop_assert!(nothing.is_empty());
                prop_assert_eq!(&same, &memory);
            }
        }
    }
}
