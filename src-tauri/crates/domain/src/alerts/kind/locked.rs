//! fal has locked the account.

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Rearm, Recovery};

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::None(evaluate),
    default: Some(&[]),
    // A stale balance leaves the lock unknown by itself.
    needs_fresh_balance: false,
    rearm: Rearm::AfterRecovery,
    recovery: Recovery::Notify,
    line: AlertLine::Never,
    is_urgent: true,
};

fn evaluate(facts: &AlertFacts) -> Evaluation {
    facts
        .is_locked
        .map_or(Evaluation::Unknown, Evaluation::of_state)
}
