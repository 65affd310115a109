//! Job of a model before it is logged: its units and its cost.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::jobs::{Basis, Label, NewJob, Subject};
use crate::money::TooLarge;
use crate::tariffs::charge::by_hand;
use crate::tariffs::charge::tariff::Tariff;
use crate::tariffs::price::Price;
use crate::tariffs::units;

/// Unit of a job whose model has no known price.
pub const UNKNOWN_UNIT: &str = "units";

/// Size of one run, as a person states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobSize {
    /// Quantity in the unit that the model is charged by.
    Units(Decimal),
    /// Images of one size.
    Images {
        /// Number of images.
        count: Decimal,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Text of this many characters.
    Text(Decimal),
}

/// Job of a model, with the size that a person stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelJob {
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Size of one run.
    pub size: JobSize,
    /// Number of runs.
    pub runs: u32,
    /// Factor of the chosen tier: the number of units that one unit counts as.
    pub factor: Decimal,
}

impl ModelJob {
    /// Returns `true` if the model is charged by the kind of size that was stated. Without a price
    /// only units fit.
    #[must_use]
    pub fn fits(&self, price: Option<&Price>) -> bool {
        match (self.size, price.map(|price| price.unit.as_str())) {
            (JobSize::Images { .. }, unit) => unit == Some("megapixels"),
            (JobSize::Text(_), unit) => unit == Some("1000 characters"),
            (JobSize::Units(_), _) => true,
        }
    }

    /// Returns the units that fal would bill. The tier's factor is part of them, as it is part of
    /// fal's own.
    #[must_use]
    pub fn units(&self, price: Option<&Price>) -> Decimal {
        let one = match self.size {
            JobSize::Units(units) => units,
            JobSize::Images {
                count,
                width,
                height,
            } => units::image_units(
                count,
                width,
                height,
                price.and_then(|price| price.further_megapixel),
            ),
            JobSize::Text(characters) => units::text_units(characters),
        };
        (one * Decimal::from(self.runs) * self.factor).normalize()
    }

    /// Returns the job as it is logged, estimated by the model's tariff with the parameters that
    /// were chosen. A cost that the tariff does not say is unknown.
    pub fn by_tariff(
        &self,
        tariff: &Tariff,
        mut chosen: Map<String, Value>,
        price: Option<&Price>,
        label: Label,
    ) -> Result<NewJob, TooLarge> {
        let quantity = match self.size {
            JobSize::Units(units) => units,
            JobSize::Text(characters) => characters,
            JobSize::Images {
                count,
                width,
                height,
            } => {
                let size = json!({"width": width, "height": height});
                chosen.insert("image_size".to_owned(), size);
                count
            }
        };
        let one = by_hand::cost_of(tariff, &chosen, quantity);
        let cost = one.map(|cost| cost.times(self.runs)).transpose()?;
        let unit_price = price.and_then(Price::known);
        // As fal counts them, so that a variant's factor is part of them.
        let units = cost.zip(unit_price).and_then(|(cost, price)| {
            let units = cost.dollars().checked_div(price.dollars())?;
            Some(units.round_dp(9).normalize())
        });
        let unit = price.map_or(tariff.unit(), |price| price.unit.as_str());
        Ok(NewJob {
            subject: Subject::Model(self.endpoint.clone()),
            quantity: units.unwrap_or(quantity * Decimal::from(self.runs)),
            unit: unit.to_owned(),
            unit_price: unit_price.filter(|_| cost.is_some()),
            cost,
            basis: Basis::of_estimate(cost),
            price_source: price.filter(|_| cost.is_some()).map(|price| price.source),
            label,
        })
    }

    /// Returns the job as it is logged: estimated at the price known today, or of unknown cost
    /// without one.
    pub fn at(&self, price: Option<&Price>, label: Label) -> Result<NewJob, TooLarge> {
        let quantity = self.units(price);
        let amount = price.and_then(Price::known);
        let cost = amount
            .map(|amount| units::cost(quantity, amount))
            .transpose()?;
        Ok(NewJob {
            subject: Subject::Model(self.endpoint.clone()),
            quantity,
            unit: price.map_or_else(|| UNKNOWN_UNIT.to_owned(), |price| price.unit.clone()),
            unit_price: amount,
            cost,
            basis: Basis::of_estimate(cost),
            price_source: price.filter(|_| amount.is_some()).map(|price| price.source),
            label,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::tariffs::price_list;

    fn job(endpoint: &str, measure: JobSize, runs: u32, factor: &str) -> NewJob {
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == endpoint);
        let job = ModelJob {
            endpoint: endpoint.to_owned(),
            size: measure,
            runs,
            factor: factor.parse().unwrap(),
        };
        job.at(price, Label::default()).unwrap()
    }

    fn images(count: u32, width: u32, height: u32) -> JobSize {
        JobSize::Images {
            count: Decimal::from(count),
            width,
            height,
        }
    }

    /// Checks the cost, in nano-dollars, of some runs of a model in a tier of this factor.
    #[track_caller]
    fn check(endpoint: &str, measure: JobSize, runs: u32, factor: &str, nano: i64) {
        let cost = job(endpoint, measure, runs, factor).cost;
        assert_eq!(cost.map(Money::nano), Some(nano), "{endpoint}");
    }

    #[test]
    fn images_cost_what_fals_pages_say() {
        for (endpoint, size, runs, nano) in [
            ("fal-ai/flux/dev", images(1, 1024, 1024), 1, 25_000_000),
            ("fal-ai/flux/dev", images(4, 1920, 1080), 1, 200_000_000),
            (
                "fal-ai/flux/dev/image-to-image",
                images(1, 1024, 1024),
                3,
                90_000_000,
            ),
            ("fal-ai/flux-2-pro", images(2, 1920, 1080), 1, 90_000_000),
        ] {
            check(endpoint, size, runs, "1", nano);
        }
    }

    #[test]
    fn clips_and_tiers_cost_what_fals_pages_say() {
        for (endpoint, units, runs, factor, nano) in [
            (
                "fal-ai/luma-dream-machine/image-to-video",
                1,
                1,
                "1",
                500_000_000,
            ),
            ("fal-ai/nano-banana-2", 3, 1, "1.5", 360_000_000),
            ("fal-ai/luma-dream-machine/ray-2", 1, 2, "4", 4_000_000_000),
            (
                "fal-ai/kling-video/v2.1/pro/image-to-video",
                5,
                2,
                "1",
                980_000_000,
            ),
            ("fal-ai/whisper", 120, 1, "1", 96_000_000),
        ] {
            let size = JobSize::Units(Decimal::from(units));
            check(endpoint, size, runs, factor, nano);
        }
    }

    #[test]
    fn a_text_costs_what_fals_page_says() {
        let text = JobSize::Text(Decimal::from(2500));
        check("fal-ai/minimax/speech-02-turbo", text, 1, "1", 150_000_000);
    }

    #[test]
    fn without_a_price_the_cost_is_unknown_and_not_zero() {
        let job = job("me/my-model", JobSize::Units(Decimal::TWO), 1, "1");
        assert_eq!(
            (job.cost, job.basis, job.unit.as_str()),
            (None, Basis::Unknown, "units")
        );
    }
}
