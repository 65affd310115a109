//! What a request asks of a model, as far as its charge depends on it: the fields that fal's models
//! share (<https://docs.fal.ai/model-apis>).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::price::Price;
use super::units::{self, MAX_QUANTITY, MAX_SIDE};

/// The length of a clip of which nothing is said, in seconds: what most models make.
const USUAL_SECONDS: u32 = 5;
/// The longest name of a resolution.
const LONGEST_NAME: usize = 20;

/// What the input of a request says of its size; nothing of what it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestParams {
    /// How many images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<u32>,
    /// Of how many pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<(u32, u32)>,
    /// The length of a clip, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Decimal>,
    /// The length of a text, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<u32>,
    /// A resolution by its name: `720p`, `4K`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// A clip with or without sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<bool>,
}

impl RequestParams {
    /// Reads the input of a request. What is missing, or is not what it is for most models, is left
    /// out.
    #[must_use]
    pub fn read(input: &Value) -> Self {
        let field = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| input.get(name).filter(|value| !value.is_null()))
        };
        let text = field(&["text", "prompt", "gen_text", "input"]).and_then(Value::as_str);
        Self {
            images: field(&["num_images", "num_outputs", "n"]).and_then(count),
            size: field(&["image_size"]).map_or_else(|| sides(input), size),
            seconds: field(&["duration", "duration_seconds", "seconds"])
                .and_then(seconds)
                .or_else(|| frames(input)),
            characters: text.and_then(|text| u32::try_from(text.chars().count()).ok()),
            resolution: field(&["resolution"])
                .and_then(Value::as_str)
                .filter(|name| name.len() <= LONGEST_NAME)
                .map(str::to_owned),
            sound: field(&["generate_audio", "enable_audio"]).and_then(Value::as_bool),
        }
    }

    /// How much of its unit a model will charge for this; none where the request does not say.
    #[must_use]
    pub fn units(&self, price: &Price) -> Option<Decimal> {
        let images = self.images.map(Decimal::from);
        let tier = self.factor(price);
        let factor = tier.unwrap_or(Decimal::ONE);
        match price.unit.as_str() {
            "images" | "generations" => (images.is_some() || tier.is_some())
                .then(|| images.unwrap_or(Decimal::ONE) * factor),
            "megapixels" => (images.is_some() || self.size.is_some()).then(|| {
                let (width, height) = self.size.unwrap_or((1024, 1024));
                units::image_units(images.unwrap_or(Decimal::ONE), width, height, price.further)
                    * factor
            }),
            "seconds" => self.seconds.map(|seconds| seconds * factor),
            "minutes" => self.seconds.map(|seconds| seconds / Decimal::from(60)),
            "videos" => tier,
            "1000 characters" => self
                .characters
                .map(|characters| units::text_units(Decimal::from(characters))),
            _ => None,
        }
        .map(|units| units.normalize())
    }

    /// How many units one counts as, in the tier that the request names; none where it names none.
    fn factor(&self, price: &Price) -> Option<Decimal> {
        let is_meant = |name: &str| {
            let by_resolution = self.resolution.as_ref().is_some_and(|asked| {
                name.split(" and ")
                    .any(|name| name.eq_ignore_ascii_case(asked))
            });
            let by_sound = match self.sound {
                Some(true) => name == "with audio",
                Some(false) => name == "without audio",
                None => false,
            };
            by_resolution || by_sound
        };
        price
            .tiers
            .iter()
            .find(|tier| is_meant(&tier.name))
            .map(|tier| tier.factor)
    }
}

/// How much of a unit a call takes of which nothing is known: one, or a clip of the usual length;
/// none where calls differ too much.
#[must_use]
pub fn usual_units(unit: &str) -> Option<Decimal> {
    match unit {
        "images" | "megapixels" | "videos" | "video segments" | "generations" | "requests" => {
            Some(Decimal::ONE)
        }
        "seconds" => Some(Decimal::from(USUAL_SECONDS)),
        _ => None,
    }
}

/// The middle of what the last calls of a model took; none without one.
#[must_use]
pub fn median(mut last: Vec<Decimal>) -> Option<Decimal> {
    last.sort_unstable();
    last.get(last.len().checked_sub(1)? / 2).copied()
}

fn count(value: &Value) -> Option<u32> {
    let count = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    u32::try_from(count)
        .ok()
        .filter(|count| (1..=10_000).contains(count))
}

fn side(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?)
        .ok()
        .filter(|side| (1..=MAX_SIDE).contains(side))
}

fn sides(of: &Value) -> Option<(u32, u32)> {
    Some((side(of.get("width")?)?, side(of.get("height")?)?))
}

/// By its sides, or by one of fal's names (<https://fal.ai/models/fal-ai/flux/dev/api>).
fn size(value: &Value) -> Option<(u32, u32)> {
    match value.as_str() {
        None => sides(value),
        Some("square_hd") => Some((1024, 1024)),
        Some("square") => Some((512, 512)),
        Some("portrait_4_3") => Some((768, 1024)),
        Some("portrait_16_9") => Some((576, 1024)),
        Some("landscape_4_3") => Some((1024, 768)),
        Some("landscape_16_9") => Some((1024, 576)),
        Some(_) => None,
    }
}

/// `5`, `"5"` or `"5s"`.
fn seconds(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().trim_end_matches('s').to_owned(),
        _ => return None,
    };
    positive(text.parse().ok()?)
}

/// Some models are asked for frames.
fn frames(input: &Value) -> Option<Decimal> {
    let number = |names: &[&str]| names.iter().find_map(|name| input.get(name)?.as_u64());
    let frames = Decimal::from(number(&["num_frames"])?);
    let rate = Decimal::from(number(&["frames_per_second", "fps"]).filter(|rate| *rate > 0)?);
    positive(frames / rate)
}

fn positive(seconds: Decimal) -> Option<Decimal> {
    Some(seconds)
        .filter(|seconds| *seconds > Decimal::ZERO && *seconds <= Decimal::from(MAX_QUANTITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::price_list;
    use serde_json::json;

    fn units(endpoint: &str, input: &Value) -> Option<String> {
        let price = price_list::all()
            .iter()
            .find(|price| price.endpoint == endpoint)
            .unwrap();
        RequestParams::read(input)
            .units(price)
            .map(|units| units.to_string())
    }

    #[test]
    fn the_size_of_a_job_is_read_from_its_request() {
        for (endpoint, input, expected) in [
            (
                "fal-ai/flux/dev",
                json!({"prompt": "a cat", "num_images": 4}),
                Some("4"),
            ),
            (
                "fal-ai/flux/dev",
                json!({"image_size": {"width": 1920, "height": 1080}}),
                Some("2"),
            ),
            (
                "fal-ai/flux/dev",
                json!({"image_size": "square_hd", "num_images": 2}),
                Some("2"),
            ),
            (
                "fal-ai/flux/dev",
                json!({"width": 2048, "height": 2048}),
                Some("4"),
            ),
            ("fal-ai/flux/dev", json!({"prompt": "a cat"}), None),
            (
                "fal-ai/flux-2-pro",
                json!({"image_size": {"width": 1920, "height": 1080}}),
                Some("1.5"),
            ),
            ("fal-ai/recraft-v3", json!({"num_images": "3"}), Some("3")),
            (
                "fal-ai/nano-banana-pro",
                json!({"resolution": "4K"}),
                Some("2"),
            ),
            (
                "fal-ai/nano-banana-pro",
                json!({"resolution": "2K", "num_images": 2}),
                Some("2"),
            ),
            (
                "fal-ai/kling-video/v2.1/pro/image-to-video",
                json!({"duration": "10"}),
                Some("10"),
            ),
            (
                "fal-ai/kling-video/v2.1/pro/image-to-video",
                json!({"duration": "8s"}),
                Some("8"),
            ),
            (
                "fal-ai/kling-video/v2.1/pro/image-to-video",
                json!({"duration": 3.008}),
                Some("3.008"),
            ),
            (
                "fal-ai/veo3.1",
                json!({"duration": "8s", "generate_audio": false}),
                Some("4"),
            ),
            (
                "fal-ai/wan/v2.2-a14b/image-to-video",
                json!({"num_frames": 80, "frames_per_second": 16}),
                Some("5"),
            ),
            (
                "fal-ai/minimax/speech-02-turbo",
                json!({"text": "é".repeat(2500)}),
                Some("2.5"),
            ),
            ("fal-ai/playht/tts/v3", json!({"duration": 90}), Some("1.5")),
            ("fal-ai/whisper", json!({"duration": 90}), None),
        ] {
            assert_eq!(
                units(endpoint, &input).as_deref(),
                expected,
                "{endpoint} {input}"
            );
        }
    }

    #[test]
    fn what_makes_no_sense_is_not_read() {
        for input in [
            json!(null),
            json!([]),
            json!("text"),
            json!({"num_images": -1, "duration": "long", "image_size": "huge"}),
            json!({"num_images": 1e9, "duration": -5, "image_size": {"width": 0, "height": 10}}),
            json!({"num_images": true, "duration": "1e400", "image_size": [], "num_frames": 5, "fps": 0}),
            json!({"resolution": "x".repeat(500)}),
        ] {
            assert_eq!(
                RequestParams::read(&input),
                RequestParams::default(),
                "{input}"
            );
        }
    }

    /// The middle one of an even number is the lower: what it is for is a lower bound of no limit.
    #[test]
    fn the_median_is_one_that_was_there() {
        let of = |list: &[u32]| median(list.iter().copied().map(Decimal::from).collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[5]), Some(Decimal::from(5)));
        assert_eq!(of(&[9, 1, 5]), Some(Decimal::from(5)));
        assert_eq!(of(&[1, 2, 3, 100]), Some(Decimal::from(2)));
    }
}
