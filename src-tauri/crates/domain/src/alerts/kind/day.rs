//! A day's spending has reached an amount.

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Money, Rearm, Recovery};

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::Amount(evaluate),
    default: None,
    // Spending is known from the jobs, however old the balance is.
    needs_fresh_balance: false,
    rearm: Rearm::NextDay,
    recovery: Recovery::Silent,
    line: AlertLine::Always,
    is_urgent: false,
};

fn evaluate(amount: Money, facts: &AlertFacts) -> Evaluation {
    Evaluation::of_period(facts.spent_today >= amount)
}
