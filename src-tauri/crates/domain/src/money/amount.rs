//! Amounts as people type them: either decimal mark, grouped thousands, signs. Text that can be
//! read in two ways is refused with a sentence that says what to type.

use rust_decimal::Decimal;

use crate::message;
use crate::message::{Message, MessageValue, ToMessage};

/// Largest amount that is accepted, in the unit that was typed.
const MAX_AMOUNT: i64 = 1_000_000_000;
/// Longest text that is read, in bytes; longer than any amount.
const MAX_LENGTH: usize = 64;

/// Rules of a field: the amounts that it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountRules {
    /// Decimal places at most: 2 for a balance, 9 for a price.
    pub decimals: u32,
    /// Accepts dollars only: the field is labelled in dollars, so `€` is the wrong sign.
    pub dollars_only: bool,
    /// Reads a single separator always as the decimal mark, as in an exchange rate like 1.085.
    pub never_thousands: bool,
}

impl AmountRules {
    /// Balance: to the cent.
    pub const BALANCE: Self = Self {
        decimals: 2,
        dollars_only: false,
        never_thousands: false,
    };
    /// Price: to the nano-dollar.
    pub const PRICE: Self = Self {
        decimals: 9,
        ..Self::BALANCE
    };
    /// Exchange rate: units of a currency for one dollar.
    pub const RATE: Self = Self {
        decimals: 9,
        dollars_only: false,
        never_thousands: true,
    };

    /// Returns the same rules for a field that is labelled in dollars.
    #[must_use]
    pub const fn in_dollars(self) -> Self {
        Self {
            dollars_only: true,
            ..self
        }
    }
}

/// Reason why a typed amount was refused. The sentence says what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum AmountError {
    /// Nothing but spaces or a sign.
    Empty,
    /// Letters, symbols, or digits grouped in no known way.
    Unreadable,
    /// Below zero.
    Negative,
    /// Scientific notation.
    Exponent,
    /// One separator and three digits, which may be thousands or decimals.
    Ambiguous {
        /// Text that was typed.
        typed: String,
        /// Text to type if thousands were meant.
        thousands: String,
        /// Text to type if decimals were meant, with a point.
        decimal: String,
    },
    /// More decimal places than the field accepts, which is the number given.
    TooFine(u32),
    /// Above one billion.
    TooLarge,
    /// Euro sign in a field that is labelled in dollars.
    OtherSign,
    /// Sign of a currency that is neither dollar nor euro.
    ThirdSign,
}

impl ToMessage for AmountError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("amount-empty"),
            Self::Unreadable => message!("amount-unreadable"),
            Self::Negative => message!("amount-negative"),
            Self::Exponent => message!("amount-exponent"),
            Self::Ambiguous {
                decimal,
                thousands,
                typed,
            } => message!(
                "amount-ambiguous",
                typed = typed,
                thousands = thousands,
                decimal = MessageValue::Decimal(decimal.clone())
            ),
            Self::TooFine(value) => message!("amount-too-fine", places = *value),
            Self::TooLarge => message!("amount-too-large"),
            Self::OtherSign => message!("amount-in-dollars"),
            Self::ThirdSign => message!("amount-other-currency"),
        }
    }
}

/// Reads an amount of zero or more.
pub fn parse(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    if text.len() > MAX_LENGTH {
        return Err(AmountError::Unreadable);
    }
    let digits = without_signs(text, rules)?;
    let value = number(digits, rules)?.normalize();
    if value.scale() > rules.decimals {
        return Err(AmountError::TooFine(rules.decimals));
    }
    if value > Decimal::from(MAX_AMOUNT) {
        return Err(AmountError::TooLarge);
    }
    Ok(value)
}

/// Signs found around the digits of an amount.
#[derive(Default)]
struct Signs {
    currency: Option<char>,
    plus: bool,
    minus: bool,
}

impl Signs {
    /// Records a sign. Returns `false` for any other character, and for a second sign of its kind.
    fn take(&mut self, mark: char) -> bool {
        match mark {
            '$' | '€' if self.currency.is_none() => self.currency = Some(mark),
            '+' if !self.plus => self.plus = true,
            '-' | '−' | '–' if !self.minus => self.minus = true,
            _ => return false,
        }
        true
    }
}

/// Strips spaces, one plus and one currency sign; refuses a minus and other currencies.
fn without_signs(text: &str, rules: AmountRules) -> Result<&str, AmountError> {
    let mut rest = text.trim();
    let mut signs = Signs::default();
    while let Some(mark) = rest.chars().next().filter(|mark| signs.take(*mark)) {
        rest = rest.strip_prefix(mark).unwrap_or(rest).trim_start();
    }
    // Only a currency may follow the digits: a plus or minus there is left, and is unreadable.
    let is_currency = |mark: &char| matches!(mark, '$' | '€');
    let last = rest.chars().last().filter(is_currency);
    if let Some(mark) = last.filter(|mark| signs.take(*mark)) {
        rest = rest.strip_suffix(mark).unwrap_or(rest).trim_end();
    }
    // From the most specific reason to the most general one: "£5" is not just unreadable.
    match () {
        () if rest.chars().any(is_other_currency) => Err(AmountError::ThirdSign),
        () if rest.is_empty() => Err(AmountError::Empty),
        () if !rest.chars().any(|c| c.is_ascii_digit()) => Err(AmountError::Unreadable),
        () if signs.minus => Err(AmountError::Negative),
        () if signs.currency == Some('€') && rules.dollars_only => Err(AmountError::OtherSign),
        () => Ok(rest),
    }
}

/// Recognizes the signs of other currencies: those of Latin-1, and Unicode's block of them.
fn is_other_currency(c: char) -> bool {
    c != '€' && matches!(c, '¢'..='¥' | '\u{20a0}'..='\u{20cf}')
}

/// Reads digits with separators. Of two kinds of separator, the last one is the decimal mark.
fn number(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    if is_exponent(text) {
        return Err(AmountError::Exponent);
    }
    // Amounts that are copied from web pages are grouped with no-break and narrow spaces.
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if separators.iter().any(|c| !matches!(c, '.' | ',' | ' ')) {
        return Err(AmountError::Unreadable);
    }
    let Some((&last, others)) = separators.split_last() else {
        return whole(&text);
    };
    // No number has two decimal marks, and a space is never one: all of them group thousands.
    if last == ' ' || others.contains(&last) {
        return if others.iter().all(|c| *c == last) {
            grouped_whole(&text, last)
        } else {
            Err(AmountError::Unreadable)
        };
    }
    let (before, after) = text.rsplit_once(last).unwrap_or_default();
    match others.first() {
        Some(&group) if others.iter().all(|c| *c == group) => {
            with_decimals(grouped_whole(before, group)?, after)
        }
        Some(_) => Err(AmountError::Unreadable),
        None if is_ambiguous(before, after, rules) => Err(ambiguous(&text, before, after, rules)),
        None => with_decimals(whole(before)?, after),
    }
}

/// Recognizes scientific notation, so that `1e3` gets a sentence of its own.
fn is_exponent(text: &str) -> bool {
    text.split_once(['e', 'E'])
        .is_some_and(|(mantissa, exponent)| {
            let exponent = exponent.trim_start_matches(['+', '-']);
            let numeric = |part: &str| {
                part.bytes()
                    .all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
            };
            !mantissa.is_empty() && !exponent.is_empty() && numeric(mantissa) && numeric(exponent)
        })
}

/// Recognizes a single separator before three digits: 1,234 is 1234 or 1.234.
fn is_ambiguous(before: &str, after: &str, rules: AmountRules) -> bool {
    // No thousand begins with a zero, so that 0.005 and .005 can only be decimals.
    let is_zero = before.bytes().all(|digit| digit == b'0');
    after.len() == 3 && !is_zero && !rules.never_thousands
}

/// Builds the refusal of an ambiguous amount, with both ways to type it.
fn ambiguous(typed: &str, before: &str, after: &str, rules: AmountRules) -> AmountError {
    // Both proposals must be accepted if typed: two decimals for cents, else four, because three
    // would be ambiguous again.
    let decimal = match after.get(..2) {
        Some(cents) if rules.decimals == 2 => format!("{before}.{cents}"),
        _ => format!("{before}.{after}0"),
    };
    AmountError::Ambiguous {
        typed: typed.to_owned(),
        thousands: format!("{before}{after}"),
        decimal,
    }
}

/// Reads digits without separators; no digits are zero, as in `.5`.
fn whole(digits: &str) -> Result<Decimal, AmountError> {
    let digits = match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    // Above every limit, and below the 28 digits that `Decimal` can parse.
    if digits.len() > 20 {
        return Err(AmountError::TooLarge);
    }
    digits.parse().map_err(|_| AmountError::Unreadable)
}

/// Reads thousands: one to three digits, then groups of exactly three.
fn grouped_whole(text: &str, mark: char) -> Result<Decimal, AmountError> {
    let groups: Vec<&str> = text.split(mark).collect();
    let well_formed = groups.iter().enumerate().all(|(nth, group)| match nth {
        0 => (1..=3).contains(&group.len()),
        _ => group.len() == 3,
    });
    if well_formed {
        whole(&groups.concat())
    } else {
        Err(AmountError::Unreadable)
    }
}

/// Adds the digits behind the decimal mark to a whole amount.
fn with_decimals(whole: Decimal, decimals: &str) -> Result<Decimal, AmountError> {
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() {
        return Ok(whole);
    }
    let scale = u32::try_from(decimals.len()).unwrap_or(u32::MAX);
    // An `i64` holds eighteen digits, twice as many as any field accepts.
    let fraction: i64 = if scale > 18 {
        Err(AmountError::TooFine(9))
    } else {
        decimals.parse().map_err(|_| AmountError::Unreadable)
    }?;
    whole
        .checked_add(Decimal::new(fraction, scale))
        .ok_or(AmountError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn balance(text: &str) -> Result<String, AmountError> {
        parse(text, AmountRules::BALANCE).map(|value| value.to_string())
    }

    #[test]
    fn amounts_are_read_the_way_people_write_them() {
        for (typed, expected) in [
            ("10.50", "10.5"),
            ("10,50", "10.5"),
            ("1,234.50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("1 234,50", "1234.5"),
            ("1\u{a0}234,50", "1234.5"),
            ("1\u{202f}234,50", "1234.5"),
            ("$10.00", "10"),
            ("10 €", "10"),
            ("€10", "10"),
            ("10$", "10"),
            ("+5", "5"),
            ("+$5", "5"),
            ("$ +5", "5"),
            (".5", "0.5"),
            (",5", "0.5"),
            ("10.", "10"),
            ("0", "0"),
            ("0,00", "0"),
            ("0.500", "0.5"),
            ("007", "7"),
            ("1,234,567", "1234567"),
            ("1.234.567,89", "1234567.89"),
            ("1 234", "1234"),
            ("  7.5  ", "7.5"),
            ("10.5000", "10.5"),
            ("1000000000", "1000000000"),
        ] {
            assert_eq!(balance(typed).as_deref(), Ok(expected), "{typed:?}");
        }
    }

    #[test]
    fn a_refusal_for_signs_or_text_names_its_reason() {
        use AmountError::{Empty, Negative, OtherSign, ThirdSign, Unreadable};
        for (typed, reason) in [
            ("", Empty),
            ("   ", Empty),
            ("$", Empty),
            ("-5", Negative),
            ("−5", Negative),
            ("$-5", Negative),
            ("-$5", Negative),
            ("-0.01", Negative),
            ("--5", Negative),
            ("NaN", Unreadable),
            ("Infinity", Unreadable),
            ("ten", Unreadable),
            ("$$5", Unreadable),
            ("0x10", Unreadable),
            ("１０", Unreadable),
            ("£5", ThirdSign),
            ("5 ¥", ThirdSign),
            ("₹5", ThirdSign),
        ] {
            assert_eq!(balance(typed), Err(reason), "{typed:?}");
        }
        assert_eq!(
            parse("10 €", AmountRules::BALANCE.in_dollars()),
            Err(OtherSign)
        );
        assert_eq!(
            parse(&"1".repeat(100), AmountRules::BALANCE),
            Err(Unreadable)
        );
    }

    #[test]
    fn a_refusal_of_a_number_names_its_reason() {
        use AmountError::{Exponent, TooFine, TooLarge, Unreadable};
        for (typed, reason) in [
            ("5 5", Unreadable),
            ("12,34.50", Unreadable),
            ("1.2.3", Unreadable),
            ("1,234.5,6", Unreadable),
            ("1,234 567.8", Unreadable),
            ("1'234.50", Unreadable),
            ("1e309", Exponent),
            ("1e3", Exponent),
            ("1.5E+3", Exponent),
            (
                "1.005",
                AmountError::Ambiguous {
                    typed: "1.005".into(),
                    thousands: "1005".into(),
                    decimal: "1.00".into(),
                },
            ),
            ("0.005", TooFine(2)),
            ("10.5555", TooFine(2)),
            ("1,234.567", TooFine(2)),
            ("1000000000.01", TooLarge),
            ("99999999999999999999999999", TooLarge),
        ] {
            assert_eq!(balance(typed), Err(reason), "{typed:?}");
        }
    }

    #[test]
    fn an_ambiguous_amount_is_refused_with_both_ways_to_type_it() {
        let ambiguous = |typed: &str, thousands: &str, decimal: &str| AmountError::Ambiguous {
            typed: typed.to_owned(),
            thousands: thousands.to_owned(),
            decimal: decimal.to_owned(),
        };
        assert_eq!(balance("1,234"), Err(ambiguous("1,234", "1234", "1.23")));
        let price = parse("1.234", AmountRules::PRICE);
        assert_eq!(price, Err(ambiguous("1.234", "1234", "1.2340")));
    }

    #[test]
    fn a_price_may_be_a_nano_dollar_and_a_rate_has_no_thousands() {
        assert_eq!(
            parse("0.000000001", AmountRules::PRICE),
            Ok(Decimal::new(1, 9))
        );
        assert_eq!(
            parse("0.0000000001", AmountRules::PRICE),
            Err(AmountError::TooFine(9))
        );
        assert_eq!(parse("1.085", AmountRules::RATE), Ok(Decimal::new(1085, 3)));
    }

    proptest! {
        #[test]
        fn cents_survive_every_common_notation(cents in 0_i64..100_000_000_000) {
            let value = Decimal::new(cents, 2);
            let plain = format!("{}.{:02}", cents / 100, cents % 100);
            let comma = plain.replace('.', ",");
            for typed in [format!("${plain}"), format!("{plain} €"), plain, comma] {
                let read = parse(&typed, AmountRules::BALANCE);
                prop_assert_eq!(read, Ok(value.normalize()), "{}", typed);
            }
        }

        #[test]
        fn anything_typed_is_an_amount_in_cents_or_refused(text in "\\PC{0,80}") {
            if let Ok(value) = parse(&text, AmountRules::BALANCE) {
                prop_assert!(!value.is_sign_negative() && value.scale() <= 2);
            }
        }

        #[test]
        fn any_mix_of_digits_and_marks_is_safe(text in "[-+$€ .,0-9eE]{0,24}") {
            if let Ok(value) = parse(&text, AmountRules::BALANCE) {
                prop_assert!(value <= Decimal::from(MAX_AMOUNT));
            }
        }
    }
}
