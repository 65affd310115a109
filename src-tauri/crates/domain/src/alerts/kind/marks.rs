//! Marks of alerts, as they are typed and as they are stored. Typed text that can be read in two
//! ways is refused.

use std::str::FromStr;

use chrono::NaiveDate;

use super::evaluation::Evaluation;
use super::facts::AlertFacts;
use crate::message;
use crate::message::{Message, ToMessage};
use crate::money::Money;

/// Most marks of one kind.
const MAX_MARKS: usize = 5;
/// Most days ahead: a forecast says little of later ones.
const MAX_DAYS: u32 = 60;
/// Date formats: year first, with the month as a word, or with points, for which the day always
/// comes first.
const DATE_FORMATS: [&str; 4] = ["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"];

/// Reason why a typed mark was refused, with what to type instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum AlertError {
    /// A kind that needs a mark has none.
    Empty,
    /// Not whole percents.
    Percents,
    /// More marks than anybody wants to be told of.
    TooMany,
    /// An amount of zero.
    Zero,
    /// Not a number of days.
    Days,
    /// Not a date, or one that can be read in two ways.
    Date,
    /// A date in the past.
    Passed,
    /// No such kind.
    Kind,
}

impl ToMessage for AlertError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("alert-mark-missing"),
            Self::Percents => message!("alert-percents"),
            Self::TooMany => message!("alert-too-many"),
            Self::Zero => message!("alert-amount-zero"),
            Self::Days => message!("alert-days", most = MAX_DAYS),
            Self::Date => message!("alert-date"),
            Self::Passed => message!("alert-date-passed"),
            Self::Kind => message!("alert-unknown"),
        }
    }
}

/// Value that facts are compared with. Of two marks of a kind the lower is the more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertMark {
    /// Whole percents of the 100 % mark.
    Percent(u8),
    /// Amount of money.
    Amount(Money),
    /// Number of days ahead.
    Days(u32),
    /// Last day of something, as a person chooses it.
    Date(NaiveDate),
    /// Days before such a day, in a rule.
    // The days come first: by the derived order fewer days are more urgent.
    DaysBefore {
        /// Number of days before `date`, at most.
        days: u32,
        /// Last day.
        date: NaiveDate,
    },
}

impl AlertMark {
    /// Returns the text in the database: percents, nano-dollars, days or an ISO date.
    #[must_use]
    pub fn stored(self) -> String {
        match self {
            Self::Percent(percent) => percent.to_string(),
            Self::Amount(amount) => amount.nano().to_string(),
            Self::Days(days) => days.to_string(),
            Self::Date(date) => date.to_string(),
            Self::DaysBefore { days, date } => format!("{date} {days}"),
        }
    }

    /// Returns the day of a mark that has one.
    #[must_use]
    pub const fn date(self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) | Self::DaysBefore { date, .. } => Some(date),
            Self::Percent(_) | Self::Amount(_) | Self::Days(_) => None,
        }
    }
}

/// Form of a kind's marks, each with the function that evaluates a rule with such a mark: form and
/// function cannot disagree.
#[derive(Clone, Copy)]
pub(in crate::alerts) enum MarkForm {
    /// No mark.
    None(fn(&AlertFacts) -> Evaluation),
    /// One or more shares of the 100 % mark, in percent.
    Percents(fn(u8, &AlertFacts) -> Evaluation),
    /// One or more amounts.
    Amounts(fn(Money, &AlertFacts) -> Evaluation),
    /// One amount.
    Amount(fn(Money, &AlertFacts) -> Evaluation),
    /// A number of days.
    Days(fn(u32, &AlertFacts) -> Evaluation),
    /// A date, with a rule for each of some numbers of days before.
    Date {
        /// Numbers of days before the date.
        days_before: &'static [u32],
        /// Evaluates one of these numbers and the date.
        evaluate: fn(u32, NaiveDate, &AlertFacts) -> Evaluation,
    },
}

impl MarkForm {
    /// Evaluates a rule with this mark.
    pub(in crate::alerts) fn evaluate(
        self,
        mark: Option<AlertMark>,
        facts: &AlertFacts,
    ) -> Evaluation {
        match (self, mark) {
            (Self::None(evaluate), _) => evaluate(facts),
            (Self::Percents(evaluate), Some(AlertMark::Percent(percent))) => {
                evaluate(percent, facts)
            }
            (Self::Amounts(evaluate) | Self::Amount(evaluate), Some(AlertMark::Amount(amount))) => {
                evaluate(amount, facts)
            }
            (Self::Days(evaluate), Some(AlertMark::Days(days))) => evaluate(days, facts),
            (Self::Date { evaluate, .. }, Some(AlertMark::DaysBefore { days, date })) => {
                evaluate(days, date, facts)
            }
            // A mark of another form, which neither parser returns.
            _ => Evaluation::Unknown,
        }
    }

    /// Returns the marks of the rules that follow from chosen marks.
    pub(in crate::alerts) fn rule_marks(self, marks: &[AlertMark]) -> Vec<Option<AlertMark>> {
        match self {
            Self::None(_) => vec![None],
            Self::Date { days_before, .. } => {
                let before = |date| {
                    let days = days_before.iter();
                    days.map(move |days| Some(AlertMark::DaysBefore { days: *days, date }))
                };
                let dates = marks.iter().filter_map(|mark| mark.date());
                dates.flat_map(before).collect()
            }
            Self::Percents(_) | Self::Amounts(_) | Self::Amount(_) | Self::Days(_) => {
                marks.iter().copied().map(Some).collect()
            }
        }
    }

    /// Reads marks as they are stored, with spaces between. Returns `None` for those of another
    /// form.
    pub(in crate::alerts) fn parse_stored(self, text: &str) -> Option<Vec<AlertMark>> {
        let parse = |text: &str| match self {
            Self::None(_) => None,
            Self::Percents(_) => text.parse().ok().map(AlertMark::Percent),
            Self::Amounts(_) | Self::Amount(_) => {
                let nano = text.parse().ok();
                nano.map(|nano| AlertMark::Amount(Money::from_nano(nano)))
            }
            Self::Days(_) => text.parse().ok().map(AlertMark::Days),
            Self::Date { .. } => text.parse().ok().map(AlertMark::Date),
        };
        text.split_whitespace().map(parse).collect()
    }

    /// Reads marks as a person typed them; `amount` reads one amount, or returns `None` if there is
    /// none.
    pub(in crate::alerts) fn parse_typed<E: From<AlertError>>(
        self,
        typed: &str,
        today: NaiveDate,
        amount: impl Fn(&str) -> Result<Option<Money>, E>,
    ) -> Result<Vec<AlertMark>, E> {
        let above_zero = |typed: &str| -> Result<Money, E> {
            let amount = amount(typed)?.filter(|amount| *amount > Money::ZERO);
            Ok(amount.ok_or(AlertError::Zero)?)
        };
        Ok(match self {
            Self::None(_) => Vec::new(),
            Self::Percents(_) => {
                let percents = percents(typed)?.into_iter();
                percents.map(AlertMark::Percent).collect()
            }
            Self::Amounts(_) => {
                let amounts = amounts(typed, above_zero)?.into_iter();
                amounts.map(AlertMark::Amount).collect()
            }
            Self::Amount(_) => vec![AlertMark::Amount(above_zero(typed)?)],
            Self::Days(_) => vec![AlertMark::Days(days(typed)?)],
            Self::Date { .. } => vec![AlertMark::Date(date(typed, today)?)],
        })
    }
}

/// Reads several amounts with semicolons between: commas and spaces may belong to an amount.
fn amounts<E: From<AlertError>>(
    typed: &str,
    amount: impl Fn(&str) -> Result<Money, E>,
) -> Result<Vec<Money>, E> {
    let parts = typed
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    Ok(largest_first(
        parts.map(amount).collect::<Result<_, _>>()?,
        AlertError::Empty,
    )?)
}

/// Sorts marks and removes repeated ones. Returns `if_none` without any, and an error for too many.
fn largest_first<T: Ord>(mut marks: Vec<T>, if_none: AlertError) -> Result<Vec<T>, AlertError> {
    marks.sort_unstable_by(|a, b| b.cmp(a));
    marks.dedup();
    match marks.len() {
        0 => Err(if_none),
        count if count > MAX_MARKS => Err(AlertError::TooMany),
        _ => Ok(marks),
    }
}

/// Reads percents: `25`, `25 %`, `25 10`, `25 %, 10 %`. A comma without a space could be a decimal
/// mark, and is refused.
fn percents(text: &str) -> Result<Vec<u8>, AlertError> {
    // French has a no-break space, wide or narrow, before the sign.
    let percents = text
        .split([' ', '\u{a0}', '\u{202f}', ';'])
        .map(|part| part.trim_end_matches(',').trim_end_matches('%'))
        .filter(|digits| !digits.is_empty())
        .map(|digits| {
            whole(digits)
                .filter(|percent| (1..=99).contains(percent))
                .ok_or(AlertError::Percents)
        });
    largest_first(percents.collect::<Result<_, _>>()?, AlertError::Percents)
}

/// Reads digits alone: `parse` would take a sign as well.
fn whole<T: FromStr>(digits: &str) -> Option<T> {
    let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_whole)
}

/// Reads a number of days: `3`, `3 days`.
fn days(text: &str) -> Result<u32, AlertError> {
    let digits = text
        .trim()
        .trim_end_matches("days")
        .trim_end_matches("day")
        .trim_end();
    whole(digits)
        .filter(|days| (1..=MAX_DAYS).contains(days))
        .ok_or(AlertError::Days)
}

/// Reads a day that has not passed: `2026-12-31`, `31.12.2026`, `31 Dec 2026`, `December 31, 2026`.
fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, AlertError> {
    let text = text.trim();
    let date = DATE_FORMATS
        .iter()
        .find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    // A year of two digits is parsed as one of the first century.
    let date = date
        .filter(|date| *date >= NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or_default())
        .ok_or(AlertError::Date)?;
    if date < today {
        Err(AlertError::Passed)
    } else {
        Ok(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_read_the_way_people_write_them() {
        for (typed, expected) in [
            ("25", vec![25]),
            (" 25 % ", vec![25]),
            ("25%", vec![25]),
            ("10 25", vec![25, 10]),
            ("25 %, 10 %", vec![25, 10]),
            ("50; 25; 10; 25", vec![50, 25, 10]),
        ] {
            assert_eq!(percents(typed).as_deref(), Ok(&expected[..]), "{typed:?}");
        }
        for typed in [
            "",
            " % ",
            "0",
            "100",
            "-5",
            "12,5",
            "12.5",
            "25,10",
            "a quarter",
            "+25",
            "2e1",
        ] {
            assert_eq!(percents(typed), Err(AlertError::Percents), "{typed:?}");
        }
        assert_eq!(percents("1 2 3 4 5 6"), Err(AlertError::TooMany));
    }

    #[test]
    fn days_are_whole() {
        assert_eq!(
            (days("3"), days(" 1 day "), days("60 days")),
            (Ok(3), Ok(1), Ok(60))
        );
        for typed in ["", "0", "61", "-1", "1.5", "three", "days", "+3"] {
            assert_eq!(days(typed), Err(AlertError::Days), "{typed:?}");
        }
    }

    #[test]
    fn dates_are_read_in_the_forms_that_have_one_meaning() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let last = NaiveDate::from_ymd_opt(2026, 12, 31);
        for typed in [
            "2026-12-31",
            " 31.12.2026 ",
            "31 Dec 2026",
            "31 December 2026",
            "Dec 31, 2026",
        ] {
            assert_eq!(date(typed, today).ok(), last, "{typed}");
        }
        assert_eq!(date("2026-11-24", today), Ok(today), "today is not over");
        assert_eq!(date("2026-11-23", today), Err(AlertError::Passed));
        for typed in [
            "",
            "12/31/2026",
            "01/02/2027",
            "31.12.26",
            "2026-02-30",
            "next week",
            "2026",
        ] {
            assert_eq!(date(typed, today), Err(AlertError::Date), "{typed:?}");
        }
    }
}
