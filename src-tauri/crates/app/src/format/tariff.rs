//! A tariff as a person reads it: `per second: 720p / 1080p silent $0.20, … ; if not said: 8s`.

use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::charge::part::Part;
use fal_budget_domain::tariffs::charge::quantity::Quantity;
use fal_budget_domain::tariffs::charge::rate::Rate;
use fal_budget_domain::tariffs::charge::tariff::Tariff;
use fal_budget_i18n::say;
use rust_decimal::Decimal;
use serde_json::Value;

use super::number::{grouped, rounded};
use super::price;
use super::unit::{plural, unit_name};

/// Longest table that is written row by row.
const MAX_ROWS: usize = 8;

/// Writes a tariff: its parts, what is least charged, and what the model takes by itself.
pub fn tariff(tariff: &Tariff, display: MoneyFormat) -> Result<String, TooLarge> {
    let parts = tariff.parts.iter().map(|part| self::part(part, display));
    let mut text = parts.collect::<Result<Vec<_>, _>>()?.join(" + ");
    if let Some(least) = tariff.least {
        let least = amount(least, display)?;
        text = format!("{text}; {}", say!("tariff-least", amount = least));
    }
    let given: Vec<String> = tariff
        .given
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) => word(name, text),
            other => word(name, &other.to_string()),
        })
        .filter(|word| !word.is_empty())
        .collect();
    if !given.is_empty() {
        let given = say!("tariff-given", values = given.join(", "));
        text = format!("{text}; {given}");
    }
    Ok(text)
}

/// Names a parameter: `frames per second`.
#[must_use]
pub fn parameter(name: &str) -> String {
    match name {
        "resolution" | "target_resolution" => say!("parameter-resolution"),
        "generate_audio" | "generate_audio_switch" | "enable_audio" => say!("parameter-sound"),
        "quality" => say!("parameter-quality"),
        "duration" => say!("parameter-length"),
        "num_inference_steps" | "steps" => say!("parameter-steps"),
        other => other.trim_end_matches('?').replace('_', " "),
    }
}

/// Names the value of a parameter: `720p / 1080p`, `with audio`.
#[must_use]
pub fn word(name: &str, value: &str) -> String {
    let is_sound = matches!(
        name,
        "generate_audio" | "generate_audio_switch" | "enable_audio"
    );
    match value {
        "true" if is_sound => say!("tariff-with-audio"),
        "false" if is_sound => say!("tariff-silent"),
        "true" => say!("tariff-with", name = parameter(name)),
        "false" => say!("tariff-without", name = parameter(name)),
        "*" => String::new(),
        value => match value.strip_prefix("<=") {
            Some(limit) => say!("tariff-up-to", limit = limit),
            None if value.parse::<Decimal>().is_ok() => format!("{} {value}", parameter(name)),
            None => value.replace('|', " / ").replace('*', "…"),
        },
    }
}

fn part(part: &Part, display: MoneyFormat) -> Result<String, TooLarge> {
    let rates = rates(part, display)?;
    let mut text = match part.of.last() {
        None => say!("tariff-run", rates = rates),
        Some(quantity) => say!("tariff-per", unit = per(*quantity, part.per), rates = rates),
    };
    for factor in &part.times {
        let factors = self::factors(factor);
        if !factors.is_empty() {
            text = format!("{text} ({factors})");
        }
    }
    if !part.free.is_zero() {
        let free = grouped(part.free.normalize());
        text = format!("{text} ({})", say!("tariff-free", number = free));
    }
    if part.started {
        text = format!("{text} ({})", say!("tariff-started"));
    }
    Ok(text)
}

fn rates(part: &Part, display: MoneyFormat) -> Result<String, TooLarge> {
    let rows = &part.rate.0;
    let values = rows.iter().map(|row| row.value);
    if rows.len() > MAX_ROWS {
        let by: Vec<String> = part.by.iter().map(|name| parameter(name)).collect();
        let least = amount(values.clone().min().unwrap_or_default(), display)?;
        let most = amount(values.max().unwrap_or_default(), display)?;
        return Ok(say!(
            "tariff-range",
            least = least,
            most = most,
            by = by.join(", ")
        ));
    }
    let rows = rows.iter().map(|row| {
        let amount = amount(row.value, display)?;
        let words = words(&part.by, &row.patterns);
        Ok(if part.by.is_empty() {
            amount
        } else if words.is_empty() {
            say!("tariff-else", value = amount)
        } else {
            format!("{words} {amount}")
        })
    });
    Ok(rows.collect::<Result<Vec<_>, TooLarge>>()?.join(", "))
}

fn factors(factor: &Rate) -> String {
    let rows = factor.rate.0.iter().filter(|row| row.value != Decimal::ONE);
    let rows = rows.map(|row| {
        let times = format!("× {}", grouped(rounded(row.value, 3).normalize()));
        let words = words(&factor.by, &row.patterns);
        if words.is_empty() {
            say!("tariff-else", value = times)
        } else {
            format!("{words} {times}")
        }
    });
    rows.collect::<Vec<_>>().join(", ")
}

fn words(by: &[String], patterns: &[String]) -> String {
    let words = by
        .iter()
        .zip(patterns)
        .map(|(name, value)| word(name, value));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Names the unit of a rate: `second`, `5 seconds`, `minute of the input`.
fn per(quantity: Quantity, per: Decimal) -> String {
    let (unit, per) = match quantity {
        Quantity::InputSeconds | Quantity::Seconds if per == Decimal::from(60) => {
            ("minutes", Decimal::ONE)
        }
        quantity => (quantity.unit(), per),
    };
    let name = if per == Decimal::ONE {
        unit_name(unit, Decimal::ONE)
    } else {
        format!("{} {}", grouped(per.normalize()), plural(unit))
    };
    let is_of_input = matches!(
        quantity,
        Quantity::InputSeconds
            | Quantity::InputFrames
            | Quantity::InputMegapixels
            | Quantity::Inputs
            | Quantity::InputVideoTokens
    );
    if is_of_input {
        say!("tariff-of-input", unit = name)
    } else {
        name
    }
}

fn amount(dollars: Decimal, display: MoneyFormat) -> Result<String, TooLarge> {
    price(Money::from_dollars_rounded(dollars)?, display)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::money::currency::Currency;
    use fal_budget_domain::tariffs::charge::tariff::{all, find};

    fn text(model: &str) -> String {
        let display = MoneyFormat {
            currency: Currency::Usd,
            ..MoneyFormat::default()
        };
        tariff(find(model).unwrap(), display).unwrap()
    }

    #[test]
    fn a_tariff_is_read_as_a_person_would_say_it() {
        for (model, said) in [
            (
                "fal-ai/veo3.1",
                "per second: 720p / 1080p silent $0.20, 720p / 1080p with audio $0.40, \
                 4k silent $0.40, 4k with audio $0.60; if not said: 8s, with audio, 720p",
            ),
            ("fal-ai/nano-banana", "per image: $0.0398"),
            ("fal-ai/trellis", "per run: $0.02"),
            (
                "fal-ai/kling-video/lipsync/audio-to-video",
                "per 5 seconds of the input: $0.07 (begun ones count whole)",
            ),
            ("fal-ai/sync-lipsync/v2", "per minute of the input: $3.00"),
            (
                "fal-ai/flux-lora-portrait-trainer",
                "per step: $0.0024; at least $2.40; if not said: steps 2500",
            ),
            (
                "openai/gpt-image-2",
                "per image: $0.005 to $0.401 by quality, image size; if not said: \
                 landscape_4_3, high",
            ),
            (
                "fal-ai/infinitalk",
                "per second: $0.20 (720p × 2); if not said: fps 25, num frames 145, 480p",
            ),
        ] {
            assert_eq!(text(model), said, "{model}");
        }
    }

    #[test]
    fn every_tariff_is_a_line() {
        for each in all() {
            let text = tariff(each, MoneyFormat::default()).unwrap();
            assert!(!text.contains("tariff-") && !text.contains('\n'), "{text}");
        }
    }
}
