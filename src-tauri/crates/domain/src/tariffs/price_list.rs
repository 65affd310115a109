//! Price list that comes with the program: fal's base prices, each with its source and date.
//!
//! `prices.csv` has a row for each. `tiers` are `name=xfactor` or `name=price`, one of them the
//! base; `further_usd` is the price of each further megapixel of an image.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::price::{Price, PriceSource, Tier};
use crate::money::Money;

// Rows that cannot be read are dropped here instead of failing: the list is a part of the program,
// and a test counts its rows.
static LIST: LazyLock<Vec<Price>> =
    LazyLock::new(|| rows().filter_map(|row| price(&row)).collect());

static BY_ENDPOINT: LazyLock<HashMap<&str, &Price>> =
    LazyLock::new(|| LIST.iter().map(|it| (it.endpoint.as_str(), it)).collect());

/// Returns all prices of the list.
#[must_use]
pub fn all() -> &'static [Price] {
    &LIST
}

/// Finds the price of a model in the list.
#[must_use]
pub fn of(endpoint: &str) -> Option<&'static Price> {
    BY_ENDPOINT.get(endpoint).copied()
}

fn rows() -> impl Iterator<Item = csv::StringRecord> {
    csv::Reader::from_reader(include_str!("../../prices.csv").as_bytes())
        .into_records()
        .filter_map(Result::ok)
}

fn price(row: &csv::StringRecord) -> Option<Price> {
    let dollars: Decimal = row.get(3)?.parse().ok()?;
    // Kept as a part of the first, so that a changed price changes that of the others with it.
    let further = row
        .get(7)?
        .parse::<Decimal>()
        .ok()
        .map(|further| further / dollars);
    Some(Price {
        endpoint: row.get(0)?.to_owned(),
        unit: row.get(2)?.to_owned(),
        amount: Money::from_dollars_rounded(dollars).ok()?,
        source: PriceSource::List,
        cited_from: row.get(4)?.to_owned(),
        as_of: row.get(5)?.to_owned(),
        tiers: row
            .get(6)?
            .split(';')
            .filter_map(|text| tier(text, dollars))
            .collect(),
        further_megapixel: further,
        note: row.get(8)?.to_owned(),
    })
}

/// Reads a tier: `4K=x2`, or `4K=0.16` with a price in dollars.
fn tier(text: &str, base: Decimal) -> Option<Tier> {
    let (name, value) = text.split_once('=')?;
    let factor = match value.strip_prefix('x') {
        Some(factor) => factor.parse().ok()?,
        None => value.parse::<Decimal>().ok()? / base,
    };
    Some(Tier {
        name: name.to_owned(),
        factor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tariffs::price::is_endpoint;
    use crate::tariffs::units::cost;

    fn listed(endpoint: &str) -> &'static Price {
        all()
            .iter()
            .find(|price| price.endpoint == endpoint)
            .unwrap()
    }

    #[test]
    fn every_row_is_a_price_with_source_and_date() {
        assert_eq!(all().len(), rows().count());
        assert_eq!(all().len(), 59);
        for price in all() {
            assert!(is_endpoint(&price.endpoint), "{price:?}");
            assert!(
                price.amount > Money::ZERO && !price.unit.is_empty(),
                "{price:?}"
            );
            assert!(
                !price.cited_from.is_empty() && price.as_of.starts_with("202"),
                "{price:?}"
            );
            assert_eq!(
                all()
                    .iter()
                    .filter(|other| other.endpoint == price.endpoint)
                    .count(),
                1,
                "{price:?}"
            );
            assert!(
                price.tiers.is_empty()
                    || price.tiers.iter().any(|tier| tier.factor == Decimal::ONE),
                "{price:?}"
            );
        }
    }

    /// The owner's two models, far from the assumed figures of the generic jobs
    /// (fal.ai/models/fal-ai/flux/dev/image-to-image,
    /// fal.ai/models/fal-ai/luma-dream-machine/image-to-video).
    #[test]
    fn the_two_models_of_the_original_design_have_their_own_prices() {
        for (endpoint, unit, nano) in [
            ("fal-ai/flux/dev/image-to-image", "megapixels", 30_000_000),
            (
                "fal-ai/luma-dream-machine/image-to-video",
                "videos",
                500_000_000,
            ),
        ] {
            let price = listed(endpoint);
            assert_eq!((price.unit.as_str(), price.amount.nano()), (unit, nano));
        }
    }

    /// The tiers as fal's model pages give them.
    #[test]
    fn tiers_cost_what_fals_pages_say() {
        for (endpoint, tier, units, nano) in [
            ("fal-ai/nano-banana-2", "4K", 1, 160_000_000),
            ("fal-ai/nano-banana-2", "0.5K", 1, 60_000_000),
            ("fal-ai/nano-banana-pro", "4K", 1, 300_000_000),
            ("fal-ai/luma-dream-machine/ray-2", "1080p", 1, 2_000_000_000),
            ("fal-ai/veo3.1", "without audio", 8, 1_600_000_000),
            ("fal-ai/veo3.1/fast", "without audio", 8, 800_000_000),
            (
                "fal-ai/minimax/hailuo-02/standard/image-to-video",
                "512p",
                6,
                102_000_000,
            ),
            (
                "fal-ai/wan-25-preview/image-to-video",
                "1080p",
                5,
                750_000_000,
            ),
        ] {
            let price = listed(endpoint);
            let factor = price
                .tiers
                .iter()
                .find(|each| each.name == tier)
                .unwrap()
                .factor;
            assert_eq!(
                cost(Decimal::from(units) * factor, price.amount)
                    .unwrap()
                    .nano(),
                nano,
                "{endpoint} {tier}"
            );
        }
    }
}
