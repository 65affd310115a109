//! Less than an amount is left.

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Money, Rearm, Recovery};

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::Amounts(evaluate),
    default: None,
    needs_fresh_balance: true,
    rearm: Rearm::AfterRecovery,
    recovery: Recovery::NotifyGrownBalance,
    line: AlertLine::UnlessBudgetIsLow,
    is_urgent: false,
};

/// Evaluates the amount that is left. A fifth more than the mark is a recovery; for a mark near the
/// 100 % mark, half of the distance to it, because a fifth more might not be reached.
fn evaluate(amount: Money, facts: &AlertFacts) -> Evaluation {
    let Some(left) = facts.left else {
        return Evaluation::Unknown;
    };
    // Tenths of a nano-dollar: both margins are whole numbers of them.
    let (left, amount) = (i128::from(left.nano()) * 10, i128::from(amount.nano()));
    let half_way = facts
        .reference
        .map(|reference| (amount + i128::from(reference.nano())) * 5)
        .filter(|half_way| *half_way > amount * 10);
    let fifth_more = amount * 12;
    let recovered = half_way.map_or(fifth_more, |half_way| half_way.min(fifth_more));
    Evaluation::of_level(left, amount * 10, recovered)
}
