//! Marks of alerts as people type them. What can be read two ways is refused.

use chrono::NaiveDate;

use crate::say;

/// Marks of one kind at most.
pub const MOST_MARKS: usize = 5;
/// Days at most: a forecast says little of what comes later.
const MOST_DAYS: u32 = 60;
/// How dates are read: years first, or with the month as a word, or with points, where the day is
/// always first.
const DATES: [&str; 4] = ["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"];

/// Why a typed mark was refused, and what to type instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlertError {
    /// A kind that needs a mark has none.
    #[error("{}", say!("alert-mark-missing"))]
    Empty,
    /// Not whole percents.
    #[error("{}", say!("alert-percents"))]
    Percents,
    /// More marks than anybody wants to be told of.
    #[error("{}", say!("alert-too-many"))]
    TooMany,
    /// An amount of nothing.
    #[error("{}", say!("alert-amount-zero"))]
    Zero,
    /// Not a number of days.
    #[error("{}", say!("alert-days", most = MOST_DAYS))]
    Days,
    /// Not a date, or one that can be read in two ways.
    #[error("{}", say!("alert-date"))]
    Date,
    /// A date in the past.
    #[error("{}", say!("alert-date-passed"))]
    Passed,
    /// No such kind.
    #[error("{}", say!("alert-unknown"))]
    Kind,
}

/// Reads percents: `25`, `25 %`, `25 10`, `25 %, 10 %`. A comma without a space could be a decimal
/// mark.
pub fn percents(text: &str) -> Result<Vec<u8>, AlertError> {
    let mut found = Vec::new();
    for part in text
        .split([' ', '\u{a0}', '\u{202f}', ';'])
        .map(|part| part.trim_end_matches(','))
    {
        let digits = part.trim_end_matches('%');
        if digits.is_empty() {
            continue;
        }
        let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit());
        let percent: u8 = digits
            .parse()
            .ok()
            .filter(|_| is_whole)
            .ok_or(AlertError::Percents)?;
        if !(1..=99).contains(&percent) {
            return Err(AlertError::Percents);
        }
        found.push(percent);
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    match found.len() {
        0 => Err(AlertError::Percents),
        count if count > MOST_MARKS => Err(AlertError::TooMany),
        _ => Ok(found),
    }
}

/// Reads a number of days: `3`, `3 days`.
pub fn days(text: &str) -> Result<u32, AlertError> {
    let text = text.trim();
    let digits = text
        .trim_end_matches("days")
        .trim_end_matches("day")
        .trim_end();
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let days = digits.parse().ok().filter(|_| is_whole);
    days.filter(|days| (1..=MOST_DAYS).contains(days))
        .ok_or(AlertError::Days)
}

/// Reads a day that has not passed: `2026-12-31`, `31.12.2026`, `31 Dec 2026`, `December 31, 2026`.
pub fn date(text: &str, today: NaiveDate) -> Result<NaiveDate, AlertError> {
    let text = text.trim();
    let date = DATES
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok());
    // A year of two digits is one of the first century.
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
