//! A job of a model before it is logged: its units and its cost.

use rust_decimal::Decimal;

use super::job::{Basis, Label, NewJob, Subject};
use super::money::TooLarge;
use super::price::Price;
use super::units;

/// The unit of a job of a model of which nothing is known.
pub const UNKNOWN_UNIT: &str = "units";

/// What a person says of the size of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobSize {
    /// So much of the unit that the model is charged by.
    Units(Decimal),
    /// So many images of this size.
    Images {
        /// How many.
        count: Decimal,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A text of so many characters.
    Text(Decimal),
}

/// A job of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelJob {
    /// fal's id.
    pub endpoint: String,
    /// How large one run is.
    pub measure: JobSize,
    /// How many runs.
    pub runs: u32,
    /// How many units one counts as, in the tier that was chosen.
    pub factor: Decimal,
}

impl ModelJob {
    /// Whether the model is charged by what was given; of a model without a price nobody knows.
    #[must_use]
    pub fn fits(&self, price: Option<&Price>) -> bool {
        match (self.measure, price.map(|price| price.unit.as_str())) {
            (JobSize::Images { .. }, unit) => unit == Some("megapixels"),
            (JobSize::Text(_), unit) => unit == Some("1000 characters"),
            (JobSize::Units(_), _) => true,
        }
    }

    /// The units that fal would bill: tiers are in them, as they are in fal's own.
    #[must_use]
    pub fn units(&self, price: Option<&Price>) -> Decimal {
        let one = match self.measure {
            JobSize::Units(units) => units,
            JobSize::Images {
                count,
                width,
                height,
            } => units::image_units(count, width, height, price.and_then(|price| price.further)),
            JobSize::Text(characters) => units::text_units(characters),
        };
        (one * Decimal::from(self.runs) * self.factor).normalize()
    }

    /// The job as it is logged: estimated at the price known today, or unknown without one.
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
            basis: if cost.is_some() {
                Basis::Estimated
            } else {
                Basis::Unknown
            },
            price_source: price.filter(|_| amount.is_some()).map(|price| price.source),
            label,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::price_list;

    fn job(endpoint: &str, measure: JobSize, runs: u32, factor: &str) -> NewJob {
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == endpoint);
        let job = ModelJob {
            endpoint: endpoint.to_owned(),
            measure,
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

    #[test]
    fn jobs_cost_what_fals_pages_say() {
        let units = |units: u32| JobSize::Units(Decimal::from(units));
        for (endpoint, measure, runs, factor, nano) in [
            ("fal-ai/flux/dev", images(1, 1024, 1024), 1, "1", 25_000_000),
            (
                "fal-ai/flux/dev",
                images(4, 1920, 1080),
                1,
                "1",
                200_000_000,
            ),
            (
                "fal-ai/flux/dev/image-to-image",
                images(1, 1024, 1024),
                3,
                "1",
                90_000_000,
            ),
            (
                "fal-ai/flux-2-pro",
                images(2, 1920, 1080),
                1,
                "1",
                90_000_000,
            ),
            (
                "fal-ai/luma-dream-machine/image-to-video",
                units(1),
                1,
                "1",
                500_000_000,
            ),
            ("fal-ai/nano-banana-2", units(3), 1, "1.5", 360_000_000),
            (
                "fal-ai/luma-dream-machine/ray-2",
                units(1),
                2,
                "4",
                4_000_000_000,
            ),
            (
                "fal-ai/kling-video/v2.1/pro/image-to-video",
                units(5),
                2,
                "1",
                900_000_000,
            ),
            (
                "fal-ai/minimax/speech-02-turbo",
                JobSize::Text(Decimal::from(2500)),
                1,
                "1",
                150_000_000,
            ),
            ("fal-ai/whisper", units(120), 1, "1", 133_200_000),
        ] {
            assert_eq!(
                job(endpoint, measure, runs, factor)
                    .cost
                    .map(super::super::money::Money::nano),
                Some(nano),
                "{endpoint}"
            );
        }
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
