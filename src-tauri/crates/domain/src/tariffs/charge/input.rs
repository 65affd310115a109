//! Parameters of a request as people and clients write them: numbers as text, lengths with a unit,
//! sizes by name, fields of a nested `input`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

use super::tariff::Tariff;

/// Fields that name input pictures.
const PICTURES: [&str; 12] = [
    "image_urls",
    "input_image_urls",
    "reference_image_urls",
    "reference_images",
    "images",
    "image_url",
    "input_image_url",
    "start_image_url",
    "end_image_url",
    "tail_image_url",
    "first_frame_url",
    "last_frame_url",
];

/// A number of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// The request says it, or the model takes it.
    Known(Decimal),
    /// Left to the model.
    Auto,
    /// Something else stands in its place.
    Unreadable,
    /// Neither the request nor the model says.
    Absent,
}

/// Size of each picture or frame of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Width and height in pixels.
    Pixels(u32, u32),
    /// As large as the input picture.
    OfInput,
    /// Something that is no size.
    Unreadable,
}

/// Input of a request beside what its model takes.
#[derive(Clone, Copy)]
pub struct RequestInput<'a> {
    body: &'a Value,
    given: &'a BTreeMap<String, Value>,
    most: &'a BTreeMap<String, Decimal>,
}

impl<'a> RequestInput<'a> {
    /// Reads a request's JSON body by a tariff.
    #[must_use]
    pub fn new(body: &'a Value, tariff: &'a Tariff) -> Self {
        Self {
            body,
            given: &tariff.given,
            most: &tariff.most,
        }
    }

    /// Returns the first of these fields that the request has.
    fn asked(&self, names: &[&str]) -> Option<&'a Value> {
        let nested = self.body.get("input").filter(|input| input.is_object());
        [Some(self.body), nested]
            .into_iter()
            .flatten()
            .find_map(|fields| {
                names
                    .iter()
                    .find_map(|name| fields.get(name).filter(|value| !value.is_null()))
            })
    }

    /// Returns the first of these fields that the request has, else what the model takes.
    fn field(&self, names: &[&str]) -> Option<&'a Value> {
        self.asked(names)
            .or_else(|| names.iter().find_map(|name| self.given.get(*name)))
    }

    /// Returns the largest value of a parameter, or `None` if the tariff has none.
    #[must_use]
    pub fn most(&self, names: &[&str]) -> Option<Decimal> {
        names.iter().find_map(|name| self.most.get(*name).copied())
    }

    /// Reads a whole number above zero.
    #[must_use]
    pub fn count(&self, names: &[&str]) -> Number {
        match self.number(names) {
            Number::Known(number) if !number.fract().is_zero() => Number::Unreadable,
            other => other,
        }
    }

    /// Reads a number above zero; a text may end with a unit of time.
    #[must_use]
    pub fn number(&self, names: &[&str]) -> Number {
        self.field(names).map_or(Number::Absent, number)
    }

    /// Reads the length of the result in seconds: one length, or those of several prompts.
    #[must_use]
    pub fn seconds(&self) -> Number {
        const SECONDS: [&str; 8] = [
            "duration",
            "duration_seconds",
            "seconds",
            "video_length",
            "video_duration",
            "music_duration",
            "seconds_total",
            "audio_duration",
        ];
        let prompts = self.asked(&["multi_prompt"]).and_then(Value::as_array);
        if let Some(prompts) = prompts.filter(|prompts| !prompts.is_empty()) {
            return prompts
                .iter()
                .map(|prompt| prompt.get("duration").map_or(Number::Unreadable, number))
                .fold(Number::Known(Decimal::ZERO), |sum, next| {
                    match (sum, next) {
                        (Number::Known(sum), Number::Known(next)) => sum
                            .checked_add(next)
                            .map_or(Number::Unreadable, Number::Known),
                        _ => Number::Unreadable,
                    }
                });
        }
        if let Some(value) = self.asked(&["music_length_ms", "duration_ms"]) {
            return match number(value) {
                Number::Known(number) => Number::Known(number / Decimal::ONE_THOUSAND),
                other => other,
            };
        }
        self.number(&SECONDS)
    }

    /// Reads the size of each picture or frame.
    #[must_use]
    pub fn size(&self) -> Size {
        if let Some(sides) = sides(self.body.get("width"), self.body.get("height")) {
            return sides;
        }
        let Some(value) = self.field(&["image_size", "video_size", "size"]) else {
            return Size::Unreadable;
        };
        match value.as_str().map(|name| name.trim().to_lowercase()) {
            None => sides(value.get("width"), value.get("height")).unwrap_or(Size::Unreadable),
            Some(name) => named_size(&name),
        }
    }

    /// Returns the number of input pictures.
    #[must_use]
    pub fn pictures(&self) -> Decimal {
        let count = PICTURES
            .iter()
            .filter_map(|name| self.asked(&[name]))
            .map(|value| match value {
                Value::Array(list) => list.len(),
                Value::String(text) => usize::from(!text.is_empty()),
                _ => 1,
            })
            .sum::<usize>();
        Decimal::from(count)
    }

    /// Returns the characters of the text to speak, or `None` if there is none, or only a sign in
    /// its place (`...`).
    #[must_use]
    pub fn characters(&self) -> Option<Decimal> {
        let text = self.asked(&["gen_text", "text", "prompt", "inputs", "script"])?;
        let texts: Vec<&str> = match text {
            Value::String(text) => vec![text],
            Value::Array(list) => list
                .iter()
                .filter_map(|part| part.as_str().or_else(|| part.get("text")?.as_str()))
                .collect(),
            _ => return None,
        };
        let has_words = texts
            .iter()
            .any(|text| text.chars().any(char::is_alphanumeric));
        has_words.then(|| {
            texts
                .iter()
                .map(|text| text.chars().count())
                .sum::<usize>()
                .into()
        })
    }

    /// Returns the characters of the prompt.
    #[must_use]
    pub fn prompt_characters(&self) -> Decimal {
        let prompt = self.asked(&["prompt"]).and_then(Value::as_str);
        prompt.map_or(0, |prompt| prompt.chars().count()).into()
    }

    /// Returns a parameter as the rows of a table name it: lower case, sizes as `1024x768`. `None`
    /// if neither the request nor the model says.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<String> {
        if let Some(name) = name.strip_suffix('?') {
            return Some(self.asked(&[name]).is_some_and(is_given).to_string());
        }
        if name == "image_size" {
            let is_by_sides = self.asked(&["image_size"]).is_none_or(Value::is_object);
            if let (true, Size::Pixels(width, height)) = (is_by_sides, self.size()) {
                return Some(format!("{width}x{height}"));
            }
        }
        match self.field(&[name])? {
            Value::String(text) => Some(text.trim().to_lowercase()),
            value @ (Value::Bool(_) | Value::Number(_)) => Some(value.to_string()),
            _ => Some(String::new()),
        }
    }
}

fn is_given(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(is_on) => *is_on,
        Value::Number(_) => true,
        Value::Null => false,
    }
}

fn number(value: &Value) -> Number {
    // By its text, because a number in JSON may have decimals, and floats lose some of them.
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_lowercase(),
        _ => return Number::Unreadable,
    };
    if text == "auto" {
        return Number::Auto;
    }
    let read = decimal(&text).or_else(|| clock(&text));
    read.filter(|number| *number > Decimal::ZERO)
        .map_or(Number::Unreadable, |number| {
            Number::Known(number.normalize())
        })
}

/// Reads a number as the rows of a table compare it.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    text.parse()
        .ok()
        .or_else(|| Decimal::from_scientific(text).ok())
}

/// Reads a length of time: `10s`, `10 sec`, `PT1M10S` (ISO 8601).
fn clock(text: &str) -> Option<Decimal> {
    if let Some(iso) = text.strip_prefix("pt") {
        let (minutes, seconds) = iso.split_once('m').unwrap_or(("0", iso));
        let seconds = seconds.strip_suffix('s').unwrap_or("0");
        return decimal(minutes)?
            .checked_mul(Decimal::from(60))?
            .checked_add(decimal(seconds)?);
    }
    let digits = text.trim_end_matches(char::is_alphabetic);
    let unit = text.strip_prefix(digits)?;
    let factor = match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Decimal::ONE,
        "ms" => Decimal::new(1, 3),
        "m" | "min" | "minute" | "minutes" => Decimal::from(60),
        _ => return None,
    };
    decimal(digits.trim())?.checked_mul(factor)
}

fn sides(width: Option<&Value>, height: Option<&Value>) -> Option<Size> {
    let side = |value: &Value| match number(value) {
        Number::Known(side) => side.ceil().to_u32(),
        _ => None,
    };
    let (width, height) = (width?, height?);
    Some(match side(width).zip(side(height)) {
        Some((width, height)) => Size::Pixels(width, height),
        None => Size::Unreadable,
    })
}

/// Reads one of fal's names (<https://fal.ai/models/fal-ai/flux/dev/api>), or `1024x768`.
fn named_size(name: &str) -> Size {
    let (width, height) = match name {
        "square_hd" | "1k" => (1024, 1024),
        "square" => (512, 512),
        "portrait_4_3" => (768, 1024),
        "portrait_16_9" => (576, 1024),
        "landscape_4_3" => (1024, 768),
        "landscape_16_9" => (1024, 576),
        "auto_2k" | "2k" => (2048, 2048),
        "auto_4k" | "4k" => (4096, 4096),
        "input" | "auto" => return Size::OfInput,
        _ => {
            let read = name
                .split_once(['x', '*', '×'])
                .and_then(|(width, height)| {
                    Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
                });
            let Some(sides) = read.filter(|(width, height)| *width > 0 && *height > 0) else {
                return Size::Unreadable;
            };
            sides
        }
    };
    Size::Pixels(width, height)
}
