//! What fal charges by, and how much of it a job takes: fal's rules for quantities, as functions.

use rust_decimal::Decimal;
use strum::IntoStaticStr;

use super::money::{Money, TooLarge};
use crate::say;

/// Pixels of a megapixel as fal counts it: 1024 × 1024 is one
/// (<https://fal.ai/models/fal-ai/flux/dev>).
const MEGAPIXEL: u64 = 1_048_576;
/// The longest side of an image that is asked about, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// The most units of one job.
pub const MAX_QUANTITY: u32 = 1_000_000;

/// Why a quantity was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
pub enum QuantityError {
    /// Nothing was typed.
    #[error("{}", say!("quantity-empty"))]
    #[strum(serialize = "invalid_quantity")]
    Empty,
    /// Not a number above zero, or too much.
    #[error("{}", say!("quantity-out-of-range"))]
    #[strum(serialize = "invalid_quantity")]
    OutOfRange,
    /// A thousand, or one with decimals.
    #[error("{}", say!("quantity-ambiguous"))]
    #[strum(serialize = "invalid_quantity")]
    Ambiguous,
    /// The unit has no price that is known before a call.
    #[error("{}", say!("quantity-unpriceable"))]
    #[strum(serialize = "invalid_unit")]
    Unpriceable,
    /// The size given is not what the model is charged by.
    #[error("{}", say!("quantity-other-measure"))]
    #[strum(serialize = "invalid_quantity")]
    OtherMeasure,
    /// Images and runs are whole.
    #[error("{}", say!("quantity-not-whole"))]
    #[strum(serialize = "invalid_quantity")]
    NotWhole,
    /// A side of an image.
    #[error("{}", say!("image-sides"))]
    #[strum(serialize = "invalid_size")]
    Side,
    /// A tier's factor.
    #[error("{}", say!("factor-out-of-range"))]
    #[strum(serialize = "invalid_factor")]
    Factor,
    /// No endpoint id.
    #[error("{}", say!("model-id"))]
    #[strum(serialize = "invalid_model")]
    Model,
    /// No unit.
    #[error("{}", say!("unit-missing"))]
    #[strum(serialize = "invalid_unit")]
    Unit,
    /// A tag or note that is too long.
    #[error("{}", say!("label-too-long"))]
    #[strum(serialize = "invalid_label")]
    Label,
    /// How many runs.
    #[error("{}", say!("runs-not-whole"))]
    #[strum(serialize = "invalid_runs")]
    Runs,
}

/// fal's units in which no price of a call is known before it ran: what one of them is differs from
/// call to call.
#[must_use]
pub fn is_priced(unit: &str) -> bool {
    !matches!(unit, "units" | "credits")
}

/// Megapixels of one image: rounded up, and at least one.
#[must_use]
pub fn megapixels(width: u32, height: u32) -> u32 {
    let whole = (u64::from(width) * u64::from(height))
        .div_ceil(MEGAPIXEL)
        .max(1);
    u32::try_from(whole).unwrap_or(u32::MAX)
}

/// Units of so many images of this size. Where further megapixels are cheaper, each counts as that
/// part of the first: so fal bills them, in units of the first.
#[must_use]
pub fn image_units(images: Decimal, width: u32, height: u32, further: Option<Decimal>) -> Decimal {
    let further_megapixels = Decimal::from(megapixels(width, height) - 1);
    images * (Decimal::ONE + further_megapixels * further.unwrap_or(Decimal::ONE))
}

/// Units of a text: fal charges by the thousand characters, in parts.
#[must_use]
pub fn text_units(characters: Decimal) -> Decimal {
    characters / Decimal::ONE_THOUSAND
}

/// What units cost, rounded to the nano-dollar.
pub fn cost(units: Decimal, unit_price: Money) -> Result<Money, TooLarge> {
    units
        .checked_mul(unit_price.dollars())
        .ok_or(TooLarge)
        .and_then(Money::from_dollars_rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// Sizes and charges as fal's model pages give them (fal.ai/models/fal-ai/flux/dev and others).
    #[test]
    fn megapixels_are_counted_as_fals_pages_count_them() {
        for (width, height, expected) in [
            (1024, 1024, 1),
            (1920, 1080, 2),
            (512, 512, 1),
            (1, 1, 1),
            (1024, 1025, 2),
            (2048, 2048, 4),
            (3840, 2160, 8),
            (1024, 768, 1),
            (1440, 1440, 2),
            (16_384, 16_384, 256),
        ] {
            assert_eq!(megapixels(width, height), expected, "{width} × {height}");
        }
    }

    /// fal.ai/models/fal-ai/flux-2-pro: the first megapixel $0.03, each further one $0.015.
    #[test]
    fn further_megapixels_can_be_cheaper() {
        let half = Some(decimal("0.5"));
        let price = Money::from_nano(30_000_000);
        for (images, width, height, nano) in [
            (1, 1024, 1024, 30_000_000),
            (1, 1920, 1080, 45_000_000),
            (1, 2048, 2048, 75_000_000),
            (3, 1920, 1080, 135_000_000),
        ] {
            let units = image_units(Decimal::from(images), width, height, half);
            assert_eq!(
                cost(units, price).unwrap().nano(),
                nano,
                "{images} of {width} × {height}"
            );
        }
        assert_eq!(
            image_units(Decimal::TWO, 1920, 1080, None),
            Decimal::from(4)
        );
    }

    /// A clip of 3.008 s at $0.03 a second is charged $0.09024 (billing events in fal's
    /// documentation).
    #[test]
    fn parts_of_units_are_charged_as_parts() {
        for (units, price, nano) in [
            ("3.008", 30_000_000, 90_240_000),
            ("0.5", 1, 1),
            ("0.4", 1, 0),
            ("120", 1_110_000, 133_200_000),
        ] {
            assert_eq!(
                cost(decimal(units), Money::from_nano(price))
                    .unwrap()
                    .nano(),
                nano
            );
        }
        assert_eq!(text_units(decimal("2500")), decimal("2.5"));
        assert_eq!(
            cost(Decimal::MAX, Money::from_nano(i64::MAX)),
            Err(TooLarge)
        );
    }

    #[test]
    fn fals_own_units_have_no_price_beforehand() {
        assert!(!is_priced("units") && !is_priced("credits"));
        assert!(is_priced("images") && is_priced("something new"));
    }
}
