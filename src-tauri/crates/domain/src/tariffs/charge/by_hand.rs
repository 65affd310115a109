//! Jobs that a person logs: the parameters that decide their cost, and what a quantity costs.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::estimate::{CostEstimate, EstimateBasis, by_tariff};
use super::input::{SECONDS, decimal};
use super::quantity::{FRAME_RATE, FRAMES, IMAGES, Quantity, STEPS};
use super::rate::Rows;
use super::tariff::Tariff;
use crate::money::Money;
use crate::tariffs::units;

/// Parameters that a request does not carry as such.
const DERIVED: [&str; 5] = [
    "seconds",
    "pixels",
    "output_megapixels",
    "output_height",
    "image_size",
];

/// Parameter that decides the cost of a model's calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Name of the parameter.
    pub name: String,
    /// Values that the tariff names, as a request has them; none if any number is one.
    pub values: Vec<String>,
    /// Value that the model takes by itself. `None` if it has none.
    pub given: Option<String>,
}

/// Lists the parameters that decide the cost beside the quantity, in the order of the tariff.
#[must_use]
pub fn choices(tariff: &Tariff) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    let tables = tariff.parts.iter().flat_map(|part| {
        let factors = part.times.iter().map(|factor| (&factor.by, &factor.rate));
        std::iter::once((&part.by, &part.rate)).chain(factors)
    });
    for (by, rows) in tables {
        for (column, name) in by.iter().enumerate() {
            if DERIVED.contains(&name.as_str()) {
                continue;
            }
            let name = name.trim_end_matches('?');
            let values = values(rows, column);
            match found.iter_mut().find(|choice| choice.name == name) {
                Some(choice) => {
                    let new = values
                        .into_iter()
                        .filter(|value| !choice.values.contains(value));
                    let new: Vec<String> = new.collect();
                    choice.values.extend(new);
                }
                None => found.push(Choice {
                    name: name.to_owned(),
                    values,
                    given: given(tariff, name),
                }),
            }
        }
    }
    found
}

/// Values that a column of a table names, without patterns and limits.
fn values(rows: &Rows, column: usize) -> Vec<String> {
    let patterns = rows.0.iter().filter_map(|row| row.patterns.get(column));
    let mut values: Vec<String> = Vec::new();
    for value in patterns.flat_map(|pattern| pattern.split('|')) {
        let is_value = !value.contains('*') && !value.starts_with("<=");
        if is_value && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

fn given(tariff: &Tariff, name: &str) -> Option<String> {
    match tariff.given.get(name)? {
        Value::String(text) => Some(text.to_lowercase()),
        other => Some(other.to_string()),
    }
}

/// Estimates a job by the parameters that a person chose and the quantity of what the model is
/// charged by mostly: pictures, seconds, steps, or a fact that only the person knows.
#[must_use]
pub fn cost_of(tariff: &Tariff, chosen: &Map<String, Value>, quantity: Decimal) -> Option<Money> {
    let mut body = chosen.clone();
    let main = tariff.parts.first().map(|part| part.of.as_slice());
    let main = main.unwrap_or_default();
    let is_set = match main.first() {
        Some(Quantity::Images | Quantity::ImageSets) => set(tariff, &mut body, &IMAGES, quantity),
        Some(Quantity::MaxImages) => set(tariff, &mut body, &["max_images"], quantity),
        Some(Quantity::Seconds | Quantity::PromptSeconds | Quantity::VideoTokens) => {
            let names = SECONDS
                .iter()
                .copied()
                .filter(|name| !name.ends_with("_ms"));
            set(tariff, &mut body, &names.collect::<Vec<_>>(), quantity)
        }
        Some(Quantity::Steps) => set(tariff, &mut body, &STEPS, quantity),
        Some(Quantity::FrameSeconds) => {
            let rate = FRAME_RATE.iter().find_map(|name| tariff.given.get(*name));
            let frames = decimal(&rate?.to_string())?.checked_mul(quantity)?;
            set(tariff, &mut body, &FRAMES, frames)
        }
        _ => false,
    };
    let estimate = by_tariff(tariff, &Value::Object(body), EstimateBasis::Tariff);
    match (estimate.expected, is_set) {
        (Some(cost), true) => Some(cost),
        // A price by the run, or one whose quantity a table has chosen.
        (Some(cost), false) if main.is_empty() => units::cost(quantity, cost).ok(),
        (Some(_), false) => None,
        (None, _) => by_fact(&estimate, quantity),
    }
}

/// Sets the parameter that the tariff knows by one of these names. Returns `true`.
fn set(tariff: &Tariff, body: &mut Map<String, Value>, names: &[&str], quantity: Decimal) -> bool {
    let is_own =
        |name: &&&str| tariff.given.contains_key(**name) || tariff.most.contains_key(**name);
    let name = names.iter().find(is_own).or(names.first());
    if let Some(name) = name {
        body.insert((*name).to_owned(), Value::String(quantity.to_string()));
    }
    true
}

/// Returns the cost of a quantity of the fact that decides, if it is the only one.
fn by_fact(estimate: &CostEstimate, quantity: Decimal) -> Option<Money> {
    let counted = match estimate.begun {
        Some(begun) => quantity.checked_div(begun)?.ceil().checked_mul(begun)?,
        None => quantity,
    };
    let besides = estimate.besides.map_or(Decimal::ZERO, Money::dollars);
    let dollars = estimate.rate?.checked_mul(counted)?.checked_add(besides)?;
    Money::from_dollars_rounded(dollars).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tariffs::charge::tariff::find;
    use serde_json::json;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn a_quantity_and_what_was_chosen_are_a_cost() {
        for (model, chosen, quantity, dollars) in [
            ("fal-ai/veo3.1", json!({}), "8", Some("3.2")),
            (
                "fal-ai/veo3.1",
                json!({"generate_audio": "false"}),
                "8",
                Some("1.6"),
            ),
            (
                "fal-ai/veo3.1",
                json!({"resolution": "4k"}),
                "4",
                Some("2.4"),
            ),
            (
                "fal-ai/nano-banana-pro",
                json!({"resolution": "4K"}),
                "2",
                Some("0.6"),
            ),
            (
                "fal-ai/ideogram/v3",
                json!({"rendering_speed": "TURBO"}),
                "3",
                Some("0.09"),
            ),
            (
                "openai/gpt-image-2",
                json!({"quality": "low"}),
                "10",
                Some("0.05"),
            ),
            ("fal-ai/wan-trainer", json!({}), "1000", Some("5")),
            (
                "fal-ai/wan/v2.2-a14b/text-to-video",
                json!({"resolution": "480p"}),
                "5",
                Some("0.2"),
            ),
            ("fal-ai/trellis", json!({}), "3", Some("0.06")),
            ("fal-ai/sync-lipsync/v2", json!({}), "20", Some("1")),
            (
                "fal-ai/elevenlabs/speech-to-text/scribe-v2",
                json!({}),
                "61",
                Some("0.016"),
            ),
            ("fal-ai/minimax/voice-clone", json!({}), "200", Some("1.56")),
            (
                "bytedance/seedance-2.0/text-to-video",
                json!({}),
                "5",
                Some("1.5246"),
            ),
            (
                "fal-ai/sora-2/text-to-video",
                json!({"api_key": "true"}),
                "4",
                Some("0"),
            ),
            ("fal-ai/topaz/upscale/video", json!({}), "4", None),
        ] {
            let chosen = chosen.as_object().unwrap();
            let found = cost_of(find(model).unwrap(), chosen, quantity.parse().unwrap());
            let found = found.map(|cost| cost.dollars().normalize().to_string());
            assert_eq!(found.as_deref(), dollars, "{model} {chosen:?} {quantity}");
        }
    }

    #[test]
    fn the_parameters_that_decide_are_offered() {
        let of = |model: &str| {
            let choices = choices(find(model).unwrap());
            let texts = choices.iter().map(|choice| {
                let given = choice.given.as_deref().unwrap_or("-");
                format!("{}: {} ({given})", choice.name, choice.values.join(" "))
            });
            texts.collect::<Vec<_>>().join(", ")
        };
        for (model, offered) in [
            (
                "fal-ai/veo3.1",
                "resolution: 720p 1080p 4k (720p), generate_audio: false true (true)",
            ),
            ("fal-ai/nano-banana", ""),
            (
                "fal-ai/kling-video/v3/pro/text-to-video",
                "generate_audio: false true (true), voice_ids: false true (-)",
            ),
            (
                "fal-ai/ideogram/v3",
                "rendering_speed: turbo balanced default quality (balanced)",
            ),
            ("fal-ai/magi", "num_inference_steps: 4 8 16 32 64 (16)"),
            ("openai/gpt-image-2", "quality: low medium high auto (high)"),
            (
                "fal-ai/bytedance-upscaler/upscale/video",
                "target_resolution: 1080p 2k 4k (1080p), target_fps:  (30), \
                 enhancement_tier: pro standard fast (standard)",
            ),
        ] {
            assert_eq!(of(model), offered, "{model}");
        }
    }
}
