//! Currency that amounts are shown in. fal bills US dollars and nothing else.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::message;
use crate::message::{Message, ToMessage};
use crate::money::{Money, TooLarge};

/// Sign that amounts are shown with.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum Currency {
    /// Euro, the sign of the original design.
    #[default]
    Eur,
    /// US dollar, the currency that fal bills.
    Usd,
}

/// Territories whose currency is the euro: the member states, and those that use it besides.
const EURO_TERRITORIES: [&str; 37] = [
    "AD", "AT", "AX", "BE", "BG", "BL", "CY", "DE", "EE", "ES", "FI", "FR", "GF", "GP", "GR", "HR",
    "IE", "IT", "LT", "LU", "LV", "MC", "ME", "MF", "MQ", "MT", "NL", "PM", "PT", "RE", "SI", "SK",
    "SM", "TF", "VA", "XK", "YT",
];

impl Currency {
    /// Returns the sign for people of a locale, such as `de_AT.UTF-8` or `en-US`: the dollar, which
    /// fal bills, unless their country uses the euro. A locale without a country says nothing.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let (name, modifier) = locale.split_once('@').unwrap_or((locale, ""));
        let name = name.split('.').next().unwrap_or_default();
        // Of `sr-Latn-RS` the script has four letters, and the language comes first.
        let territory = name
            .split(['_', '-'])
            .skip(1)
            .find(|part| part.len() == 2)
            .unwrap_or_default()
            .to_ascii_uppercase();
        let is_euro = modifier.eq_ignore_ascii_case("euro")
            || territory.is_empty()
            || EURO_TERRITORIES.contains(&territory.as_str());
        if is_euro { Self::Eur } else { Self::Usd }
    }

    /// Returns the character in front of an amount.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Eur => '€',
            Self::Usd => '$',
        }
    }
}

/// Exchange rate that the person has set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Units of the shown currency for one US dollar; above zero.
    pub per_dollar: Decimal,
    /// Moment at which the rate was set.
    pub set_at: DateTime<Utc>,
}

/// Reason why a currency or rate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum RateError {
    /// Neither `EUR` nor `USD`.
    Currency,
    /// Outside 0.0001 to 10,000.
    OutOfRange,
}

impl ToMessage for RateError {
    fn to_message(&self) -> Message {
        match self {
            Self::Currency => message!("currency-unknown"),
            Self::OutOfRange => message!("rate-out-of-range"),
        }
    }
}

/// Conversion of dollars into shown amounts: the sign, the rate, and if amounts are shown at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneyFormat {
    /// Sign of the shown amounts.
    pub currency: Currency,
    /// Exchange rate; `None` shows fal's own number, 1 : 1.
    pub rate: Option<Rate>,
    /// Hides all amounts from whoever looks at the screen.
    pub hidden: bool,
}

impl MoneyFormat {
    /// Format that shows dollars as they are, for amounts beside converted ones.
    pub const DOLLARS: Self = Self {
        currency: Currency::Usd,
        rate: None,
        hidden: false,
    };

    /// Returns the format for dollars that hides amounts if this one does.
    #[must_use]
    pub const fn in_dollars(self) -> Self {
        Self {
            hidden: self.hidden,
            ..Self::DOLLARS
        }
    }

    /// Returns `true` if shown amounts are fal's dollars under the sign of another currency, which
    /// the person must be told.
    #[must_use]
    pub fn is_one_to_one_under_another_sign(self) -> bool {
        self.currency != Currency::Usd && self.rate.is_none()
    }

    /// Converts an amount into the shown currency, without rounding it for display.
    pub fn convert(self, dollars: Money) -> Result<Decimal, TooLarge> {
        match self.rate {
            None => Ok(dollars.dollars()),
            Some(rate) => dollars
                .dollars()
                .checked_mul(rate.per_dollar)
                .ok_or(TooLarge),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sign_is_that_of_the_locales_country() {
        for euro in [
            "",
            "C",
            "C.UTF-8",
            "POSIX",
            "fr",
            "eo",
            "de_DE.UTF-8",
            "de_AT",
            "fr-FR",
            "en_IE.UTF-8",
            "ca_ES.UTF-8@valencia",
            "bg_BG.UTF-8",
            "de_CH@euro",
            "hr_HR",
            "sr-Latn-ME",
            "fi_fi",
        ] {
            assert_eq!(Currency::of_locale(euro), Currency::Eur, "{euro}");
        }
        for other in [
            "en_US.UTF-8",
            "en-US",
            "en_GB.UTF-8",
            "de_CH.UTF-8",
            "fr_CA",
            "es_MX.UTF-8",
            "pt_BR",
            "ja_JP.UTF-8",
            "zh-Hans-CN",
            "pl_PL.UTF-8",
            "sv_SE",
            "en_DK.UTF-8",
        ] {
            assert_eq!(Currency::of_locale(other), Currency::Usd, "{other}");
        }
    }
}
