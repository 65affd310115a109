//! The currency that amounts are shown in. fal bills US dollars and nothing else.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use super::money::{Money, TooLarge};
use crate::say;

/// The sign that amounts are shown with.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum Currency {
    /// Euro, the original design's sign.
    #[default]
    Eur,
    /// US dollar, what fal bills.
    Usd,
}

impl Currency {
    /// The character in front of an amount.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Eur => '€',
            Self::Usd => '$',
        }
    }
}

/// Units of the shown currency for one dollar, and when the person set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Units of the shown currency for one US dollar; above zero.
    pub per_dollar: Decimal,
    /// When it was set.
    pub set_at: DateTime<Utc>,
}

/// Why a currency or rate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateError {
    /// Neither `EUR` nor `USD`.
    #[error("{}", say!("currency-unknown"))]
    Currency,
    /// Outside 0.0001 to 10,000.
    #[error("{}", say!("rate-out-of-range"))]
    OutOfRange,
}

/// How dollars are turned into what is shown: a sign, and a rate or 1 : 1; or not shown at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MoneyFormat {
    /// The sign shown.
    pub currency: Currency,
    /// None shows fal's own number.
    pub rate: Option<Rate>,
    /// Amounts are not for the eyes of whoever looks on.
    pub hidden: bool,
}

impl MoneyFormat {
    /// The dollars as they are, for the amounts that are shown beside converted ones.
    pub const DOLLARS: Self = Self {
        currency: Currency::Usd,
        rate: None,
        hidden: false,
    };

    /// The same in dollars, and as hidden as it is.
    #[must_use]
    pub const fn in_dollars(self) -> Self {
        Self {
            hidden: self.hidden,
            ..Self::DOLLARS
        }
    }

    /// Shown amounts are fal's numbers under another sign: the person must be told.
    #[must_use]
    pub fn is_one_to_one_under_another_sign(self) -> bool {
        self.currency != Currency::Usd && self.rate.is_none()
    }

    /// The amount in the currency shown, not yet rounded for showing.
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
