//! Credits expire.

use chrono::NaiveDate;

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Rearm, Recovery};

/// Days before the last day of the credits, each a rule of its own.
const DAYS_BEFORE: &[u32] = &[1, 7];

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::Date {
        days_before: DAYS_BEFORE,
        evaluate,
    },
    default: None,
    needs_fresh_balance: false,
    // Never evaluated as over, so that each date is said once; another date is another rule.
    rearm: Rearm::AfterRecovery,
    recovery: Recovery::Silent,
    line: AlertLine::Always,
    is_urgent: false,
};

fn evaluate(days: u32, last_day: NaiveDate, facts: &AlertFacts) -> Evaluation {
    let ahead = last_day.signed_duration_since(facts.today).num_days();
    Evaluation::of_period((0..=i64::from(days)).contains(&ahead))
}
