//! The price book, as the form and the book show it.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::currency::MoneyFormat;
use crate::domain::money::TooLarge;
use crate::domain::price::{self, Price, PriceSource, Tier};
use crate::format;
use crate::ledger::Repriced;
use crate::say;

use super::{Amount, dollars};

/// A model with its price.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PriceView {
    /// fal's id.
    pub endpoint: String,
    /// A readable name.
    pub title: String,
    /// The unit it is charged by.
    pub unit: String,
    /// The price of one in US dollars; null where it differs from call to call.
    pub price: Option<f64>,
    /// The price in US dollars, as it is typed.
    pub typed: String,
    /// The price of one, as a person reads it.
    pub shown: Option<Amount>,
    /// `€0.03 per megapixel`.
    pub per: String,
    /// Where the price is known from.
    pub source: PriceSource,
    /// The same in words, with its date.
    pub source_text: String,
    /// What else is to be known.
    pub note: String,
    /// What the same unit costs otherwise.
    pub tiers: Vec<TierView>,
    /// What the form asks for: `Seconds`.
    pub asks: String,
    /// The form asks for pixels: it is charged by the megapixel.
    pub by_pixels: bool,
    /// The form asks for characters: it is charged by the thousand.
    pub by_characters: bool,
}

/// One of several prices.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TierView {
    /// `4K ×2`.
    pub label: String,
    /// What to send.
    pub factor: String,
    /// It is the base.
    pub base: bool,
}

/// A price was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PriceSetView {
    /// The change that undoes it.
    #[cfg_attr(test, ts(type = "number"))]
    pub change: i64,
    /// How many jobs of the model wait for a price.
    pub unpriced: usize,
    /// What was saved while they wait, what pricing them would do and what it did; null where none
    /// waits.
    pub waiting: Option<[String; 3]>,
}

/// fal was asked for prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RefreshedView {
    /// `3 of 4 models in use have a price at fal.ai, read 23 Nov, 12:00.`
    pub text: String,
    /// A line for each price that changed.
    pub changed: Vec<String>,
    /// The same in a line; null where none changed.
    pub news: Option<String>,
}

/// Shows a price.
pub fn price(price: &Price, display: MoneyFormat) -> Result<PriceView, TooLarge> {
    let known = price.known();
    Ok(PriceView {
        title: price::title(&price.endpoint),
        endpoint: price.endpoint.clone(),
        unit: price.unit.clone(),
        price: known.map(dollars),
        typed: format::typed(price.amount.dollars().normalize()),
        shown: known
            .map(|amount| Amount::price(amount, display))
            .transpose()?,
        per: match known {
            Some(amount) => format::price_per(amount, &price.unit, display)?,
            None => format::no_price(),
        },
        source: price.source,
        source_text: format::price_source(price),
        note: price.note.clone(),
        tiers: price.tiers.iter().map(tier).collect(),
        asks: format::quantity_label(&price.unit),
        by_pixels: price.unit == "megapixels",
        by_characters: price.unit == "1000 characters",
    })
}

fn tier(tier: &Tier) -> TierView {
    let base = tier.factor == rust_decimal::Decimal::ONE;
    let factor = format::typed(tier.factor.round_dp(2).normalize());
    TierView {
        label: format!("{} ×{factor}", tier.name),
        factor: tier.factor.to_string(),
        base,
    }
}

/// Tells what fal answered.
pub fn refreshed<Z: TimeZone>(
    priced: usize,
    models: usize,
    changed: &[Repriced],
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<RefreshedView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let at = format::moment(now, now, zone);
    let text = match models {
        0 => say!("prices-none-in-use"),
        _ => say!("prices-read", priced = priced, models = models, moment = at),
    };
    let line = |change: &Repriced| {
        let (before, unit) = &change.before;
        let before = if *unit == change.now.1 {
            format::price(*before, display)?
        } else {
            format::price_per(*before, unit, display)?
        };
        let now = format::price_per(change.now.0, &change.now.1, display)?;
        Ok(say!(
            "price-changed",
            model = price_name(&change.endpoint),
            before = before,
            now = now
        ))
    };
    let changed = changed
        .iter()
        .map(line)
        .collect::<Result<Vec<_>, TooLarge>>()?;
    Ok(RefreshedView {
        text,
        news: format::counts::changed_prices(&changed),
        changed,
    })
}

/// The id without the owner that nearly all have.
fn price_name(endpoint: &str) -> &str {
    endpoint.strip_prefix("fal-ai/").unwrap_or(endpoint)
}
