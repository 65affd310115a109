//! The header of a column: its name, and the unit that stands beside it.

use fal_budget_domain::money::amount;
use fal_budget_domain::money::currency::Currency;

use super::mapping::is_ordinal;
use crate::columns::{Zone, plain_name};

/// Header, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Name in small letters, without accents and whatever stands between words.
    name: String,
    /// The same with what may be a unit.
    whole: String,
    unit: Option<String>,
}

/// Currency that a header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeaderCurrency {
    /// Dollars or euros.
    Known(Currency),
    /// Another unit, by its words.
    Other(String),
}

/// Codes of currencies that are neither dollars nor euros and stand behind names without brackets.
const OTHERS: [&str; 24] = [
    "gbp", "chf", "jpy", "cny", "rmb", "cad", "aud", "nzd", "sek", "nok", "dkk", "pln", "czk",
    "inr", "brl", "mxn", "krw", "sgd", "hkd", "try", "zar", "ils", "cents", "cent",
];

/// Words beside amounts that are no unit.
const HARMLESS: [&str; 14] = [
    "total",
    "billed",
    "net",
    "gross",
    "ht",
    "ttc",
    "excl. tax",
    "incl. tax",
    "excl. vat",
    "incl. vat",
    "estimated",
    "estimate",
    "actual",
    "per unit",
];

impl Header {
    /// Takes a header apart: `Cost (USD)`, `Coût [€]`, `Amount USD`, `cost_eur`, `$ amount`.
    pub(super) fn of(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let apart = in_brackets(&text)
            .or_else(|| beside_words(&text))
            .or_else(|| at_end_of_word(&text));
        let (name, unit) = match apart {
            Some((name, unit)) => (name, Some(unit)),
            None => (text.as_str(), Some(text.as_str()).filter(|it| is_unit(it))),
        };
        Self {
            name: plain_name(name),
            whole: plain_name(&text),
            unit: unit.map(str::to_owned),
        }
    }

    /// Tells whether this is a known name, as [`plain_name`] makes it.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.whole == name
    }

    /// Distance from the header that is taken first of several with one name.
    pub(super) fn distance(&self) -> u8 {
        match self.currency() {
            None if self.unit.is_none() => 0,
            None | Some(HeaderCurrency::Known(Currency::Usd)) => 1,
            Some(HeaderCurrency::Known(Currency::Eur)) => 2,
            Some(HeaderCurrency::Other(_)) => 3,
        }
    }

    /// Currency of the amounts in the column. `None` if the header names none.
    pub(super) fn currency(&self) -> Option<HeaderCurrency> {
        let unit = self.unit.as_ref()?;
        let lower = unit.to_lowercase();
        if HARMLESS.contains(&lower.as_str()) {
            return None;
        }
        // `$/image`, `USD per second`.
        let first = unit.split('/').next().unwrap_or_default();
        let first = first.split(" per ").next().unwrap_or_default();
        let first = ["in ", "en "]
            .iter()
            .find_map(|word| first.strip_prefix(word))
            .unwrap_or(first);
        Some(match amount::currency(first) {
            Some(currency) => HeaderCurrency::Known(currency),
            None => HeaderCurrency::Other(unit.clone()),
        })
    }

    /// Zone of the times in the column, if the header names one.
    pub(super) fn zone(&self) -> Option<Zone> {
        Zone::parse(self.unit.as_ref()?).ok()
    }
}

/// Finds a unit in brackets. What stands before it may have one too, in the same words.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| {
        let (name, unit) = text.strip_suffix(*close)?.rsplit_once(*open)?;
        let name = name.trim_end();
        let name = beside_words(name).map_or(name, |(name, _)| name);
        (!is_ordinal(unit)).then_some((name, unit.trim()))
    })
}

/// Finds a unit that is the last or the first word.
fn beside_words(text: &str) -> Option<(&str, &str)> {
    let is_between = |c: char| matches!(c, ' ' | '_' | '-' | '–' | '—' | ',' | ':' | '/' | '.');
    if let Some((name, unit)) = text.rsplit_once(is_between).filter(|it| is_unit(it.1)) {
        // `montant en euros`, `amount in USD`, `amount in US $`.
        let whole = name.trim_end_matches(is_between);
        let without = |word: &str| whole.strip_suffix(word)?.strip_suffix(is_between);
        let name = ["in", "en", "us", "US"].into_iter().find_map(without);
        let name = name.unwrap_or(whole);
        return Some((name.trim_end_matches(is_between), unit));
    }
    let (unit, name) = text.split_once(is_between).filter(|it| is_unit(it.0))?;
    Some((name, unit))
}

/// Finds a unit like that of `costUsd`.
fn at_end_of_word(text: &str) -> Option<(&str, &str)> {
    ["Usd", "USD", "Eur", "EUR"].iter().find_map(|unit| {
        let name = text.strip_suffix(unit)?;
        (!name.is_empty()).then_some((name, *unit))
    })
}

fn is_unit(word: &str) -> bool {
    amount::currency(word).is_some()
        || OTHERS.contains(&word.to_lowercase().as_str())
        || word.chars().any(|c| matches!(c, '£' | '¥' | '₹'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_a_header_is_told_from_its_name() {
        let known = |currency| Some(HeaderCurrency::Known(currency));
        let other = |unit: &str| Some(HeaderCurrency::Other(unit.to_owned()));
        for (header, name, currency) in [
            ("Cost", "cost", None),
            ("Cost (USD)", "cost", known(Currency::Usd)),
            ("Amount (US$)", "amount", known(Currency::Usd)),
            ("Amount (US $)", "amount", known(Currency::Usd)),
            ("Coût (€)", "cout", known(Currency::Eur)),
            ("Cost [EUR]", "cost", known(Currency::Eur)),
            ("Cost\n(USD)", "cost", known(Currency::Usd)),
            ("Amount USD", "amount", known(Currency::Usd)),
            ("Amount in USD", "amount", known(Currency::Usd)),
            ("Montant en euros", "montant", known(Currency::Eur)),
            ("Amount, US $", "amount", known(Currency::Usd)),
            ("Amount (in USD)", "amount", known(Currency::Usd)),
            ("Cost — USD", "cost", known(Currency::Usd)),
            ("Cost/USD", "cost", known(Currency::Usd)),
            ("cost.usd", "cost", known(Currency::Usd)),
            ("cost_usd", "cost", known(Currency::Usd)),
            ("cost-eur", "cost", known(Currency::Eur)),
            ("costUsd", "cost", known(Currency::Usd)),
            ("$ amount", "amount", known(Currency::Usd)),
            ("EUR", "eur", known(Currency::Eur)),
            ("Price ($/image)", "price", known(Currency::Usd)),
            (
                "Unit price (USD per second)",
                "unitprice",
                known(Currency::Usd),
            ),
            ("Cost (GBP)", "cost", other("GBP")),
            ("Cost £", "cost", other("£")),
            ("cost_cents", "cost", other("cents")),
            ("Cost (excl. VAT)", "cost", None),
            ("Cost (2)", "cost(2)", None),
            ("Cost USD (2)", "costusd(2)", None),
        ] {
            let found = Header::of(header);
            assert_eq!(
                (found.name.as_str(), found.currency()),
                (name, currency),
                "{header}"
            );
        }
        assert_eq!(
            Header::of("Date (UTC)").zone().and_then(Zone::name),
            Some("UTC".into())
        );
        assert_eq!(Header::of("Date (local)").zone(), Some(Zone::Here));
        assert_eq!(Header::of("Date (jj/mm/aaaa)").zone(), None);
    }
}
