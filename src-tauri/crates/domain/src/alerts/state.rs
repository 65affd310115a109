//! Alert state and due alerts: each alert is due once for a crossing, and again only after a
//! recovery or with its next period. Pure, so that a table can list what follows from what.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::kind::Recovery;
use super::{AlertChoices, AlertFacts, AlertKind, AlertRule, Evaluation};
use crate::money::Money;

/// State of each rule, by [`AlertRule::name`]. A rule without an entry was never evaluated.
pub type AlertState = BTreeMap<String, RuleState>;

/// State of one rule that has been evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleState {
    /// The alert fires at the next crossing.
    Armed,
    /// The alert has fired, and is not armed again yet.
    Fired(Fired),
}

impl RuleState {
    /// Returns the alert that has fired; `None` if the rule is armed.
    #[must_use]
    pub const fn fired(self) -> Option<Fired> {
        match self {
            Self::Armed => None,
            Self::Fired(fired) => Some(fired),
        }
    }
}

/// An alert that has fired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fired {
    /// Local day.
    pub on: NaiveDate,
    /// True if the person was notified; a crossing that the first evaluation finds is only stored.
    pub is_notified: bool,
    /// Balance that was left then; `None` if none was known.
    pub left: Option<Money>,
}

/// Alerts to notify a person of now, in one notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueAlerts {
    /// Alerts that have fired, the most urgent first; one of each kind.
    pub alerts: Vec<AlertRule>,
    /// Recoveries from alerts that were notified.
    pub recovered: Vec<AlertRule>,
}

impl DueAlerts {
    /// Returns whether there is nothing to notify of.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.alerts.is_empty() && self.recovered.is_empty()
    }
}

/// Returns whether a stored rule is of a kind that this version knows. The state of others, which a
/// newer version has written, is neither read nor replaced.
#[must_use]
pub fn is_known_rule(name: &str) -> bool {
    let kind = name.split(' ').next().unwrap_or_default();
    kind.parse::<AlertKind>().is_ok()
}

/// Evaluates all rules. Returns the state that replaces `before`, and the alerts that are due. The
/// first evaluation of a rule is silent, as the window shows its result anyway; stale or unknown
/// figures change nothing.
#[must_use]
pub fn evaluate_all(
    before: &AlertState,
    facts: &AlertFacts,
    choices: &AlertChoices,
) -> (AlertState, DueAlerts) {
    let mut state = AlertState::new();
    let mut due = DueAlerts::default();
    // Only rules of the choices get a state: one that is switched off is forgotten, so that its
    // next evaluation is as silent as the first.
    let rules = choices.rules();
    for rule in &rules {
        let name = rule.name();
        if let Some(next) = rule.advance(before.get(&name).copied(), facts, &mut due) {
            state.insert(name, next);
        }
    }
    // Of several marks that are crossed at once, the lowest says all.
    due.alerts.dedup_by_key(|rule| rule.kind);
    // A balance that is still under another mark is no good news.
    let has_fired = |rule: &AlertRule| {
        let state = state.get(&rule.name());
        state.is_some_and(|state| state.fired().is_some())
    };
    if rules
        .iter()
        .any(|rule| rule.is_of_balance() && has_fired(rule))
    {
        due.recovered.retain(|rule| !rule.is_of_balance());
    }
    (state, due)
}

impl AlertRule {
    /// Evaluates the rule, adds to `due` what is due by it, and returns its next state; `None` as
    /// long as it could not be evaluated at all.
    fn advance(
        self,
        before: Option<RuleState>,
        facts: &AlertFacts,
        due: &mut DueAlerts,
    ) -> Option<RuleState> {
        let fire = |is_notified| {
            RuleState::Fired(Fired {
                on: facts.today,
                is_notified,
                left: facts.left,
            })
        };
        let evaluation = self.evaluate_fresh(facts);
        let Some(before) = before else {
            return match evaluation {
                Evaluation::Unknown => None,
                Evaluation::Here => Some(fire(false)),
                Evaluation::Near | Evaluation::Over => Some(RuleState::Armed),
            };
        };
        // Before the evaluation counts: a new day may begin with its amount reached already.
        let current = self.rearmed(before, facts.today);
        Some(match (evaluation, current) {
            (Evaluation::Here, RuleState::Armed) => {
                due.alerts.push(self);
                fire(true)
            }
            (Evaluation::Over, RuleState::Fired(fired)) => {
                if self.is_recovery_due(fired, facts) {
                    due.recovered.push(self);
                }
                RuleState::Armed
            }
            (_, unchanged) => unchanged,
        })
    }

    /// Returns the state after the end of the period in which the alert fired, if that has ended.
    fn rearmed(self, state: RuleState, today: NaiveDate) -> RuleState {
        match state {
            RuleState::Fired(fired) if self.kind.spec().rearm.has_period_ended(fired.on, today) => {
                RuleState::Armed
            }
            unchanged => unchanged,
        }
    }

    /// Evaluates the rule if the figures are fresh enough to act on.
    fn evaluate_fresh(self, facts: &AlertFacts) -> Evaluation {
        if facts.is_stale && self.kind.spec().needs_fresh_balance {
            Evaluation::Unknown
        } else {
            self.evaluate(facts)
        }
    }

    /// Returns whether a person is to be notified of the recovery from an alert.
    fn is_recovery_due(self, fired: Fired, facts: &AlertFacts) -> bool {
        fired.is_notified
            && match self.kind.spec().recovery {
                Recovery::Silent => false,
                Recovery::Notify => true,
                Recovery::NotifyGrownBalance => facts.left > fired.left,
            }
    }

    /// Returns whether a recovery is one of the balance, which other rules may hold under a mark.
    fn is_of_balance(self) -> bool {
        self.kind.spec().recovery == Recovery::NotifyGrownBalance
    }
}

#[cfg(test)]
mod tests {
    use super::super::AlertMark;
    use super::*;
    use crate::forecast::{Forecast, Pace, Range};
    use chrono::Days;
    use proptest::prelude::*;

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
            is_locked: Some(false),
            forecast: Some(Forecast::TooLittleHistory),
            ..AlertFacts::default()
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
            ..Pace::default()
        };
        let range = Range {
            earliest: date,
            median: Some(date),
            latest: Some(date),
            at_average: Some(date),
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

    /// Every kind, with marks of which each can be crossed.
    fn choices() -> AlertChoices {
        let mut choices = AlertChoices::default();
        for (kind, marks) in [
            (
                AlertKind::Share,
                vec![AlertMark::Percent(25), AlertMark::Percent(10)],
            ),
            (AlertKind::Amount, vec![AlertMark::Amount(cents(500))]),
            (AlertKind::Day, vec![AlertMark::Amount(cents(300))]),
            (AlertKind::Month, vec![AlertMark::Amount(cents(400))]),
            (
                AlertKind::Expiry,
                vec![AlertMark::Date(TODAY + Days::new(9))],
            ),
        ] {
            choices.choose(kind, true, marks);
        }
        choices
    }

    /// One kind alone.
    fn only(kind: AlertKind, mark: AlertMark) -> AlertChoices {
        let mut choices = AlertChoices {
            is_on: true,
            kinds: BTreeMap::new(),
        };
        choices.choose(kind, true, vec![mark]);
        choices
    }

    /// Names of the rules that are due after each of these facts; recoveries begin with a `+`.
    fn notified(facts: &[AlertFacts]) -> Vec<String> {
        let mut state = AlertState::new();
        let mut notified = Vec::new();
        for each in facts {
            let (next, due) = evaluate_all(&state, each, &choices());
            state = next;
            let alerts = due.alerts.iter().map(|rule| rule.name());
            let recovered = due.recovered.iter().map(|rule| format!("+{}", rule.name()));
            notified.push(alerts.chain(recovered).collect::<Vec<_>>().join(", "));
        }
        notified
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn each_series_of_facts_is_notified_so() {
        let refused = |refused_today| AlertFacts {
            refused_today,
            ..left(900)
        };
        let five = "amount 5000000000";
        let day = "day 3000000000";
        let rows: &[(&str, Vec<AlertFacts>, &[&str])] = &[
            (
                "the first evaluation is silent",
                vec![left(90), left(80)],
                &["", ""],
            ),
            (
                "a crossing is notified once",
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
                "a balance under another mark is no good news yet",
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
                "of several marks at once the lowest is notified",
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
                "an alert that was not notified has no recovery",
                vec![left(100), left(1000), left(240)],
                &["", "", &format!("share 25, {five}")],
            ),
            (
                "stale figures fire nothing",
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
                "a forecast is notified once",
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
                "without a pace nothing fires",
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
                "the lock may be unknown",
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
                "a lock at the first evaluation is silent, and so is its end",
                vec![locked(Some(true)), locked(Some(false))],
                &["", ""],
            ),
            (
                "refusals are notified once a day",
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
                "a day's amount is notified once a day",
                vec![spent(299, 0), spent(300, 0), spent(290, 0), spent(310, 0)],
                &["", day, "", ""],
            ),
            (
                "and again the day after",
                vec![spent(0, 0), spent(300, 0), spent(0, 1), spent(300, 1)],
                &["", day, "", day],
            ),
            (
                "and again at the first evaluation of the day after",
                vec![spent(0, 0), spent(300, 0), spent(300, 1)],
                &["", day, day],
            ),
            (
                "a month's amount is notified once a month",
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
                "after a week away the last day is notified",
                vec![on(0), on(9)],
                &["", "expiry 2026-12-03 1"],
            ),
        ];
        for (series, facts, expected) in rows {
            assert_eq!(notified(facts), *expected, "{series}");
        }
    }

    #[test]
    fn the_state_of_a_rule_that_is_off_is_forgotten() {
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
            "an alert that is active when it is switched on has its line in the window"
        );
        let mut locked = AlertChoices {
            kinds: BTreeMap::new(),
            ..on
        };
        locked.choose(AlertKind::Locked, true, Vec::new());
        let (kept, nothing) = evaluate_all(&armed, &left(90), &locked);
        assert_eq!(
            (kept.keys().cloned().collect::<Vec<_>>(), nothing),
            (vec!["locked".to_owned()], DueAlerts::default())
        );
    }

    #[test]
    fn marks_near_all_of_it_can_be_reached_again() {
        let percents = (1..=99_u8).map(|percent| (AlertKind::Share, AlertMark::Percent(percent)));
        let amount = (AlertKind::Amount, AlertMark::Amount(cents(990)));
        for (kind, mark) in percents.chain([amount]) {
            let choices = only(kind, mark);
            let (state, _) = evaluate_all(&AlertState::new(), &left(0), &choices);
            let (state, _) = evaluate_all(&state, &left(1000), &choices);
            let rule = AlertRule {
                kind,
                mark: Some(mark),
            };
            assert_eq!(state[&rule.name()], RuleState::Armed, "{}", rule.name());
        }
    }

    #[test]
    fn a_rule_of_a_newer_version_is_told_apart() {
        for (name, is_known) in [
            ("share 25", true),
            ("locked", true),
            ("expiry 2026-12-03 7", true),
            ("lockedness", false),
            ("of_tomorrow 5", false),
            ("", false),
        ] {
            assert_eq!(is_known_rule(name), is_known, "{name}");
        }
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

    /// Percents that are left by a fresh reading; `None` if it is stale or unknown.
    fn fresh_percents(facts: &AlertFacts) -> Option<i64> {
        let left = facts.left.filter(|_| !facts.is_stale)?;
        Some(left.nano() / 100_000_000)
    }

    proptest! {
        /// A plain rule walks beside: armed by 30 % and more, fired by less than 25 %.
        #[test]
        fn never_twice_for_one_crossing_and_never_none(readings in readings()) {
            let choices = only(AlertKind::Share, AlertMark::Percent(25));
            let mut state = AlertState::new();
            let mut is_armed = None;
            for facts in &readings {
                let (next, due) = evaluate_all(&state, facts, &choices);
                state = next;
                let percents = fresh_percents(facts);
                let is_under = percents.map(|percents| percents < 25);
                let is_over = percents.is_some_and(|percents| percents >= 30);
                prop_assert_eq!(
                    !due.alerts.is_empty(),
                    is_armed == Some(true) && is_under == Some(true)
                );
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
            let mut state = AlertState::new();
            let mut notified = std::collections::BTreeSet::new();
            for facts in &readings {
                let (next, due) = evaluate_all(&state, facts, &choices());
                state = next;
                for rule in &due.recovered {
                    prop_assert!(
                        notified.contains(&rule.kind),
                        "{rule:?} was never notified, or recovers twice"
                    );
                    prop_assert!(facts.left.is_some() && !facts.is_stale);
                }
                if !due.recovered.is_empty() {
                    notified.clear();
                }
                notified.extend(due.alerts.iter().map(|rule| rule.kind));
            }
        }

        /// Spending grows through the day and begins anew with the next.
        #[test]
        fn a_day_that_reaches_its_amount_is_notified_once(
            jobs in prop::collection::vec((0..4_u64, 0..150_i64), 0..60)
        ) {
            let choices = only(AlertKind::Day, AlertMark::Amount(cents(300)));
            let (mut state, _) = evaluate_all(&AlertState::new(), &spent(0, 0), &choices);
            let (mut day, mut sum, mut notified, mut reached) = (0, 0, Vec::new(), Vec::new());
            for (later, cost) in jobs {
                if later == 0 {
                    (day, sum) = (day + 1, 0);
                }
                sum += cost;
                let (next, due) = evaluate_all(&state, &spent(sum, day), &choices);
                state = next;
                notified.extend(due.alerts.iter().map(|_| day));
                if sum >= 300 {
                    reached.push(day);
                }
            }
            reached.dedup();
            prop_assert_eq!(notified, reached);
        }

        /// The same facts twice make nothing due the second time: a restart repeats nothing.
        #[test]
        fn nothing_is_due_twice_by_the_same_facts(readings in readings()) {
            let mut state = AlertState::new();
            for facts in &readings {
                state = evaluate_all(&state, facts, &choices()).0;
                let (same, nothing) = evaluate_all(&state, facts, &choices());
                prop_assert!(nothing.is_empty());
                prop_assert_eq!(&same, &state);
            }
        }
    }
}
