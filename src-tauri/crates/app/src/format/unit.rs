//! Quantities with their units, and the price of one.

use fal_budget_domain::jobs::operation::Operation;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::number::{capitalised, grouped, rounded};
use super::price;

/// Formats a quantity with its unit: `2.5 seconds`.
#[must_use]
pub fn units_of(quantity: Decimal, unit: &str) -> String {
    // Metered quantities have as many decimals as fal sends. The unit's form still depends on the
    // exact one: 1.0004 is no single second.
    let number = grouped(rounded(quantity, 3).normalize());
    say!(
        "quantity",
        number = number,
        unit = unit_name(unit, quantity)
    )
}

/// Counts generic jobs: `246 images`.
#[must_use]
pub fn count_of(count: i64, operation: Operation) -> String {
    units_of(Decimal::from(count), units(operation))
}

/// Counts more generic jobs: `246 more images`.
#[must_use]
pub fn count_more_of(count: i64, operation: Operation) -> String {
    let unit = unit_name(units(operation), Decimal::from(count));
    say!(
        "quantity-more",
        number = grouped(Decimal::from(count)),
        unit = unit
    )
}

const fn units(operation: Operation) -> &'static str {
    match operation {
        Operation::Image => "images",
        Operation::Video => "videos",
    }
}

/// Formats the price of one unit: `€0.03 per megapixel`.
pub fn price_per(amount: Money, unit: &str, display: MoneyFormat) -> Result<String, TooLarge> {
    let price = price(amount, display)?;
    // "Per thousand characters" is no unit with a "per" before it in every language.
    Ok(if unit == "1000 characters" {
        say!("price-per-1000-characters", price = price)
    } else {
        say!(
            "price-per",
            price = price,
            unit = unit_name(unit, Decimal::ONE)
        )
    })
}

/// The label of a form's field for a quantity. Names the input of a call, which is not always the
/// unit that is charged: images, where fal counts their megapixels.
#[must_use]
pub fn quantity_label(unit: &str) -> String {
    match unit {
        "megapixels" | "images" => say!("asks-images"),
        "1000 characters" => say!("asks-characters"),
        "videos" => say!("asks-clips"),
        other => capitalised(&plural(other)),
    }
}

/// The plural of a unit.
#[must_use]
pub fn plural(unit: &str) -> String {
    unit_name(unit, Decimal::TWO)
}

/// Units by which fal charges, in fal's words, as `prices.csv` has them.
const FAL_UNITS: [&str; 10] = [
    "images",
    "videos",
    "megapixels",
    "seconds",
    "minutes",
    "video segments",
    "compute seconds",
    "1000 characters",
    "generations",
    "requests",
];

/// Translates a unit that a person named, in singular or plural, to fal's word. Other units stay as
/// they were named.
#[must_use]
pub fn in_fals_words(named: &str) -> String {
    // A person who reads "mégapixels" in the form types that, but jobs and prices of one model must
    // have one unit to be related.
    let is_meant = |unit: &str| {
        [Decimal::ONE, Decimal::TWO]
            .iter()
            .any(|count| unit_name(unit, *count).to_lowercase() == named.to_lowercase())
    };
    FAL_UNITS
        .into_iter()
        .find(|unit| is_meant(unit))
        .unwrap_or(named)
        .to_owned()
}

/// The name of a unit in the person's language, in the form that a quantity asks for. Units that
/// are not fal's stay as they are named, but for the s of a plural.
pub(super) fn unit_name(unit: &str, quantity: Decimal) -> String {
    // A float only to choose between singular and plural, which is all that Fluent takes one for.
    let count = quantity.to_f64().unwrap_or_default();
    match unit {
        "images" => say!("unit-images", count = count),
        "videos" => say!("unit-videos", count = count),
        "megapixels" => say!("unit-megapixels", count = count),
        "seconds" => say!("unit-seconds", count = count),
        "minutes" => say!("unit-minutes", count = count),
        "video segments" => say!("unit-video-segments", count = count),
        "compute seconds" => say!("unit-compute-seconds", count = count),
        "1000 characters" => say!("unit-1000-characters", count = count),
        "generations" => say!("unit-generations", count = count),
        "requests" => say!("unit-requests", count = count),
        other if quantity == Decimal::ONE => other.strip_suffix('s').unwrap_or(other).to_owned(),
        other => other.to_owned(),
    }
}
