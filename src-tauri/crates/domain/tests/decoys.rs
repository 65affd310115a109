//! Fields that a model does not take make no call cheaper: fal ignores them, and takes what it
//! takes by itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::charge::estimate::{EstimateBasis, by_tariff};
use fal_budget_domain::tariffs::charge::tariff::{self, Tariff};
use serde_json::{Map, Value, json};

/// Tells whether a tariff names a parameter, in what its model takes or in a table.
fn names(tariff: &Tariff, name: &str) -> bool {
    format!("{tariff:?}").contains(&format!("\"{name}"))
}

fn bound(tariff: &Tariff, input: &Map<String, Value>) -> Option<Money> {
    let body = Value::Object(input.clone());
    by_tariff(tariff, &body, EstimateBasis::Tariff).at_most
}

fn bases() -> [Value; 6] {
    [
        json!({}),
        json!({"prompt": "x ".repeat(1000), "text": "y ".repeat(2000)}),
        json!({"num_frames": 161}),
        json!({"duration": 10}),
        json!({"image_size": {"width": 2048, "height": 2048}}),
        json!({"upscale_factor": 4, "image_url": "https://a/b"}),
    ]
}

fn decoys() -> [Value; 22] {
    [
        json!({"duration_ms": 1}),
        json!({"music_length_ms": 1}),
        json!({"seconds": 1}),
        json!({"video_length": 1}),
        json!({"seconds_total": 1}),
        json!({"audio_duration": 1}),
        json!({"multi_prompt": [{"duration": 1}]}),
        json!({"width": 64, "height": 64}),
        json!({"size": "64x64"}),
        json!({"video_size": "64x64"}),
        json!({"gen_text": "a"}),
        json!({"inputs": "a"}),
        json!({"n": 1}),
        json!({"num_samples": 1}),
        json!({"frames": 1}),
        json!({"fps": 10_000}),
        json!({"frame_rate": 10_000}),
        json!({"frames_per_second": 10_000}),
        json!({"num_steps": 1}),
        json!({"scale": 0.01}),
        json!({"scale_factor": 0.01}),
        json!({"input": {"duration": 0.01, "num_images": 1, "text": "a"}}),
    ]
}

#[test]
fn a_field_that_the_model_does_not_take_lowers_no_bound() {
    let (bases, decoys) = (bases(), decoys());
    let mut tried = 0;
    for tariff in tariff::all() {
        for base in &bases {
            let base = base.as_object().unwrap();
            let Some(alone) = bound(tariff, base) else {
                continue;
            };
            for decoy in &decoys {
                let decoy = decoy.as_object().unwrap();
                let is_own = |name: &String| base.contains_key(name) || names(tariff, name);
                if decoy.keys().any(is_own) {
                    continue;
                }
                let mut both = base.clone();
                both.extend(decoy.clone());
                tried += 1;
                let found = bound(tariff, &both);
                assert!(
                    found.is_none_or(|found| found >= alone),
                    "{:?} {base:?} with {decoy:?}: {found:?} below {alone:?}",
                    tariff.models
                );
            }
        }
    }
    assert!(tried > 5_000, "{tried}");
}
