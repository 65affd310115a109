//! The price book, as the form and the list of prices show it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::charge::by_hand;
use fal_budget_domain::tariffs::charge::tariff::{self, Tariff};
use fal_budget_domain::tariffs::price::{self, Price, PriceSource, Tier};
use fal_budget_i18n::say;
use fal_budget_ledger::Repriced;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Amount, dollars};
use crate::format;

/// A model with its price.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PriceView {
    /// fal's endpoint id.
    pub endpoint: String,
    /// A readable name.
    pub title: String,
    /// Unit by which the model is charged, in fal's words.
    pub unit: String,
    /// Price of one unit in US dollars; null when it differs from call to call.
    pub price: Option<f64>,
    /// The price in US dollars, as it is typed.
    pub typed: String,
    /// The price, as a person reads it.
    pub shown: Option<Amount>,
    /// `€0.03 per megapixel`.
    pub per: String,
    /// Source of the price.
    #[cfg_attr(test, ts(type = "PriceSource"))]
    pub source: PriceSource,
    /// The source in words, with its date.
    pub source_text: String,
    /// Remarks on the price and on how it meters; empty when there are none.
    pub note: String,
    /// The model's tariff, as a person reads it; null when the price alone counts.
    pub tariff: Option<String>,
    /// Source of the tariff, with its month.
    pub tariff_source: Option<String>,
    /// Parameters that decide the cost of a job.
    pub choices: Vec<ChoiceView>,
    /// Variants of the model that cost a multiple of the price.
    pub tiers: Vec<TierView>,
    /// Label of the form's field for the quantity: `Seconds`.
    pub asks: String,
    /// True when the form asks for width and height: the model is charged by the megapixel.
    pub by_pixels: bool,
    /// True when the form asks for characters: the model is charged by the thousand.
    pub by_characters: bool,
}

/// A variant of a model, such as 4K, with the factor of its price.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TierView {
    /// `4K ×2`.
    pub label: String,
    /// The factor, as `log_job` takes it.
    pub factor: String,
    /// True for the variant that the price is of.
    pub base: bool,
}

/// Parameter that decides the cost of a job, with the values to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChoiceView {
    /// Name of the parameter, as `log_job` takes it.
    pub name: String,
    /// Label of its field.
    pub label: String,
    /// Values and their labels; none where any number is one.
    pub values: Vec<[String; 2]>,
    /// Value that the model takes by itself; empty when it has none.
    pub given: String,
}

/// The answer to `set_price`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PriceSetView {
    /// Id of the change that undoes it.
    pub change: i64,
    /// Number of the model's jobs that wait for a price.
    pub unpriced: usize,
    /// Three texts: the price was saved while jobs wait, the button that prices them, and its
    /// result. Null when no job waits.
    pub waiting: Option<[String; 3]>,
}

/// The answer to `refresh_prices`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RefreshedView {
    /// `3 of 4 models in use have a price at fal.ai, read 23 Nov, 12:00.`
    pub text: String,
    /// A line for each price that changed.
    pub changed: Vec<String>,
    /// The changes in one line; null when no price changed.
    pub news: Option<String>,
}

impl PriceView {
    /// Shows the tariff alone, of a model that has no price of a unit.
    #[must_use]
    pub fn without_price(self) -> Self {
        Self {
            price: None,
            typed: String::new(),
            shown: None,
            per: String::new(),
            source_text: String::new(),
            ..self
        }
    }
}

/// Shows a price.
pub fn price(price: &Price, display: MoneyFormat) -> Result<PriceView, TooLarge> {
    let known = price.known();
    // A price of the person's own counts by the unit alone.
    let tariff = tariff::find(&price.endpoint).filter(|_| price.source != PriceSource::User);
    let shown = known.map(|amount| Amount::price(amount, display));
    Ok(PriceView {
        title: price::title(&price.endpoint),
        endpoint: price.endpoint.clone(),
        unit: price.unit.clone(),
        price: known.map(dollars),
        typed: format::typed(price.amount.dollars().normalize()),
        shown: shown.transpose()?,
        per: match known {
            Some(amount) => format::price_per(amount, &price.unit, display)?,
            None => format::no_price(),
        },
        source: price.source,
        source_text: format::price_source(price),
        note: price.note.clone(),
        tariff: tariff
            .map(|tariff| format::tariff(tariff, display))
            .transpose()?,
        tariff_source: tariff.map(tariff_source),
        choices: tariff.map(choices).unwrap_or_default(),
        tiers: price.tiers.iter().map(tier).collect(),
        asks: format::quantity_label(&price.unit),
        by_pixels: price.unit == "megapixels",
        by_characters: price.unit == "1000 characters",
    })
}

fn tariff_source(tariff: &Tariff) -> String {
    let (source, date) = (tariff.source.as_str(), tariff.seen.as_str());
    say!("tariff-seen", source = source, date = date)
}

fn choices(tariff: &Tariff) -> Vec<ChoiceView> {
    let choices = by_hand::choices(tariff).into_iter();
    choices
        .map(|choice| ChoiceView {
            label: format::capitalised(&format::parameter(&choice.name)),
            values: choice
                .values
                .iter()
                .map(|value| [value.clone(), format::word(&choice.name, value)])
                .collect(),
            given: choice.given.unwrap_or_default(),
            name: choice.name,
        })
        .collect()
}

fn tier(tier: &Tier) -> TierView {
    // The label is rounded to be read, but the factor goes back into the cost and stays exact.
    let factor = format::typed(tier.factor.round_dp(2).normalize());
    TierView {
        label: format!("{} ×{factor}", tier.name),
        factor: tier.factor.to_string(),
        base: tier.factor == Decimal::ONE,
    }
}

/// Shows the result of asking fal for prices: `priced` of `models` have one.
pub fn refreshed<Z: TimeZone<Offset: Display>>(
    (priced, models): (usize, usize),
    changed: &[Repriced],
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<RefreshedView, TooLarge> {
    let at = format::moment(now, now, zone);
    let text = match models {
        0 => say!("prices-none-in-use"),
        _ => say!("prices-read", priced = priced, models = models, moment = at),
    };
    let lines = changed.iter().map(|change| price_change(change, display));
    let changed = lines.collect::<Result<Vec<_>, _>>()?;
    Ok(RefreshedView {
        text,
        news: format::counts::changed_prices(&changed),
        changed,
    })
}

/// `flux/dev: €0.02 → €0.03 per megapixel`.
fn price_change(change: &Repriced, display: MoneyFormat) -> Result<String, TooLarge> {
    let per = |(amount, unit): &(Money, String)| format::price_per(*amount, unit, display);
    // The unit is named once, unless fal changed it as well: the two amounts are then not
    // comparable.
    let before = if change.before.1 == change.now.1 {
        format::price(change.before.0, display)?
    } else {
        per(&change.before)?
    };
    Ok(say!(
        "price-changed",
        model = price_name(&change.endpoint),
        before = before,
        now = per(&change.now)?
    ))
}

/// The id without the owner that nearly all models have.
fn price_name(endpoint: &str) -> &str {
    endpoint.strip_prefix("fal-ai/").unwrap_or(endpoint)
}
