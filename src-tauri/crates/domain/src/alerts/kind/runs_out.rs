//! The balance runs out within some days.

use super::{
    AlertFacts, AlertKindSpec, AlertLine, AlertMark, Evaluation, MarkForm, Rearm, Recovery,
};
use crate::forecast::Forecast;

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::Days(evaluate),
    default: Some(&[AlertMark::Days(3)]),
    needs_fresh_balance: true,
    rearm: Rearm::AfterRecovery,
    // A forecast that has moved is no good news.
    recovery: Recovery::Silent,
    line: AlertLine::Always,
    is_urgent: false,
};

/// Evaluates the most likely date. Twice as many days are a recovery, because a forecast moves by
/// itself.
fn evaluate(days: u32, facts: &AlertFacts) -> Evaluation {
    match facts.forecast {
        Some(Forecast::RunsOut(range)) => {
            let ahead = range.median.map_or(i64::MAX, |median| {
                median.signed_duration_since(facts.today).num_days()
            });
            let days = i64::from(days);
            if ahead <= days {
                Evaluation::Here
            } else if ahead <= days * 2 {
                Evaluation::Near
            } else {
                Evaluation::Over
            }
        }
        Some(Forecast::Lasts(_)) => Evaluation::Over,
        // An empty balance is not a matter of days.
        _ => Evaluation::Unknown,
    }
}
