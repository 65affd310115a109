//! Amounts as people type them: either decimal mark, grouped thousands, signs. Text that can be
//! read in two ways is refused with a sentence that says what to type.

use rust_decimal::Decimal;

use crate::message;
use crate::message::{Message, MessageValue, ToMessage};
use crate::money::currency::Currency;

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
    /// Accepts amounts below zero: fal's own figure may be one.
    pub below_zero: bool,
}

impl AmountRules {
    /// Balance: to the cent.
    pub const BALANCE: Self = Self {
        decimals: 2,
        dollars_only: false,
        never_thousands: false,
        below_zero: false,
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
        below_zero: false,
    };

    /// Returns the same rules for a field that may be below zero.
    #[must_use]
    pub const fn or_below_zero(self) -> Self {
        Self {
            below_zero: true,
            ..self
        }
    }

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
    /// A balance below zero, which has a place of its own.
    Owed,
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
            Self::Owed => message!("amount-owed"),
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

/// Amount as it was typed, in the currency that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedAmount {
    /// Number, below zero only where the rules allow it.
    pub value: Decimal,
    /// Currency by a sign or a word; `None` for a bare number.
    pub currency: Option<Currency>,
}

/// Reads an amount, whatever currency of the two it names.
pub fn parse(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    let typed = parse_typed(text, rules)?;
    if typed.currency == Some(Currency::Eur) && rules.dollars_only {
        return Err(AmountError::OtherSign);
    }
    Ok(typed.value)
}

/// Reads an amount with its currency. [`AmountRules::dollars_only`] is for the caller to keep.
pub fn parse_typed(text: &str, rules: AmountRules) -> Result<TypedAmount, AmountError> {
    if text.len() > MAX_LENGTH {
        return Err(AmountError::Unreadable);
    }
    let text = plain(text);
    let mut signs = Signs::default();
    let digits = without_signs(&text, &mut signs)?;
    let value = number(digits, rules)?.normalize();
    if signs.is_negative && !value.is_zero() && !rules.below_zero {
        return Err(AmountError::Negative);
    }
    if value.scale() > rules.decimals {
        return Err(AmountError::TooFine(rules.decimals));
    }
    if value > Decimal::from(MAX_AMOUNT) {
        return Err(AmountError::TooLarge);
    }
    Ok(TypedAmount {
        value: if signs.is_negative && !value.is_zero() {
            -value
        } else {
            value
        },
        currency: signs.currency,
    })
}

/// Returns a text in plain characters: digits of other scripts and widths as ours, one kind of
/// apostrophe and of space (web pages group with no-break and narrow ones), and without marks that
/// nobody sees, which come along with what is copied.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => shifted(c, '\u{ff01}', '!'),
            '\u{660}'..='\u{669}' => shifted(c, '\u{660}', '0'),
            '\u{6f0}'..='\u{6f9}' => shifted(c, '\u{6f0}', '0'),
            '\u{966}'..='\u{96f}' => shifted(c, '\u{966}', '0'),
            '\u{66b}' => '.',
            '\u{66c}' => ',',
            '\u{fe69}' => '$',
            c if c.is_whitespace() => ' ',
            '\u{2019}' | '\u{2018}' | '\u{2032}' | '\u{2bc}' | '\u{b4}' | '`' => '\'',
            '\u{2212}' | '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{fe63}' => '-',
            c => c,
        })
        .collect()
}

/// Recognizes soft hyphens, zero-width characters and marks of the direction of writing.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Returns the character as far behind `to` as `c` is behind `from`.
fn shifted(c: char, from: char, to: char) -> char {
    char::from_u32(c as u32 - from as u32 + to as u32).unwrap_or(c)
}

/// Signs and words found around the digits of an amount.
#[derive(Default)]
struct Signs {
    currency: Option<Currency>,
    has_plus: bool,
    is_negative: bool,
}

/// Signs and words of a currency on one side of the digits: each at most once.
#[derive(Default)]
struct Side {
    has_sign: bool,
    has_word: bool,
}

impl Signs {
    /// Records the currency of a sign or word. Returns `false` if another one is there already, or
    /// one of its kind on this side.
    fn name(&mut self, side: &mut Side, word: &str, currency: Currency) -> bool {
        let is_word = word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
        let has_it = if is_word {
            &mut side.has_word
        } else {
            &mut side.has_sign
        };
        let is_first = !std::mem::replace(has_it, true);
        is_first && *self.currency.get_or_insert(currency) == currency
    }
}

/// Signs and words of currencies, longer ones before those that they begin or end with.
const CURRENCIES: [(&str, Currency); 16] = [
    ("us dollars", Currency::Usd),
    ("us dollar", Currency::Usd),
    ("dollars us", Currency::Usd),
    ("dollar us", Currency::Usd),
    ("dollars", Currency::Usd),
    ("dollar", Currency::Usd),
    ("us $", Currency::Usd),
    ("us$", Currency::Usd),
    ("$ us", Currency::Usd),
    ("$us", Currency::Usd),
    ("usd", Currency::Usd),
    ("$", Currency::Usd),
    ("euros", Currency::Eur),
    ("euro", Currency::Eur),
    ("eur", Currency::Eur),
    ("€", Currency::Eur),
];

/// Finds the currency of which a text is the sign or a word, or a word behind its sign.
#[must_use]
pub fn currency(text: &str) -> Option<Currency> {
    let text = plain(text);
    let (mut signs, mut side) = (Signs::default(), Side::default());
    let mut rest = text.trim();
    while let Some(after) = without_currency(rest, &mut signs, &mut side) {
        rest = after.trim_start();
    }
    signs.currency.filter(|_| rest.is_empty())
}

/// Strips parentheses, pluses and minuses, signs and words of a currency; refuses other currencies.
fn without_signs<'a>(text: &'a str, signs: &mut Signs) -> Result<&'a str, AmountError> {
    let (mut before, mut after) = (Side::default(), Side::default());
    let mut rest = without_ends(text.trim(), signs, &mut before, &mut after);
    let inner = rest
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(inner) = inner.filter(|_| !signs.is_negative && !signs.has_plus) {
        // As accountants write what is owed.
        signs.is_negative = true;
        rest = without_ends(inner.trim(), signs, &mut before, &mut after);
    }
    // Swiss prices have a dash in the place of cents that are zero, or one for each.
    let dash = [".--", ",--", ".-", ",-"]
        .iter()
        .find_map(|dash| rest.strip_suffix(dash));
    rest = dash.unwrap_or(rest);
    let is_other = |c: char| c != '€' && matches!(c, '¢'..='¥' | '\u{20a0}'..='\u{20cf}');
    // From the most specific reason to the most general one: "£5" is not just unreadable.
    match () {
        () if rest.chars().any(is_other) => Err(AmountError::ThirdSign),
        () if rest.is_empty() => Err(AmountError::Empty),
        () if !rest.chars().any(|c| c.is_ascii_digit()) => Err(AmountError::Unreadable),
        () => Ok(rest),
    }
}

/// Strips signs and words before and behind the digits, in any order.
fn without_ends<'a>(
    text: &'a str,
    signs: &mut Signs,
    before: &mut Side,
    after: &mut Side,
) -> &'a str {
    let mut rest = text;
    while let Some(shorter) = without_first(rest, signs, before) {
        rest = shorter.trim_start();
    }
    let last = |rest: &'a str, signs: &mut Signs, after: &mut Side| {
        CURRENCIES.iter().find_map(|(word, currency)| {
            strip_end(rest, word).filter(|_| signs.name(after, word, *currency))
        })
    };
    while let Some(shorter) = last(rest, signs, after) {
        rest = shorter.trim_end();
    }
    rest
}

/// Strips one sign or word before the digits. `None` if there is none.
fn without_first<'a>(text: &'a str, signs: &mut Signs, side: &mut Side) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix('+')
        && !signs.has_plus
        && !signs.is_negative
    {
        signs.has_plus = true;
        return Some(rest);
    }
    if let Some(rest) = text.strip_prefix('-')
        && !signs.has_plus
        && !signs.is_negative
    {
        signs.is_negative = true;
        return Some(rest);
    }
    without_currency(text, signs, side)
}

/// Strips one sign or word of a currency from the beginning of a text. `None` if there is none.
fn without_currency<'a>(text: &'a str, signs: &mut Signs, side: &mut Side) -> Option<&'a str> {
    CURRENCIES.iter().find_map(|(word, currency)| {
        let (begin, rest) = text.split_at_checked(word.len())?;
        let goes_on = begin.ends_with(is_letter) && rest.starts_with(is_letter);
        let is_it = begin.eq_ignore_ascii_case(word) && !goes_on;
        (is_it && signs.name(side, word, *currency)).then_some(rest)
    })
}

/// Strips a word from the end of a text, in any case.
fn strip_end<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(word.len())?;
    let (rest, end) = text.split_at_checked(at)?;
    let goes_on = rest.ends_with(is_letter) && end.starts_with(is_letter);
    (end.eq_ignore_ascii_case(word) && !goes_on).then_some(rest)
}

const fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
}

/// Reads digits with separators. Of two kinds of separator, the last one is the decimal mark.
fn number(text: &str, rules: AmountRules) -> Result<Decimal, AmountError> {
    if is_exponent(text) {
        return Err(AmountError::Exponent);
    }
    let separators: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if separators
        .iter()
        .any(|c| !matches!(c, '.' | ',' | ' ' | '\''))
    {
        return Err(AmountError::Unreadable);
    }
    let Some((&last, others)) = separators.split_last() else {
        return whole(text);
    };
    // No number has two decimal marks, and neither a space nor an apostrophe is one: all of them
    // group thousands.
    if matches!(last, ' ' | '\'') || others.contains(&last) {
        return if others.iter().all(|c| *c == last) {
            grouped_whole(text, last)
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
        None if is_ambiguous(before, after, rules) => Err(ambiguous(text, before, after, rules)),
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

/// Reads grouped digits: one to three, then groups of exactly three; or as in India, one or two,
/// then groups of two, and one of three at the end.
fn grouped_whole(text: &str, mark: char) -> Result<Decimal, AmountError> {
    let groups: Vec<&str> = text.split(mark).collect();
    let (first, rest) = groups.split_first().unwrap_or((&"", &[]));
    let (last, middle) = rest.split_last().unwrap_or((&"000", &[]));
    let is_of_thousands =
        (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3);
    let is_indian = mark == ','
        && (1..=2).contains(&first.len())
        && last.len() == 3
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2);
    if is_of_thousands || is_indian {
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
    // Rounds what is finer than a `Decimal`, which programs write.
    let fraction: Decimal = format!("0.{decimals}")
        .parse()
        .map_err(|_| AmountError::Unreadable)?;
    whole.checked_add(fraction).ok_or(AmountError::TooLarge)
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
    fn amounts_are_read_however_they_came_along() {
        for (typed, expected) in [
            ("1'234.50", "1234.5"),
            ("1\u{2019}234.50", "1234.5"),
            ("1`234.50", "1234.5"),
            ("1\u{b4}234.50", "1234.5"),
            ("1'234", "1234"),
            ("US$10", "10"),
            ("us$ 10", "10"),
            ("USD 10", "10"),
            ("10 USD", "10"),
            ("10usd", "10"),
            ("10 EUR", "10"),
            ("EUR 10", "10"),
            ("10 dollars", "10"),
            ("$10.00 USD", "10"),
            ("1,23,456.00", "123456"),
            ("12,34,567", "1234567"),
            ("\u{ff11}\u{ff10}.\u{ff15}\u{ff10}", "10.5"),
            ("\u{ff11}\u{ff10}\u{ff0e}\u{ff15}\u{ff10}", "10.5"),
            ("\u{ff04}\u{ff15}", "5"),
            ("\u{661}\u{660}\u{66b}\u{665}", "10.5"),
            ("\u{6f1}\u{6f0}", "10"),
            ("10.00\u{200b}", "10"),
            ("\u{200e}$10.00", "10"),
            ("\u{202b}10\u{202c}", "10"),
            ("\u{feff}10.00", "10"),
            ("1\u{ad}0.00", "10"),
            ("10.–", "10"),
            ("10.-", "10"),
            ("10,-", "10"),
            ("10,--", "10"),
            ("10.--", "10"),
            ("10.\u{2014}", "10"),
            ("$10.--", "10"),
            ("-0", "0"),
            ("(0.00)", "0"),
        ] {
            assert_eq!(balance(typed).as_deref(), Ok(expected), "{typed:?}");
        }
    }

    #[test]
    fn a_currency_may_be_named_by_its_sign_and_its_word() {
        for (typed, expected) in [
            ("USD $10.50", "10.5"),
            ("USD$10.50", "10.5"),
            ("$ USD 10.50", "10.5"),
            ("$10.50 USD", "10.5"),
            ("US $10.50", "10.5"),
            ("US\u{a0}$ 10.50", "10.5"),
            ("10,50 $US", "10.5"),
            ("10,50 $ US", "10.5"),
            ("10,50 US$", "10.5"),
            ("10.50 US $", "10.5"),
            ("10,50 dollars US", "10.5"),
            ("1 US dollar", "1"),
            ("1 euro", "1"),
            ("EUR €10", "10"),
            ("10 € EUR", "10"),
            ("\u{fe69}5", "5"),
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
            ("--5", Unreadable),
            ("NaN", Unreadable),
            ("Infinity", Unreadable),
            ("ten", Unreadable),
            ("$$5", Unreadable),
            ("0x10", Unreadable),
            ("10 $$", Unreadable),
            ("USD USD 10", Unreadable),
            ("10 USD USD", Unreadable),
            ("USD €10", Unreadable),
            ("CA$10", Unreadable),
            ("10 CA$", Unreadable),
            ("10 A$", Unreadable),
            ("US 10", Unreadable),
            ("10 US", Unreadable),
            ("-(5)", Unreadable),
            ("(-5)", Unreadable),
            ("((5))", Unreadable),
            ("10,---", Unreadable),
            ("10 CHF", Unreadable),
            ("$10 EUR", Unreadable),
            ("(5", Unreadable),
            ("(5)", Negative),
            ("+-5", Unreadable),
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
            ("1,2,345", Unreadable),
            ("1'23", Unreadable),
            ("1'234'5", Unreadable),
            ("1.2.3", Unreadable),
            ("1,234.5,6", Unreadable),
            ("1,234 567.8", Unreadable),
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
    fn what_is_owed_is_read_where_the_field_may_be_below_zero() {
        let rules = AmountRules::BALANCE.or_below_zero();
        for (typed, expected) in [
            ("-0.18", "-0.18"),
            ("\u{2212}0.18", "-0.18"),
            ("(0.18)", "-0.18"),
            ("($0.18)", "-0.18"),
            ("-$0.18", "-0.18"),
            ("$-0.18", "-0.18"),
            ("-11", "-11"),
            ("- 11 USD", "-11"),
            ("(10.50) USD", "-10.5"),
            ("USD (10.50)", "-10.5"),
            ("$(10.50)", "-10.5"),
            ("(10,50 $US)", "-10.5"),
            ("(10.50 USD)", "-10.5"),
            ("(USD $10.50)", "-10.5"),
            ("-0", "0"),
            ("-40,400.12", "-40400.12"),
            ("7.50", "7.5"),
        ] {
            let read = parse(typed, rules).map(|value| value.to_string());
            assert_eq!(read.as_deref(), Ok(expected), "{typed:?}");
        }
        let euros = parse_typed("10 EUR", AmountRules::BALANCE.in_dollars());
        assert_eq!(euros.map(|typed| typed.currency), Ok(Some(Currency::Eur)));
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
        assert_eq!(
            parse("0.12345678901234567890", AmountRules::BALANCE),
            Err(AmountError::TooFine(2))
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
