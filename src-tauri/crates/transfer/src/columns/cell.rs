//! One value of a file: numbers, moments, text.

use std::borrow::Cow;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::amount::{self, AmountError, AmountRules, TypedAmount};
use fal_budget_domain::money::currency::Currency;
use rust_decimal::Decimal;

use super::value::unescaped;

/// Value of a row as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    /// Set for a number of JSON, whose point is its decimal mark.
    pub(crate) is_number: bool,
}

/// Decimal mark that a file uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimals {
    /// `0.025`: values are separated by commas, or the file is JSON.
    Point,
    /// `0,025`: values are separated by semicolons or tabs.
    Comma,
}

/// Customs that all rows of a file share.
pub(crate) struct FileConventions<'a> {
    pub(crate) decimals: Decimals,
    /// Reads a moment that is over. A function hides the type of the zone from the list of
    /// fields.
    pub(crate) read_time: &'a dyn Fn(&Cell) -> Result<DateTime<Utc>, Message>,
}

impl FileConventions<'_> {
    /// Reads a quantity. That of a refund is below zero.
    pub(super) fn quantity(&self, cell: &Cell) -> Result<Decimal, Message> {
        let typed = number(cell, self.decimals).map_err(|error| error.to_message())?;
        if typed.currency.is_some() {
            return Err(AmountError::Unreadable.to_message());
        }
        Ok(typed.value)
    }

    /// Reads an amount of zero or more.
    pub(super) fn price(&self, cell: &Cell) -> Result<TypedAmount, Message> {
        let price = self.amount(cell)?;
        if price.value.is_sign_negative() && !price.value.is_zero() {
            return Err(AmountError::Negative.to_message());
        }
        Ok(price)
    }

    /// Reads an amount. That of a refund is below zero.
    pub(super) fn amount(&self, cell: &Cell) -> Result<TypedAmount, Message> {
        number(cell, self.decimals).map_err(|error| error.to_message())
    }

    /// Reads an amount in billionths of a US dollar.
    pub(super) fn nano_dollars(&self, cell: &Cell) -> Result<TypedAmount, Message> {
        let whole = Decimal::from_str(cell.text.trim()).ok();
        let nano = match whole {
            // Has more digits than a person types, which the bounds of typed amounts would refuse.
            Some(nano) => nano,
            None => self.amount(cell)?.value,
        };
        let dollars = nano.checked_mul(Decimal::new(1, 9));
        Ok(TypedAmount {
            value: dollars.ok_or_else(|| TooLarge.to_message())?,
            currency: Some(Currency::Usd),
        })
    }

    /// Reads a moment that is over.
    pub(super) fn time(&self, cell: &Cell) -> Result<DateTime<Utc>, Message> {
        (self.read_time)(cell)
    }
}

impl Cell {
    /// Text without the apostrophes that exports put before what a spreadsheet would take for a
    /// formula.
    pub(super) fn unescaped(&self) -> Cow<'_, str> {
        unescaped(self.text.trim())
    }

    /// Tells whether a cell says that there is no value: by nothing, a dash or a word for it.
    pub(crate) fn is_absent(&self) -> bool {
        const WORDS: [&str; 13] = [
            "n/a", "#n/a", "na", "n.a.", "null", "none", "nil", "unknown", "inconnu", "inconnue",
            "n.c.", "n/d", "\\n",
        ];
        let text = self.text.trim().to_lowercase();
        let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '?');
        text.chars().all(is_dash) || WORDS.contains(&text.as_str())
    }

    /// Reads yes or no, in the words of our exports, of spreadsheets and of JSON. Returns `None`
    /// for any other word.
    pub(super) fn yes_or_no(&self) -> Option<bool> {
        match self.text.trim().to_lowercase().as_str() {
            "yes" | "true" | "1" => Some(true),
            "no" | "false" | "0" | "" => Some(false),
            _ => None,
        }
    }
}

/// Largest exponent that is read; a [`Decimal`] has at most 28 digits behind its point.
const MAX_EXPONENT: u32 = 28;

fn number(cell: &Cell, decimals: Decimals) -> Result<TypedAmount, AmountError> {
    let text = cell.text.trim();
    // Accountants write the sign behind.
    let turned = text
        .strip_suffix(['-', '−'])
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map(|rest| format!("-{rest}"));
    let text = turned.as_deref().unwrap_or(text);
    if text.contains(['e', 'E'])
        && let Some(number) = scientific(text)
    {
        return number.map(|value| TypedAmount {
            value,
            currency: None,
        });
    }
    let has = |mark| text.contains(mark);
    // Without the other mark there is nothing to confuse: `1.234` in a file with points is no
    // thousand.
    let is_plain = match decimals {
        Decimals::Point => !has(','),
        Decimals::Comma => !has('.'),
    };
    let rules = AmountRules {
        // More digits than a person types, and than any amount has: programs write them.
        decimals: MAX_EXPONENT,
        dollars_only: false,
        never_thousands: cell.is_number || is_plain,
        below_zero: true,
    };
    amount::parse_typed(text, rules)
}

/// Reads `2.5e-05`, as many programs write small numbers. Returns `None` for any other notation.
fn scientific(text: &str) -> Option<Result<Decimal, AmountError>> {
    let text = &text.replace(',', ".");
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (mantissa, exponent) = (
        Decimal::from_str(mantissa).ok()?,
        i64::from_str(exponent).ok()?,
    );
    if mantissa.is_zero() {
        return Some(Ok(Decimal::ZERO));
    }
    if exponent.unsigned_abs() > MAX_EXPONENT.into() {
        return Some(if exponent > 0 {
            Err(AmountError::TooLarge)
        } else {
            // Finer than any nano-dollar: what programs write for next to nothing.
            Ok(Decimal::ZERO)
        });
    }
    let number = Decimal::from_scientific(text).map_err(|_| AmountError::TooLarge);
    Some(number.and_then(bounded))
}

/// Refuses what the bounds of typed amounts refuse.
fn bounded(number: Decimal) -> Result<Decimal, AmountError> {
    let rules = AmountRules {
        decimals: MAX_EXPONENT,
        ..AmountRules::RATE
    };
    let size = amount::parse(&number.abs().round_dp(18).to_string(), rules)?;
    Ok(if number.is_sign_negative() {
        -size
    } else {
        size
    })
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
        number(&cell(text), decimals).map(|number| number.value.to_string())
    }

    #[test]
    fn a_decimal_mark_is_read_as_the_file_uses_it_and_an_ambiguous_one_is_refused() {
        for (text, point, comma) in [
            ("0.025", "0.025", "0.025"),
            ("0,025", "0.025", "0.025"),
            ("1.234", "1.234", "?"),
            ("1,234", "?", "1.234"),
            ("1,234.5", "1234.5", "1234.5"),
            ("1.234,5", "1234.5", "1234.5"),
            ("2.5e-05", "0.000025", "0.000025"),
            ("2,5e-05", "0.000025", "0.000025"),
            ("1E3", "1000", "1000"),
            ("$0.03", "0.03", "0.03"),
            (
                "0.0026006458333333337",
                "0.0026006458333333337",
                "0.0026006458333333337",
            ),
            (
                "0,1234567890123456789",
                "0.1234567890123456789",
                "0.1234567890123456789",
            ),
            (
                "1,234.1234567890123456789",
                "1234.1234567890123456789",
                "1234.1234567890123456789",
            ),
            (
                "$0.00017000000000000001",
                "0.00017000000000000001",
                "0.00017000000000000001",
            ),
            (
                "-0,000045000000000000003 €",
                "-0.000045000000000000003",
                "-0.000045000000000000003",
            ),
            (
                "0.12345678901234567890123456789012345",
                "0.1234567890123456789012345679",
                "0.1234567890123456789012345679",
            ),
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
    fn text_that_is_no_amount_is_refused_with_the_reason() {
        for (text, reason) in [
            ("1e300", AmountError::TooLarge),
            ("1e-300", AmountError::Empty),
            ("NaN", AmountError::Unreadable),
            ("one", AmountError::Unreadable),
            ("1e3e3", AmountError::Unreadable),
            ("£5", AmountError::ThirdSign),
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
            number(&json, Decimals::Comma).map(|number| number.value),
            Ok(Decimal::new(1234, 3)),
            "JSON has one custom"
        );
    }

    #[test]
    fn words_for_no_value_are_none() {
        for text in [
            "", " ", "-", "–", "—", "--", "N/A", "n/a", "#N/A", "NA", "null", "NULL", "None",
            "\\N", "unknown", "inconnu", "?",
        ] {
            assert!(cell(text).is_absent(), "{text}");
        }
        for text in ["0", "-0", "-5", "free", "NaN", "0.00", "no"] {
            assert!(!cell(text).is_absent(), "{text}");
        }
    }

    #[test]
    fn the_apostrophe_of_an_export_is_taken_off_again() {
        for (text, expected) in [
            ("'=1+1", "=1+1"),
            ("''=x", "'=x"),
            ("'tis", "'tis"),
            ("a", "a"),
        ] {
            assert_eq!(cell(text).unescaped(), expected);
        }
    }
}
