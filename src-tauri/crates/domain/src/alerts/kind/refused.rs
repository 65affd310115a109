//! The guard has refused a call.

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Rearm, Recovery};

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::None(evaluate),
    default: Some(&[]),
    needs_fresh_balance: false,
    rearm: Rearm::NextDay,
    recovery: Recovery::Silent,
    // The guard's own line says more.
    line: AlertLine::Never,
    is_urgent: false,
};

const fn evaluate(facts: &AlertFacts) -> Evaluation {
    Evaluation::of_period(facts.refused_today > 0)
}
