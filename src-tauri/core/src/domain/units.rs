//! What fal charges by, and how much of it a job takes: fal's rules for quantities, as functions.

use rust_decimal::Decimal;

use super::money::{Money, TooLarge};

/// Pixels of a megapixel as fal counts it: 1024 × 1024 is one
/// (<https://fal.ai/models/fal-ai/flux/dev>).
const MEGAPIXEL: u64 = 1_048_576;
/// The longest side of an image that is asked about, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// The most units of one job.
pub const MAX_QUANTITY: u32 = 1_000_000;

/// Why a quantity was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Nothing was typed.
    #[error("Type how much of it, for example 4.")]
    Empty,
    /// Not a number above zero, or too much.
    #[error("Type a number above 0 and up to 1,000,000, for example 4 or 2.5.")]
    OutOfRange,
    /// A thousand, or one with decimals.
    #[error("That can be read in two ways. Type it without a comma or dot for thousands, for example 2500.")]
    Ambiguous,
    /// The unit has no price that is known before a call.
    #[error(
        "fal.ai's “units” and “credits” cost something else in every call, so they have no price of one. Name what the model is charged by, for example images or seconds."
    )]
    Unpriceable,
    /// The size given is not what the model is charged by.
    #[error("This model is not charged by that. Give the quantity of its own unit.")]
    OtherMeasure,
    /// Images and runs are whole.
    #[error("Type a whole number from 1 to 10,000.")]
    NotWhole,
    /// A side of an image.
    #[error("Type the width and height in pixels, each from 1 to 16384.")]
    Side,
    /// A tier's factor.
    #[error("A factor is above 0 and at most 100, for example 1.5.")]
    Factor,
    /// No endpoint id.
    #[error("Type a model's id, for example fal-ai/flux/dev.")]
    Model,
    /// No unit.
    #[error("Type what the model is charged by, for example images or seconds.")]
    Unit,
    /// A tag or note that is too long.
    #[error("A tag has at most 40 characters, a note at most 500.")]
    Label,
    /// How many runs.
    #[error("Type how many runs, a whole number from 1 to 10,000.")]
    Runs,
}

impl QuantityError {
    /// The code that the page acts on: which field is to be mended.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty | Self::OutOfRange | Self::Ambiguous | Self::NotWhole | Self::OtherMeasure => {
                "invalid_quantity"
            }
            Self::Side => "invalid_size",
            Self::Factor => "invalid_factor",
            Self::Model => "invalid_model",
            Self::Unit | Self::Unpriceable => "invalid_unit",
            Self::Label => "invalid_label",
            Self::Runs => "invalid_runs",
        }
    }
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
    let whole = (u64::from(width) * u64::from(height)).div_ceil(MEGAPIXEL).max(1);
    u32::try_from(whole).unwrap_or(u32::MAX)
}

/// Units of so many images of this size. Where further megapixels are cheaper, each counts as that part
/// of the first: so fal bills them, in units of the first.
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
    units.checked_mul(unit_price.dollars()).ok_or(TooLarge).and_then(Money::from_dollars_rounded)
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
            assert_eq!(cost(units, price).unwrap().nano(), nano, "{images} of {width} × {height}");
        }
        assert_eq!(image_units(Decimal::TWO, 1920, 1080, None), Decimal::from(4));
    }

    /// A clip of 3.008 s at $0.03 a second is charged $0.09024 (billing events in fal's documentation).
    #[test]
    fn parts_of_units_are_charged_as_parts() {
        for (units, price, nano) in
            [("3.008", 30_000_000, 90_240_000), ("0.5", 1, 1), ("0.4", 1, 0), ("120", 1_110_000, 133_200_000)]
        {
            assert_eq!(cost(decimal(units), Money::from_nano(price)).unwrap().nano(), nano);
        }
        assert_eq!(text_units(decimal("2500")), decimal("2.5"));
        assert_eq!(cost(Decimal::MAX, Money::from_nano(i64::MAX)), Err(TooLarge));
    }

    #[test]
    fn fals_own_units_have_no_price_beforehand() {
        assert!(!is_priced("units") && !is_priced("credits"));
        assert!(is_priced("images") && is_priced("something new"));
    }
}
