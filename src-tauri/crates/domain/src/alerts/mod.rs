//! Alerts: rules that a person sets, evaluated against the figures of one moment.
//!
//! Everything that differs by kind is in `kind`, one file a kind. `state` decides when an alert is
//! due: once for a crossing. `tests/alerts.md` has the number of alerts that a week brings.

mod choices;
mod kind;
mod state;

use crate::into_str::IntoStr;

pub use choices::{AlertChoice, AlertChoices};
use kind::evaluation::Evaluation;
pub use kind::facts::AlertFacts;
pub use kind::marks::{AlertError, AlertMark};
pub use kind::{AlertKind, AlertLine, usual_peak};
pub use state::{AlertState, DueAlerts, Fired, RuleState, evaluate_all, is_known_rule};

/// One kind with one mark, such as "below 25 %". Rules sort by urgency, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AlertRule {
    /// Subject of the rule.
    pub kind: AlertKind,
    /// Value that the facts are compared with; `None` if the kind needs none.
    pub mark: Option<AlertMark>,
}

impl AlertRule {
    /// Returns the name that the alert state is stored by: the kind and its mark.
    #[must_use]
    pub fn name(self) -> String {
        let kind = self.kind.into_str();
        match self.mark {
            Some(mark) => format!("{kind} {}", mark.stored()),
            None => kind.to_owned(),
        }
    }

    /// Evaluates the rule by the newest figures, however old they are.
    fn evaluate(self, facts: &AlertFacts) -> Evaluation {
        self.kind.spec().rule.evaluate(self.mark, facts)
    }
}

/// Returns the active alerts, the most urgent of each kind: the lines that stay in the window while
/// their cause does.
#[must_use]
pub fn active(facts: &AlertFacts, choices: &AlertChoices) -> Vec<AlertRule> {
    let mut active: Vec<AlertRule> = choices
        .rules()
        .into_iter()
        .filter(|rule| rule.evaluate(facts) == Evaluation::Here)
        .collect();
    // Rules are sorted: the first of a kind is its most urgent.
    active.dedup_by_key(|rule| rule.kind);
    active
}
