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
/// The only unit that is charged by how long a request ran, which fal says in its status.
pub const BY_TIME: &str = "compute seconds";
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

/// Words of units by their singular, as they are kept.
const WORDS: [(&str, &str); 29] = [
    ("image", "images"),
    ("img", "images"),
    ("picture", "images"),
    ("megapixel", "megapixels"),
    ("mp", "megapixels"),
    ("second", "seconds"),
    ("sec", "seconds"),
    ("input second", "input seconds"),
    ("compute second", "compute seconds"),
    ("gpu second", "compute seconds"),
    ("minute", "minutes"),
    ("min", "minutes"),
    ("hour", "hours"),
    ("video", "videos"),
    ("video segment", "video segments"),
    ("generation", "generations"),
    ("request", "requests"),
    ("audio", "audios"),
    ("unit", "units"),
    ("credit", "credits"),
    ("character", "characters"),
    ("char", "characters"),
    ("token", "tokens"),
    ("step", "steps"),
    ("train unit", "train units"),
    ("training", "trainings"),
    ("cloned voice", "cloned voices"),
    ("frame", "frames"),
    ("page", "pages"),
];

/// Returns a unit in the one form that prices are kept in. fal's pricing API has several for one:
/// `image`, `Images`, `video_second`, `1000 characters `. A word that is not known stays as it is.
#[must_use]
pub fn canonical(unit: &str) -> String {
    let text = unit.to_lowercase().replace(['_', '-', '/'], " ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 1 && matches!(words.first(), Some(&("per" | "a" | "an" | "each" | "1"))) {
        words.remove(0);
    }
    let number = words.first().and_then(|word| thousands(word));
    if number.is_some() && words.len() > 1 {
        words.remove(0);
    }
    // A megapixel that was processed, and a second of video, are what the plain word says.
    let is_plain = |word: &&str| matches!(*word, "megapixel" | "mp" | "second" | "sec" | "image");
    if words.len() == 2
        && matches!(
            words.first(),
            Some(&("processed" | "output" | "generated" | "video"))
        )
        && words
            .last()
            .map(|word| word.trim_end_matches('s'))
            .as_ref()
            .is_some_and(is_plain)
    {
        words.remove(0);
    }
    if words.get(1) == Some(&"of") {
        words.truncate(1);
    }
    let word = match words.join(" ") {
        // fal's empty word, and its `1`.
        word if word.is_empty() => "1".to_owned(),
        word => word,
    };
    let singular = word.strip_suffix('s').unwrap_or(&word);
    let kept = WORDS.iter().find(|(known, _)| *known == singular);
    let kept = kept.map_or(word.as_str(), |(_, kept)| kept);
    match number {
        Some(number) if number != kept => format!("{number} {kept}"),
        _ => kept.to_owned(),
    }
}

/// Reads the number that a unit begins with: `1000`, `1k`, `5`, `1m`.
fn thousands(word: &str) -> Option<String> {
    let number = match word {
        "1,000" | "1k" | "k" | "thousand" => "1000",
        "1,000,000" | "1000000" | "1m" | "1mio" | "million" => "1m",
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
        _ => return None,
    };
    Some(number.to_owned())
}

/// Returns `true` if a call's price in this unit can be known before the call, and `false` if one
/// unit differs from call to call.
#[must_use]
pub fn is_priced(unit: &str) -> bool {
    !matches!(unit, "units" | "credits" | "1")
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
        for (kept, words) in [
            (
                "images",
                "image|Images|IMAGE |per image|1 image|output image|generated images|img",
            ),
            (
                "megapixels",
                "megapixel|processed megapixels|Processed Megapixel|output_megapixels|MP",
            ),
            (
                "seconds",
                "second|video_second|Video Seconds|output second|per-second|sec|1 second",
            ),
            (
                "input seconds",
                "input second|Input_Seconds|per input second",
            ),
            (
                "compute seconds",
                "compute second|Compute Seconds |gpu_second|GPU-seconds",
            ),
            ("minutes", "minute|minute of video |Minutes|per minute|min"),
            ("videos", "video|Video |per video|a video|1 video|videos"),
            ("video segments", "video segment|Video_Segments"),
            (
                "1000 characters",
                "1000 characters |1000 character|1,000 characters|1k chars|1K Characters",
            ),
            (
                "1000 tokens",
                "1000 token|1k tokens|thousand tokens|per 1000 tokens",
            ),
            (
                "1m tokens",
                "1m token|million tokens|1000000 tokens|1M Tokens",
            ),
            ("5 seconds", "5 second|5  Seconds |per 5 seconds"),
            ("30 seconds", "30_seconds|30 second"),
            ("16 frames", "16 frame|16 Frames"),
            ("units", "unit|Units |UNIT|per unit|1 unit"),
            ("credits", "credit|Credits|per credit"),
            ("1", "|1| | 1 "),
            ("something new", "Something New| something  new "),
        ] {
            assert_eq!(canonical(kept), kept);
            for word in words.split('|') {
                assert_eq!(canonical(word), kept, "{word}");
            }
        }
    }

    #[test]
    fn a_unit_that_differs_from_call_to_call_has_no_price_beforehand() {
        assert!(!is_priced("units") && !is_priced("credits") && !is_priced("1"));
        assert!(is_priced("images") && is_priced("something new"));
    }
}
