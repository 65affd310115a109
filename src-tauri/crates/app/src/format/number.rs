//! Numbers as the language writes them.

use fal_budget_i18n::say;
use rust_decimal::{Decimal, RoundingStrategy};

/// Formats digits in groups of three: `1,234.5`, in French `1 234,5`.
pub(super) fn grouped(value: Decimal) -> String {
    let text = value.to_string();
    let (whole, decimals) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    // Asked for once and only when it is needed: most numbers have no group, and this runs for each
    // amount of a snapshot.
    let group = if whole.len() > 3 {
        say!("number-group")
    } else {
        String::new()
    };
    let mut digits = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            digits.push_str(&group);
        }
        digits.push(digit);
    }
    decimals.map_or(digits.clone(), |decimals| {
        format!("{digits}{}{decimals}", say!("number-decimal"))
    })
}

/// Formats a number for a field, without groups: the field's text can be sent back as it is.
#[must_use]
pub fn typed(value: Decimal) -> String {
    value.to_string().replace('.', &say!("number-decimal"))
}

/// `18 %`.
pub(super) fn percents(number: &str) -> String {
    say!("percent", number = number)
}

/// Rounds to `decimals` places, half away from zero, as people do.
pub(super) fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// Rounds down, also below zero.
pub(super) fn floored(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::ToNegativeInfinity)
}

/// Rounds to two significant digits: `0.00012345` is `0.00012`.
pub(super) fn two_significant(value: Decimal) -> Decimal {
    value
        .round_sf_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        .unwrap_or(value)
}

/// Capitalises the first letter, for labels.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    // A letter may have a capital of two, such as the German ß.
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
