//! Less than a share of the 100 % mark is left.

use super::{
    AlertFacts, AlertKindSpec, AlertLine, AlertMark, Evaluation, MarkForm, Money, Rearm, Recovery,
};

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::Percents(evaluate),
    default: Some(&[AlertMark::Percent(25)]),
    needs_fresh_balance: true,
    rearm: Rearm::AfterRecovery,
    recovery: Recovery::NotifyGrownBalance,
    line: AlertLine::UnlessBudgetIsLow,
    is_urgent: false,
};

/// Evaluates the share that is left. A fifth more than the mark is a recovery; near 100 %, half of
/// the distance to it, because a fifth more could not be reached.
fn evaluate(percent: u8, facts: &AlertFacts) -> Evaluation {
    let reference = facts.reference.filter(|mark| *mark > Money::ZERO);
    let (Some(left), Some(reference)) = (facts.left, reference) else {
        return Evaluation::Unknown;
    };
    // In i64, a thousand times a large balance would overflow.
    let (left, reference) = (i128::from(left.nano()), i128::from(reference.nano()));
    let percent = i128::from(percent);
    // Tenths of a percent: both margins are whole numbers of them.
    let recovered = (percent * 12).min((percent + 100) * 5);
    Evaluation::of_level(left * 1000, reference * percent * 10, reference * recovered)
}
