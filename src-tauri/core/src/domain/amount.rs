//! Amounts as people type them: either decimal mark, thousands, signs. What can be read two ways is
//! refused with a sentence that says what to type.

use rust_decimal::Decimal;

use crate::say;

/// The largest amount that is taken, in the unit typed.
const MOST: i64 = 1_000_000_000;
/// Longer than any amount: not worth reading.
const LONGEST: usize = 64;

/// Which amounts a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountRules {
    /// Decimal places at most: 2 for a balance, 9 for a price.
    pub decimals: u32,
    /// Dollars only: the field is labelled in dollars, so `€` is the wrong sign.
    pub dollars_only: bool,
    /// A single separator is always the decimal mark, as in an exchange rate like 1.085.
    pub never_thousands: bool,
}

impl AmountRules {
    /// A balance: cents.
    pub const BALANCE: Self = Self {
        decimals: 2,
        dollars_only: false,
        never_thousands: false,
    };
    /// A price: nano-dollars.
    pub const PRICE: Self = Self {
        decimals: 9,
        ..Self::BALANCE
    };
    /// Units of a currency for one dollar.
    pub const RATE: Self = Self {
        decimals: 9,
        dollars_only: false,
        never_thousands: true,
    };

    /// The same field, labelled in dollars.
    #[must_use]
    pub const fn in_dollars(self) -> Self {
        Self {
            dollars_only: true,
            ..self
        }
    }
}

/// Why a typed amount was refused, and what to type instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing but spaces or a sign.
    #[error("{}", say!("amount-empty"))]
    Empty,
    /// Letters, symbols or digits grouped in no known way.
    #[error("{}", say!("amount-unreadable"))]
    Unreadable,
    /// Below zero.
    #[error("{}", say!("amount-negative"))]
    Negative,
    /// Scientific notation.
    #[error("{}", say!("amount-exponent"))]
    Exponent,
    /// One separator and three digits: thousands or decimals.
    #[error("{}", say!(
        "amount-ambiguous", typed = .typed, thousands = .thousands,
        decimal = .decimal.replace('.', &say!("number-decimal"))
    ))]
    Ambiguous {
        /// What was typed.
        typed: String,
        /// How to type it as thousands.
        thousands: String,
        /// How to type it as decimals.
        decimal: String,
    },
    /// Finer than the field takes.
    #[error("{}", say!("amount-too-fine", places = *.0))]
    TooFine(u32),
    /// Above one billion.
    #[error("{}", say!("amount-too-large"))]
    TooLarge,
    /// The euro sign where dollars are asked for.
    #[error("{}", say!("amount-in-dollars"))]
    OtherSign,
    /// A currency that is neither.
    #[error("{}", say!("amount-other-currency"))]
    ThirdSign,
}

/// Reads an amount of zero or more.
pub fn parse(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    if text.len() > LONGEST {
        return Err(AmountError::Unreadable);
    }
    let digits = without_signs(text, rules)?;
    let value = number(digits, rules)?;
    let value = value.normalize();
    if value.scale() > rules.decimals {
        return Err(AmountError::TooFine(rules.decimals));
    }
    if value > Decimal::from(MOST) {
        return Err(AmountError::TooLarge);
    }
    Ok(value)
}

/// Takes off spaces, one plus and one currency sign; refuses a minus and other currencies.
fn without_signs(text: &str, rules: AmountRules) -> Result<&str, AmountError> {
    let mut rest = text.trim();
    let (mut sign, mut plus, mut minus) = (None, false, false);
    loop {
        let taken = match rest.chars().next() {
            Some(mark @ ('$' | '€')) if sign.is_none() => sign.insert(mark).len_utf8(),
            Some('+') if !plus => {
                plus = true;
                1
            }
            Some(mark @ ('-' | '−' | '–')) if !minus => {
                minus = true;
                mark.len_utf8()
            }
            _ => break,
        };
        rest = rest.get(taken..).unwrap_or_default().trim_start();
    }
    if let Some(mark @ ('$' | '€')) = rest.chars().last().filter(|_| sign.is_none()) {
        sign = Some(mark);
        rest = rest.strip_suffix(mark).unwrap_or(rest).trim_end();
    }
    match () {
        () if rest.chars().any(is_other_currency) => Err(AmountError::ThirdSign),
        () if rest.is_empty() => Err(AmountError::Empty),
        () if !rest.chars().any(|c| c.is_ascii_digit()) => Err(AmountError::Unreadable),
        () if minus => Err(AmountError::Negative),
        () if sign == Some('€') && rules.dollars_only => Err(AmountError::OtherSign),
        () => Ok(rest),
    }
}

fn is_other_currency(c: char) -> bool {
    c != '€' && matches!(c, '¢'..='¥' | '\u{20a0}'..='\u{20cf}')
}

/// Reads digits with separators. With two kinds of separator the last one is the decimal mark.
fn number(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    if is_exponent(text) {
        return Err(AmountError::Exponent);
    }
    let text: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let marks: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_ascii_digit())
        .collect();
    if marks.iter().any(|(_, c)| !matches!(c, '.' | ',' | ' ')) {
        return Err(AmountError::Unreadable);
    }
    let Some(&(at, last)) = marks.last() else {
        return whole(&text);
    };
    let (before, after) = (
        text.get(..at).unwrap_or_default(),
        text.get(at + 1..).unwrap_or_default(),
    );
    let other_marks: Vec<char> = marks
        .iter()
        .map(|(_, c)| *c)
        .take(marks.len() - 1)
        .collect();

    let grouped = other_marks.contains(&last) || last == ' ';
    if grouped {
        return if other_marks.iter().all(|c| *c == last) {
            grouped_whole(&text, last)
        } else {
            Err(AmountError::Unreadable)
        };
    }
    if let Some(&group) = other_marks.first() {
        if other_marks.iter().any(|c| *c != group) {
            return Err(AmountError::Unreadable);
        }
        return with_decimals(grouped_whole(before, group)?, after);
    }
    let is_zero = before.bytes().all(|digit| digit == b'0');
    if after.len() == 3 && !is_zero && !rules.never_thousands {
        return Err(ambiguous(&text, before, after, rules));
    }
    with_decimals(
        if before.is_empty() {
            Decimal::ZERO
        } else {
            whole(before)?
        },
        after,
    )
}

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

fn whole(digits: &str) -> Result<Decimal, AmountError> {
    let digits = match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
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

fn with_decimals(whole: Decimal, decimals: &str) -> Result<Decimal, AmountError> {
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() {
        return Ok(whole);
    }
    let scale = u32::try_from(decimals.len()).unwrap_or(u32::MAX);
    let fraction: i64 = if scale > 18 {
        Err(AmountError::TooFine(9))
    } else {
        decimals.parse().map_err(|_| AmountError::Unreadable)
    }?;
    whole
        .checked_add(Decimal::new(fraction, scale))
        .ok_or(AmountError::TooLarge)
}

fn ambiguous(typed: &str, before: &str, after: &str, rules: AmountRules) -> AmountError {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tests::speaking;
    use proptest::prelude::*;

    fn balance(text: &str) -> Result<String, AmountError> {
        parse(text, AmountRules::BALANCE).map(|value| value.to_string())
    }

    /// What a sentence says to type is taken, in the decimals of its language.
    #[test]
    fn a_french_sentence_says_what_to_type_with_a_comma() {
        let sentence = |typed: &str| {
            speaking("fr", || {
                parse(typed, AmountRules::PRICE).unwrap_err().to_string()
            })
        };
        let ambiguous = speaking("fr", || balance("1,234").unwrap_err().to_string());
        assert_eq!(
            ambiguous,
            "«\u{a0}1,234\u{a0}» peut se lire de deux façons. Saisissez 1234 ou 1,23."
        );
        assert_eq!(balance("1,23"), Ok("1.23".to_owned()));
        assert!(
            sentence("").ends_with("par exemple 10,50."),
            "{}",
            sentence("")
        );
        let fine =
            |typed: &str, rules| speaking("fr", || parse(typed, rules).unwrap_err().to_string());
        assert_eq!(
            fine("1.2345", AmountRules::BALANCE),
            "Saisissez 2 décimales au plus, par exemple 10,50."
        );
        assert_eq!(
            fine("0.0000000001", AmountRules::PRICE),
            "Saisissez 9 décimales au plus, par exemple 0,025."
        );
        assert_eq!(
            AmountError::TooFine(9).to_string(),
            "Use at most 9 decimal places, for example 0.025."
        );
        assert_eq!(
            AmountError::TooFine(2).to_string(),
            "Use at most 2 decimal places, for example 10.50."
        );
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
    fn each_refusal_names_its_reason() {
        use AmountError::{
            Empty, Exponent, Negative, OtherSign, ThirdSign, TooFine, TooLarge, Unreadable,
        };
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
            ("5 5", Unreadable),
            ("12,34.50", Unreadable),
            ("1.2.3", Unreadable),
            ("1,234.5,6", Unreadable),
            ("1,234 567.8", Unreadable),
            ("1'234.50", Unreadable),
            ("0x10", Unreadable),
            ("１０", Unreadable),
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
    fn an_ambiguous_amount_says_both_ways_to_type_it() {
        let sentence = balance("1,234").unwrap_err().to_string();
        assert_eq!(
            sentence,
            "“1,234” can be read in two ways. Type 1234 or 1.23."
        );
        let sentence = parse("1.234", AmountRules::PRICE).unwrap_err().to_string();
        assert_eq!(
            sentence,
            "“1.234” can be read in two ways. Type 1234 or 1.2340."
        );
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
            for typed in [plain.clone(), plain.replace('.', ","), format!("${plain}"), format!("{plain} €")] {
                prop_assert_eq!(parse(&typed, AmountRules::BALANCE), Ok(value.normalize()), "{}", typed);
            }
        }

        #[test]
        fn anything_typed_is_an_amount_or_a_sentence(text in "\\PC{0,80}") {
            match parse(&text, AmountRules::BALANCE) {
                Ok(value) => prop_assert!(!value.is_sign_negative() && value.scale() <= 2),
                Err(error) => prop_assert!(error.to_string().ends_with('.')),
            }
        }

        #[test]
        fn any_mix_of_digits_and_marks_is_safe(text in "[-+$€ .,0-9eE]{0,24}") {
            if let Ok(value) = parse(&text, AmountRules::BALANCE) {
                prop_assert!(value <= Decimal::from(MOST));
            }
        }
    }
}
