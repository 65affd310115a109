//! Whether a thing that is watched is so, by the figures of one moment.

use chrono::{Datelike, NaiveDate};

use super::{AlertFacts, AlertKind, AlertRule};
use crate::domain::forecast::Forecast;
use crate::domain::money::Money;

/// Whole days of history that tell what is usual.
const FAMILIAR: usize = 7;
/// Days with spending among them: the highest may be an exception.
const BUSY: usize = 3;
/// Less than this is no unusual day, however little the others took.
const NOTEWORTHY: Money = Money::from_nano(1_000_000_000);

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evaluation {
    /// Nobody knows.
    Unknown,
    /// It is so.
    Here,
    /// It is not so, and yet too near to be over.
    Near,
    /// It is over.
    Over,
}

impl AlertRule {
    /// Whether it is so by the newest figures, however old they are.
    pub(super) fn evaluate(self, facts: &AlertFacts) -> Evaluation {
        let reached = |is_so: bool| {
            if is_so {
                Evaluation::Here
            } else {
                Evaluation::Near
            }
        };
        match self {
            Self::Locked => facts.is_locked.map_or(Evaluation::Unknown, |locked| {
                if locked {
                    Evaluation::Here
                } else {
                    Evaluation::Over
                }
            }),
            Self::Share(percent) => share(percent, facts),
            Self::Amount(amount) => self::amount(amount, facts),
            Self::RunsOut(days) => runs_out(days, facts),
            Self::Refused => reached(facts.refused_today > 0),
            Self::Day(amount) => reached(facts.spent_today >= amount),
            Self::Month(amount) => reached(facts.spent_month >= amount),
            Self::Unusual => facts.usual_peak.map_or(Evaluation::Unknown, |peak| {
                reached(is_unusual(facts.spent_today, peak))
            }),
            Self::Expiry { days, on } => reached(
                (0..=i64::from(days)).contains(&on.signed_duration_since(facts.today).num_days()),
            ),
        }
    }

    /// The days on which it is one and the same crossing have ended since.
    pub(super) fn has_ended(self, fired_on: NaiveDate, today: NaiveDate) -> bool {
        match self.kind() {
            AlertKind::Day | AlertKind::Unusual | AlertKind::Refused => fired_on != today,
            AlertKind::Month => {
                (fired_on.year(), fired_on.month()) != (today.year(), today.month())
            }
            _ => false,
        }
    }
}

/// A fifth more than the mark is a recovery; near 100 %, half of what lies above it.
fn share(percent: u8, facts: &AlertFacts) -> Evaluation {
    let (Some(left), Some(reference)) = (
        facts.left,
        facts.reference.filter(|mark| *mark > Money::ZERO),
    ) else {
        return Evaluation::Unknown;
    };
    let (left, reference) = (i128::from(left.nano()) * 1000, i128::from(reference.nano()));
    let percent = i128::from(percent);
    let over = (percent * 12).min((percent + 100) * 5);
    between(left, reference * percent * 10, reference * over)
}

/// The same with an amount.
fn amount(amount: Money, facts: &AlertFacts) -> Evaluation {
    let Some(left) = facts.left else {
        return Evaluation::Unknown;
    };
    let (left, amount) = (i128::from(left.nano()) * 10, i128::from(amount.nano()));
    let above = facts
        .reference
        .map(|mark| (amount + i128::from(mark.nano())) * 5)
        .filter(|half| *half > amount * 10);
    between(
        left,
        amount * 10,
        above.map_or(amount * 12, |half| half.min(amount * 12)),
    )
}

fn between(left: i128, under: i128, over: i128) -> Evaluation {
    if left < under {
        Evaluation::Here
    } else if left < over {
        Evaluation::Near
    } else {
        Evaluation::Over
    }
}

/// By the most likely day. Twice as many days are a recovery: a forecast moves by itself.
fn runs_out(days: u32, facts: &AlertFacts) -> Evaluation {
    match facts.forecast {
        Some(Forecast::RunsOut(range)) => {
            let ahead = range.median.signed_duration_since(facts.today).num_days();
            match ahead {
                _ if ahead <= i64::from(days) => Evaluation::Here,
                _ if ahead <= i64::from(days) * 2 => Evaluation::Near,
                _ => Evaluation::Over,
            }
        }
        Some(Forecast::Lasts(_)) => Evaluation::Over,
        // What is left already is not told as a matter of days.
        _ => Evaluation::Unknown,
    }
}

/// What a day takes at most, the highest apart, which may have been an exception. `days` is the
/// spending of each whole day before today, oldest first.
#[must_use]
pub fn usual_peak(days: &[Money]) -> Option<Money> {
    let history: Vec<Money> = days
        .iter()
        .copied()
        .skip_while(|day| *day <= Money::ZERO)
        .collect();
    let mut busy: Vec<Money> = history
        .iter()
        .copied()
        .filter(|day| *day > Money::ZERO)
        .collect();
    busy.sort_unstable();
    let second = busy.iter().rev().nth(1).copied();
    second.filter(|_| history.len() >= FAMILIAR && busy.len() >= BUSY)
}

/// More than twice what a day takes at most.
fn is_unusual(spent: Money, peak: Money) -> bool {
    spent >= NOTEWORTHY && i128::from(spent.nano()) > i128::from(peak.nano()) * 2
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
    fn what_a_day_takes_at_most_is_the_second_highest_of_a_week_or_more() {
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
