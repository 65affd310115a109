//! Units that fal charges by, and fal's rules for the quantity that a job takes.

use rust_decimal::Decimal;
use strum::IntoStaticStr;

use crate::message;
use crate::message::{Message, ToMessage};
use crate::money::{Money, TooLarge};

/// Pixels of a megapixel as fal counts it: 1024 × 1024 is one
/// (<https://fal.ai/models/fal-ai/flux/dev>).
const MEGAPIXEL: u64 = 1_048_576;
/// Longest side of an image that is accepted, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// Maximum number of units of one job.
pub const MAX_QUANTITY: u32 = 1_000_000;

/// Reason why a quantity, or another part of a job's size, was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[error("{}", self.to_message())]
pub enum QuantityError {
    /// Nothing was typed.
    #[strum(serialize = "invalid_quantity")]
    Empty,
    /// Not a number above zero, or above [`MAX_QUANTITY`].
    #[strum(serialize = "invalid_quantity")]
    OutOfRange,
    /// One separator and three digits, which may be thousands or decimals.
    #[strum(serialize = "invalid_quantity")]
    Ambiguous,
    /// Unit that has no price before a call.
    #[strum(serialize = "invalid_unit")]
    Unpriceable,
    /// Size that is not of the kind that the model is charged by.
    #[strum(serialize = "invalid_quantity")]
    OtherMeasure,
    /// Number of images or runs that is not whole.
    #[strum(serialize = "invalid_quantity")]
    NotWhole,
    /// Side of an image that is out of range.
    #[strum(serialize = "invalid_size")]
    Side,
    /// Factor of a tier that is out of range.
    #[strum(serialize = "invalid_factor")]
    Factor,
    /// Text that is no endpoint id.
    #[strum(serialize = "invalid_model")]
    Model,
    /// Missing unit.
    #[strum(serialize = "invalid_unit")]
    Unit,
    /// Tag or note that is too long.
    #[strum(serialize = "invalid_label")]
    Label,
    /// Number of runs that is not whole or out of range.
    #[strum(serialize = "invalid_runs")]
    Runs,
}

impl ToMessage for QuantityError {
    fn to_message(&self) -> Message {
        match self {
            Self::Empty => message!("quantity-empty"),
            Self::OutOfRange => message!("quantity-out-of-range"),
            Self::Ambiguous => message!("quantity-ambiguous"),
            Self::Unpriceable => message!("quantity-unpriceable"),
            Self::OtherMeasure => message!("quantity-other-measure"),
            Self::NotWhole => message!("quantity-not-whole"),
            Self::Side => message!("image-sides"),
            Self::Factor => message!("factor-out-of-range"),
            Self::Model => message!("model-id"),
            Self::Unit => message!("unit-missing"),
            Self::Label => message!("label-too-long"),
            Self::Runs => message!("runs-not-whole"),
        }
    }
}

/// Reads the unit by which a model is charged: one of fal's words, or any other.
pub fn parse(typed: &str) -> Result<String, QuantityError> {
    let unit = typed.trim();
    let is_sound =
        !unit.is_empty() && unit.chars().count() <= 40 && !unit.chars().any(char::is_control);
    is_sound.then(|| unit.to_owned()).ok_or(QuantityError::Unit)
}

/// Returns a unit in the one form that prices are kept in. fal's pricing API has several for one:
/// `image`, `Images`, `video_second`, `1000 characters `.
#[must_use]
pub fn canonical(unit: &str) -> String {
    let word = unit.trim().to_lowercase().replace('_', " ");
    let known = match word.as_str() {
        "image" => "images",
        "megapixel" | "processed megapixel" | "processed megapixels" => "megapixels",
        "second" | "video second" | "video seconds" | "output second" | "output seconds" => {
            "seconds"
        }
        "minute" | "minute of video" => "minutes",
        "hour" => "hours",
        "video" => "videos",
        "video segment" => "video segments",
        "generation" => "generations",
        "request" => "requests",
        "audio" => "audios",
        "unit" => "units",
        "credit" => "credits",
        "compute second" => "compute seconds",
        "input second" => "input seconds",
        "1000 character" | "thousand characters" | "1k characters" => "1000 characters",
        "1000 token" | "1k tokens" => "1000 tokens",
        "step" => "steps",
        "training" => "trainings",
        _ => return word,
    };
    known.to_owned()
}

/// Returns `true` if a call's price in this unit can be known before the call, and `false` if one
/// unit differs from call to call.
#[must_use]
pub fn is_priced(unit: &str) -> bool {
    !matches!(unit, "units" | "credits")
}

/// Returns the megapixels of one image, rounded up, at least one.
#[must_use]
pub fn megapixels(width: u32, height: u32) -> u32 {
    let whole = (u64::from(width) * u64::from(height))
        .div_ceil(MEGAPIXEL)
        .max(1);
    u32::try_from(whole).unwrap_or(u32::MAX)
}

/// Returns the megapixels of some images of one size, in units of the first megapixel. `further` is
/// the part of its price that each further one costs; `None` if equal.
#[must_use]
pub fn image_units(images: Decimal, width: u32, height: u32, further: Option<Decimal>) -> Decimal {
    // fal bills a cheaper megapixel as a part of a unit, and has one price for a unit.
    let further_megapixels = Decimal::from(megapixels(width, height) - 1);
    images * (Decimal::ONE + further_megapixels * further.unwrap_or(Decimal::ONE))
}

/// Returns the units of a text: fal charges by the thousand characters, in parts.
#[must_use]
pub fn text_units(characters: Decimal) -> Decimal {
    characters / Decimal::ONE_THOUSAND
}

/// Returns the cost of some units, rounded to the nano-dollar.
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
    fn a_unit_has_one_form() {
        for (word, kept) in [
            ("image", "images"),
            ("Images", "images"),
            ("video_second", "seconds"),
            ("processed megapixels", "megapixels"),
            ("1000 characters ", "1000 characters"),
            ("5 seconds", "5 seconds"),
            ("unit", "units"),
            ("Something New", "something new"),
        ] {
            assert_eq!(canonical(word), kept, "{word}");
            assert_eq!(canonical(kept), kept, "{kept}");
        }
    }

    #[test]
    fn a_unit_that_differs_from_call_to_call_has_no_price_beforehand() {
        assert!(!is_priced("units") && !is_priced("credits"));
        assert!(is_priced("images") && is_priced("something new"));
    }
}
