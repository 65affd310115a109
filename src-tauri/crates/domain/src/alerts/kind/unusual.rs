//! A day costs far more than all others.

use super::{AlertFacts, AlertKindSpec, AlertLine, Evaluation, MarkForm, Money, Rearm, Recovery};

/// Whole days of history that it takes to know a usual day.
const MIN_HISTORY_DAYS: usize = 7;
/// Days with spending among them: the highest may be an exception.
const MIN_SPENDING_DAYS: usize = 3;
/// Cost below which no day is unusual, however little the others cost.
const MIN_UNUSUAL: Money = Money::from_nano(1_000_000_000);

pub(super) const SPEC: AlertKindSpec = AlertKindSpec {
    rule: MarkForm::None(evaluate),
    default: Some(&[]),
    needs_fresh_balance: false,
    rearm: Rearm::NextDay,
    recovery: Recovery::Silent,
    line: AlertLine::Always,
    is_urgent: false,
};

fn evaluate(facts: &AlertFacts) -> Evaluation {
    facts.usual_peak.map_or(Evaluation::Unknown, |peak| {
        Evaluation::of_period(is_unusual(facts.spent_today, peak))
    })
}

/// Returns the highest cost of a usual day: the second highest, as the highest may have been an
/// exception. `days` is the spending of each whole day before today, oldest first. Returns `None`
/// while there is too little history.
#[must_use]
pub fn usual_peak(days: &[Money]) -> Option<Money> {
    let history: Vec<Money> = days
        .iter()
        .copied()
        .skip_while(|day| *day <= Money::ZERO)
        .collect();
    let mut spending: Vec<Money> = history
        .iter()
        .copied()
        .filter(|day| *day > Money::ZERO)
        .collect();
    spending.sort_unstable();
    let second = spending.iter().rev().nth(1).copied();
    second.filter(|_| history.len() >= MIN_HISTORY_DAYS && spending.len() >= MIN_SPENDING_DAYS)
}

/// Returns whether a day costs more than twice the highest usual one.
fn is_unusual(spent: Money, peak: Money) -> bool {
    spent >= MIN_UNUSUAL && i128::from(spent.nano()) > i128::from(peak.nano()) * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(days: &[i64]) -> Option<i64> {
        let days: Vec<Money> = days
            .iter()
            .map(|cents| Money::from_nano(cents * 10_000_000))
            .collect();
        usual_peak(&days).map(|peak| peak.nano() / 10_000_000)
    }

    #[test]
    fn the_usual_peak_is_the_second_highest_day_of_a_week_or_more() {
        for (days, expected) in [
            (vec![100; 28], Some(100)),
            (vec![100, 120, 90, 100, 2000, 110, 80], Some(120)),
            // One week in four has a large day: that is usual.
            (vec![5, 400, 5, 5, 5, 350, 5], Some(350)),
            (vec![0, 0, 100, 0, 0, 0, 100, 0, 100], Some(100)),
            (vec![100; 6], None),
            (vec![0, 0, 0, 0, 100, 100, 100], None),
            (vec![100, 0, 0, 0, 0, 0, 0, 0, 100], None),
            (vec![], None),
        ] {
            assert_eq!(peak(&days), expected, "{days:?}");
        }
    }

    #[test]
    fn pennies_are_no_unusual_day() {
        let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
        assert!(!is_unusual(cents(99), cents(1)));
        assert!(is_unusual(cents(100), cents(49)));
        assert!(!is_unusual(cents(100), cents(50)));
        assert!(!is_unusual(
            Money::from_nano(i64::MAX),
            Money::from_nano(i64::MAX)
        ));
    }
}
