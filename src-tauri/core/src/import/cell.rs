//! One value of a row: numbers, moments, words.

use std::str::FromStr;

use chrono::{DateTime, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use crate::Error;
use crate::domain::amount::{self, AmountError, AmountRules};
use crate::domain::day::{self, TimeError};
use crate::domain::job::Label;
use crate::domain::money::{Money, TooLarge};
use crate::domain::units::QuantityError;
use crate::input;

/// A value as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text.
    pub text: String,
    /// It is a number of JSON, whose point is its decimal mark.
    pub is_number: bool,
}

/// How numbers are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decimals {
    /// `0.025`: values are told apart by commas, or it is JSON.
    Point,
    /// `0,025`: values are told apart by semicolons or tabs.
    Comma,
}

/// Longer exponents than a job could have.
const MOST_EXPONENT: u32 = 28;

/// A number of zero or more, however fine.
pub(super) fn number(cell: &Cell, decimals: Decimals) -> Result<Decimal, AmountError> {
    let text = cell.text.trim();
    if text.contains(['e', 'E'])
        && let Some(number) = scientific(text)
    {
        return number;
    }
    let has = |mark| text.contains(mark);
    let is_plain = match decimals {
        Decimals::Point => !has(','),
        Decimals::Comma => !has('.'),
    };
    let rules = AmountRules {
        decimals: MOST_EXPONENT,
        dollars_only: true,
        never_thousands: cell.is_number || is_plain,
    };
    amount::parse(text, rules)
}

/// `2.5e-05`, as many programs write small numbers; none where it is something else.
fn scientific(text: &str) -> Option<Result<Decimal, AmountError>> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (mantissa, exponent) = (
        Decimal::from_str(mantissa).ok()?,
        i64::from_str(exponent).ok()?,
    );
    if mantissa.is_sign_negative() {
        return Some(Err(AmountError::Negative));
    }
    if exponent.unsigned_abs() > MOST_EXPONENT.into() {
        return Some(if exponent > 0 {
            Err(AmountError::TooLarge)
        } else {
            Ok(Decimal::ZERO)
        });
    }
    let number = Decimal::from_scientific(text).map_err(|_| AmountError::TooLarge);
    Some(number.and_then(|number| {
        amount::parse(
            &number.to_string(),
            AmountRules {
                decimals: 28,
                ..AmountRules::RATE
            },
        )
    }))
}

/// An amount of US dollars of zero or more, rounded to a nano-dollar.
pub(super) fn money(cell: &Cell, decimals: Decimals) -> Result<Money, Error> {
    Ok(Money::from_dollars_rounded(number(cell, decimals)?)?)
}

/// An amount in billionths of a dollar.
pub(super) fn nano(cell: &Cell, decimals: Decimals) -> Result<Money, Error> {
    let whole = Decimal::from_str(cell.text.trim())
        .ok()
        .filter(|nano| !nano.is_sign_negative());
    let dollars = match whole {
        // Longer than what a person would type.
        Some(nano) => nano.checked_mul(Decimal::new(1, 9)),
        None => number(cell, decimals)?.checked_mul(Decimal::new(1, 9)),
    };
    Ok(Money::from_dollars_rounded(dollars.ok_or(TooLarge)?)?)
}

/// A moment that is over: RFC 3339, local time, or a day, which begins at its midnight.
pub(super) fn time<Z: TimeZone>(
    cell: &Cell,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<DateTime<Utc>, TimeError> {
    let text = cell.text.trim();
    if let Some(utc) = text.strip_suffix(" UTC") {
        return day::parse_past(utc, now, &Utc);
    }
    let is_day = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_day {
        day::parse_past_day(text, now, zone)
    } else {
        day::parse_past(text, now, zone)
    }
}

/// Words, without the apostrophe that our exports put before what a spreadsheet would take for a
/// formula.
pub(super) fn words(cell: &Cell) -> &str {
    let text = cell.text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => text,
    }
}

/// A tag and a note.
pub(super) fn label(tag: Option<&Cell>, note: Option<&Cell>) -> Result<Label, QuantityError> {
    let value = |cell: Option<&Cell>| cell.map(|cell| Value::from(words(cell)));
    input::label(value(tag).as_ref(), value(note).as_ref())
}

/// Yes or no, in the words of our exports, of spreadsheets and of JSON.
#[must_use]
pub(super) fn truth(cell: &Cell) -> Option<bool> {
    match cell.text.trim().to_lowercase().as_str() {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" | "" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        Cell {
            text: text.to_owned(),
            is_number: false,
        }
    }

    fn read(text: &str, decimals: Decimals) -> Result<String, AmountError> {
        number(&cell(text), decimals).map(|number| number.to_string())
    }

    #[test]
    fn a_mark_is_read_by_the_custom_of_the_file_and_a_doubtful_one_is_not() {
        for (text, point, comma) in [
            ("0.025", "0.025", "0.025"),
            ("0,025", "0.025", "0.025"),
            ("1.234", "1.234", "?"),
            ("1,234", "?", "1.234"),
            ("1,234.5", "1234.5", "1234.5"),
            ("1.234,5", "1234.5", "1234.5"),
            ("2.5e-05", "0.000025", "0.000025"),
            ("1E3", "1000", "1000"),
            ("$0.03", "0.03", "0.03"),
            ("0.1234567890123", "0.1234567890123", "0.1234567890123"),
        ] {
            for (decimals, expected) in [(Decimals::Point, point), (Decimals::Comma, comma)] {
                let shown = match read(text, decimals) {
                    Err(AmountError::Ambiguous { .. }) => "?".to_owned(),
                    other => other.unwrap(),
                };
                assert_eq!(shown, expected, "{text} {decimals:?}");
            }
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        for (text, reason) in [
            ("1e300", AmountError::TooLarge),
            ("1e-300", AmountError::Empty),
            ("-3", AmountError::Negative),
            ("-3e2", AmountError::Negative),
            ("NaN", AmountError::Unreadable),
            ("one", AmountError::Unreadable),
            ("1e3e3", AmountError::Unreadable),
            ("€5", AmountError::OtherSign),
            ("", AmountError::Empty),
        ] {
            match read(text, Decimals::Point) {
                Ok(number) => assert_eq!(
                    (text, number.as_str()),
                    ("1e-300", "0"),
                    "nothing is left of it"
                ),
                Err(error) => assert_eq!(error, reason, "{text}"),
            }
        }
        let json = Cell {
            text: "1.234".to_owned(),
            is_number: true,
        };
        assert_eq!(
            number(&json, Decimals::Comma),
            Ok(Decimal::new(1234, 3)),
            "JSON has one custom"
        );
    }

    #[test]
    fn moments_are_read_as_programs_and_spreadsheets_write_them() {
        let paris = chrono::FixedOffset::east_opt(3600).unwrap();
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("2026-09-10T12:00:00Z", "2026-09-10T12:00:00Z"),
            ("2026-09-10T12:00:00.250+02:00", "2026-09-10T10:00:00.250Z"),
            ("2026-09-10 12:00:00 UTC", "2026-09-10T12:00:00Z"),
            ("2026-09-10 12:00", "2026-09-10T11:00:00Z"),
            ("2026-09-10", "2026-09-09T23:00:00Z"),
        ] {
            assert_eq!(
                time(&cell(text), now, &paris),
                Ok(expected.parse().unwrap()),
                "{text}"
            );
        }
        for (text, reason) in [
            ("2026-11-24", TimeError::Future),
            ("2026-13-40", TimeError::Unreadable),
            ("10/09/2026", TimeError::Unreadable),
            ("1789000000", TimeError::Unreadable),
            ("2019-01-01", TimeError::TooEarly),
        ] {
            assert_eq!(time(&cell(text), now, &paris), Err(reason), "{text}");
        }
    }

    #[test]
    fn an_apostrophe_of_our_own_is_taken_off_again() {
        for (text, expected) in [
            ("'=1+1", "=1+1"),
            ("''=x", "'=x"),
            ("'tis", "'tis"),
            ("a", "a"),
        ] {
            assert_eq!(words(&cell(text)), expected);
        }
    }
}
