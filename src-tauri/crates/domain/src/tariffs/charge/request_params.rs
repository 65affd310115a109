//! Parameters of a request that its charge depends on: the fields that fal's models share
//! (<https://docs.fal.ai/model-apis>).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::estimate::{EstimateBasis, by_tariff, main_units};
use super::input::{Number, RequestInput, SECONDS, Size};
use super::likeness::{LikeCosts, likeness};
use super::quantity::{FRAME_RATE, FRAMES, IMAGES};
use super::tariff;
use crate::money::Money;
use crate::tariffs::price::Price;
use crate::tariffs::units::{self, MAX_SIDE};

/// Width and height of an image whose request states no size: one megapixel.
const USUAL_SIZE: (u32, u32) = (1024, 1024);
/// Longest name of a resolution, in bytes.
const MAX_NAME: usize = 20;

/// Size of a job, as far as the input of its request says. Nothing of its content is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestParams {
    /// Number of images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub images: Option<u32>,
    /// Width and height of each image, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<(u32, u32)>,
    /// Length of the clip, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Decimal>,
    /// Length of the text, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub characters: Option<u32>,
    /// Name of the resolution: `720p`, `4K`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Clip with or without sound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sound: Option<bool>,
    /// A number or size of the request cannot be read: its cost by the unit is unknown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub odd: bool,
    /// The input could not be read: nothing is known of its size.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
    /// Digest of the parameters, by which like calls are found; `None` if none can be like it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
    /// Cost by the model's tariff; `None` if the model has none, or the input was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tariff: Option<TariffCost>,
}

/// Cost that a model's tariff gives a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffCost {
    /// Expected cost in nano-dollars; `None` if a fact decides that the request does not carry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    /// Upper bound in nano-dollars; `None` without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// Units of the tariff's main quantity, by which a rate of the person's own counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Decimal>,
}

impl TariffCost {
    /// Returns the upper bound, raised to what like calls have cost. `own` is the person's own
    /// rate, which alone counts. `None` without a bound.
    #[must_use]
    pub fn bound(&self, own: Option<Money>, like: Option<&LikeCosts>) -> Option<Money> {
        match own {
            Some(rate) => units::cost(self.units?, rate).ok(),
            None => self
                .at_most
                .map(|bound| LikeCosts::raised(like, Money::from_nano(bound))),
        }
    }
}

impl RequestParams {
    /// Returns the parameters of a request whose input cannot be read.
    #[must_use]
    pub fn unread() -> Self {
        Self {
            unread: true,
            ..Self::default()
        }
    }

    /// Tells whether another reading of the same request costs the same, whatever else it says.
    #[must_use]
    pub fn costs_like(&self, other: &Self) -> bool {
        if self.tariff.is_some() {
            return self.tariff == other.tariff;
        }
        let facts = |params: &Self| Self {
            like: None,
            ..params.clone()
        };
        facts(self) == facts(other)
    }

    /// Tells whether another reading of the same request costs no more than this one, by the
    /// model's tariff and by a rate of the person's own.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        /// A bound that is missing is no lower than any.
        fn is_within<T: PartialOrd>(other: Option<&T>, most: Option<&T>) -> bool {
            most.is_none_or(|most| other.is_some_and(|other| other <= most))
        }
        self.costs_like(other)
            || self
                .tariff
                .as_ref()
                .zip(other.tariff.as_ref())
                .is_some_and(|(most, other)| {
                    is_within(other.at_most.as_ref(), most.at_most.as_ref())
                        && is_within(other.units.as_ref(), most.units.as_ref())
                })
    }

    /// Reads the input of a request to a model, and its cost by the model's tariff.
    #[must_use]
    pub fn of_call(endpoint: &str, input: &Value) -> Self {
        let tariff = tariff::find(endpoint).map(|tariff| {
            let cost = by_tariff(tariff, input, EstimateBasis::Tariff);
            TariffCost {
                expected: cost.expected.map(Money::nano),
                at_most: cost.at_most.map(Money::nano),
                units: main_units(tariff, input),
            }
        });
        Self {
            tariff,
            like: likeness(input),
            ..Self::read(input)
        }
    }

    /// Reads the input of a request. A parameter is left out if the request lacks it; one that
    /// cannot be read marks the whole as odd.
    #[must_use]
    pub fn read(input: &Value) -> Self {
        let fields = RequestInput::plain(input);
        let mut odd = !(input.is_object() || input.is_null()) || contradicts_itself(input);
        let mut known = |number: Number| match number {
            Number::Known(number) => Some(number),
            Number::Absent => None,
            Number::Auto | Number::Unreadable => {
                odd = true;
                None
            }
        };
        let count = known(fields.count(&IMAGES));
        let images = count.and_then(|images| images.to_u32());
        let frames = fields.number(&FRAMES);
        let seconds = match (known(fields.seconds()), frames) {
            (Some(seconds), _) => Some(seconds),
            (None, Number::Absent) => None,
            // Some models state the length in frames.
            (None, frames) => known(frames)
                .zip(known(fields.number(&FRAME_RATE)))
                .and_then(|(frames, rate)| frames.checked_div(rate)),
        };
        let size = match fields.size() {
            Size::Pixels(width, height) if width.max(height) <= MAX_SIDE => Some((width, height)),
            Size::Unreadable if !fields.has_size() => None,
            Size::Pixels(..) | Size::OfInput | Size::Unreadable => {
                odd = true;
                None
            }
        };
        let length = fields.characters();
        let characters = length.and_then(|characters| characters.to_u32());
        // More than can be counted is no single one.
        odd |= (count.is_some() && images.is_none()) || (length.is_some() && characters.is_none());
        Self {
            images,
            size,
            seconds,
            characters,
            resolution: fields
                .word("resolution")
                .filter(|name| !name.is_empty() && name.len() <= MAX_NAME),
            sound: ["generate_audio", "enable_audio"]
                .into_iter()
                .find_map(|name| fields.word(name)?.parse().ok()),
            odd,
            unread: false,
            like: None,
            tariff: None,
        }
    }

    /// Returns the units that a model will charge for this request, or `None` if the request does
    /// not say.
    #[must_use]
    pub fn units(&self, price: &Price) -> Option<Decimal> {
        if self.odd {
            return None;
        }
        let tier = self.tier_factor(price);
        let factor = tier.unwrap_or(Decimal::ONE);
        let units = match price.unit.as_str() {
            "images" | "generations" => self.image_count(tier),
            "megapixels" => self.megapixels(price).map(|units| units * factor),
            "seconds" => self.seconds.map(|seconds| seconds * factor),
            "minutes" => self.seconds.map(|seconds| seconds / Decimal::from(60)),
            // Without a tier there is nothing that the request says of its price.
            "videos" => tier,
            "1000 characters" => self
                .characters
                .map(|characters| units::text_units(Decimal::from(characters))),
            _ => None,
        };
        units.map(|units| units.normalize())
    }

    /// Returns the number of images × the tier's factor, either one if not given, or `None` if the
    /// request gives neither.
    fn image_count(&self, tier: Option<Decimal>) -> Option<Decimal> {
        let images = self.images.map(Decimal::from);
        (images.is_some() || tier.is_some())
            .then(|| images.unwrap_or(Decimal::ONE) * tier.unwrap_or(Decimal::ONE))
    }

    /// Returns the megapixels as fal counts them, or `None` if the request gives neither number nor
    /// size of the images.
    fn megapixels(&self, price: &Price) -> Option<Decimal> {
        let images = self.images.map(Decimal::from);
        (images.is_some() || self.size.is_some()).then(|| {
            let (width, height) = self.size.unwrap_or(USUAL_SIZE);
            units::image_units(
                images.unwrap_or(Decimal::ONE),
                width,
                height,
                price.further_megapixel,
            )
        })
    }

    /// Returns the factor of the tier that the request names, or `None` if it names none.
    fn tier_factor(&self, price: &Price) -> Option<Decimal> {
        let is_meant = |name: &str| {
            // One tier may stand for several resolutions: `1K and 2K`.
            let by_resolution = self.resolution.as_ref().is_some_and(|resolution| {
                name.split(" and ")
                    .any(|name| name.eq_ignore_ascii_case(resolution))
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

/// Tells whether a body says a parameter twice, under two names or within its nested `input`, too:
/// only the model knows which counts.
fn contradicts_itself(body: &Value) -> bool {
    let fields = RequestInput::plain(body);
    let is_doubtful = |names: &[&str]| {
        let mut all = fields.all(names);
        let first = all.next();
        all.any(|other| Some(other) != first)
    };
    let numbers = [&IMAGES[..], &SECONDS, &FRAMES, &FRAME_RATE];
    if numbers.into_iter().any(is_doubtful) {
        return true;
    }
    let inner = body.get("input").and_then(Value::as_object);
    inner
        .into_iter()
        .flatten()
        .any(|(name, value)| body.get(name).is_some_and(|outer| outer != value))
}

/// Returns the units that a call takes if nothing is known of it: one. `None` if calls differ, as
/// the lengths of clips do.
#[must_use]
pub fn usual_units(unit: &str) -> Option<Decimal> {
    match unit {
        "images" | "megapixels" | "videos" | "video segments" | "generations" | "requests" => {
            Some(Decimal::ONE)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tariffs::price_list;
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

    /// Checks the units that a model will charge for requests with these inputs.
    #[track_caller]
    fn check(endpoint: &str, cases: &[(Value, Option<&str>)]) {
        for (input, expected) in cases {
            let found = units(endpoint, input);
            assert_eq!(found.as_deref(), *expected, "{endpoint} {input}");
        }
    }

    #[test]
    fn the_number_and_size_of_images_are_read_from_a_request() {
        let full_hd = json!({"image_size": {"width": 1920, "height": 1080}});
        check(
            "fal-ai/flux/dev",
            &[
                (json!({"prompt": "a cat", "num_images": 4}), Some("4")),
                (full_hd.clone(), Some("2")),
                (
                    json!({"image_size": "square_hd", "num_images": 2}),
                    Some("2"),
                ),
                (json!({"width": 2048, "height": 2048}), Some("4")),
                (json!({"prompt": "a cat"}), None),
            ],
        );
        check("fal-ai/flux-2-pro", &[(full_hd, Some("1.5"))]);
        check(
            "fal-ai/recraft-v3",
            &[(json!({"num_images": "3"}), Some("3"))],
        );
        check(
            "fal-ai/nano-banana-pro",
            &[
                (json!({"resolution": "4K"}), Some("2")),
                (json!({"resolution": "2K", "num_images": 2}), Some("2")),
            ],
        );
    }

    #[test]
    fn the_length_of_a_clip_or_text_is_read_from_a_request() {
        check(
            "fal-ai/kling-video/v2.1/pro/image-to-video",
            &[
                (json!({"duration": "10"}), Some("10")),
                (json!({"duration": "8s"}), Some("8")),
                (json!({"duration": 3.008}), Some("3.008")),
            ],
        );
        let silent = json!({"duration": "8s", "generate_audio": false});
        check("fal-ai/veo3.1", &[(silent, Some("4"))]);
        let frames = json!({"num_frames": 80, "frames_per_second": 16});
        check(
            "fal-ai/wan/v2.2-a14b/image-to-video",
            &[(frames, Some("5"))],
        );
        let text = json!({"text": "é".repeat(2500)});
        check("fal-ai/minimax/speech-02-turbo", &[(text, Some("2.5"))]);
        let minute_and_half = json!({"duration": 90});
        check(
            "fal-ai/playht/tts/v3",
            &[(minute_and_half.clone(), Some("1.5"))],
        );
        check("fal-ai/whisper", &[(minute_and_half, None)]);
    }

    /// What cannot be read has no cost by its unit, and not that of a usual call.
    #[test]
    fn what_makes_no_sense_is_odd() {
        let odd = RequestParams {
            odd: true,
            ..RequestParams::default()
        };
        for input in [
            json!([]),
            json!("text"),
            json!({"num_images": -1}),
            json!({"num_images": "four"}),
            json!({"num_images": true}),
            json!({"num_images": 0}),
            json!({"num_images": 1.5}),
            json!({"duration": "long"}),
            json!({"duration": "1e400"}),
            json!({"duration": "auto"}),
            json!({"image_size": "huge"}),
            json!({"image_size": []}),
            json!({"image_size": {"width": 0, "height": 10}}),
            json!({"image_size": {"width": 99_999, "height": 10}}),
            json!({"width": 10}),
            json!({"num_frames": 5, "fps": 0}),
        ] {
            assert_eq!(RequestParams::read(&input), odd, "{input}");
        }
        for input in [
            json!(null),
            json!({}),
            json!({"resolution": "x".repeat(500)}),
        ] {
            assert_eq!(
                RequestParams::read(&input),
                RequestParams::default(),
                "{input}"
            );
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        check(
            "fal-ai/recraft-v3",
            &[
                (json!({"num_images": " 4 "}), Some("4")),
                (json!({"num_images": "4.0"}), Some("4")),
                (json!({"num_images": 4.0}), Some("4")),
                (json!({"input": {"num_images": 4}}), Some("4")),
                (json!({"num_images": 20_000}), Some("20000")),
                (json!({"num_images": "many"}), None),
            ],
        );
        check(
            "fal-ai/sora-2/text-to-video",
            &[
                (json!({"duration": "10 s"}), Some("10")),
                (json!({"duration": "10sec"}), Some("10")),
                (json!({"duration": "PT10S"}), Some("10")),
                (json!({"duration": 10_000_000}), Some("10000000")),
                (json!({"duration": "auto"}), None),
            ],
        );
    }

    #[test]
    fn a_reading_covers_another_that_costs_no_more() {
        let of = |model: &str, input: &Value| RequestParams::of_call(model, input);
        let covers = |model, one: &Value, other: &Value| of(model, one).covers(&of(model, other));
        let (one, four) = (json!({"num_images": 1}), json!({"num_images": 4}));
        let model = "fal-ai/nano-banana-pro";
        assert!(covers(model, &four, &one) && covers(model, &four, &json!({})));
        assert!(covers(model, &one, &one) && !covers(model, &one, &four));
        assert!(!covers(
            model,
            &four,
            &json!({"num_images": 4, "resolution": "4K"})
        ));
        let unknown = "nobody/knows";
        assert!(covers(unknown, &one, &one) && !covers(unknown, &four, &one));
    }
}
