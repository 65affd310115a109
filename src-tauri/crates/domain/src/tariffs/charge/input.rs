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

/// Names of the size of a result.
const SIZES: [&str; 3] = ["image_size", "video_size", "size"];
/// Names of a text to speak.
const TEXTS: [&str; 5] = ["gen_text", "text", "prompt", "inputs", "script"];
/// Names of the length of a result. Those that end with `_ms` count thousandths.
pub(super) const SECONDS: [&str; 10] = [
    "duration",
    "duration_seconds",
    "seconds",
    "video_length",
    "video_duration",
    "music_duration",
    "seconds_total",
    "audio_duration",
    "music_length_ms",
    "duration_ms",
];

impl Size {
    /// Returns the larger of two sizes; one that is not known in pixels counts as the larger.
    fn larger(self, other: Self) -> Self {
        let pixels = |size: Self| match size {
            Self::Pixels(width, height) => u64::from(width) * u64::from(height),
            Self::OfInput | Self::Unreadable => u64::MAX,
        };
        if pixels(other) > pixels(self) {
            other
        } else {
            self
        }
    }
}

/// Input of a request beside what its model takes.
#[derive(Clone, Copy)]
pub struct RequestInput<'a> {
    /// The body and its nested `input`, of which the first counts before the other.
    layers: [Option<&'a Value>; 2],
    given: &'a BTreeMap<String, Value>,
    most: &'a BTreeMap<String, Decimal>,
}

impl<'a> RequestInput<'a> {
    /// Reads a request's JSON body by a tariff.
    #[must_use]
    pub fn new(body: &'a Value, tariff: &'a Tariff) -> Self {
        Self {
            layers: [Some(body), nested(body)],
            given: &tariff.given,
            most: &tariff.most,
        }
    }

    /// Reads a request's JSON body without a tariff.
    #[must_use]
    pub fn plain(body: &'a Value) -> Self {
        static NONE: (BTreeMap<String, Value>, BTreeMap<String, Decimal>) =
            (BTreeMap::new(), BTreeMap::new());
        Self {
            layers: [Some(body), nested(body)],
            given: &NONE.0,
            most: &NONE.1,
        }
    }

    /// Reads a body in which the nested `input` counts before the fields beside it. `None` if there
    /// is none.
    #[must_use]
    pub fn nested_first(body: &'a Value, tariff: &'a Tariff) -> Option<Self> {
        let inner = nested(body)?;
        Some(Self {
            layers: [Some(inner), Some(body)],
            given: &tariff.given,
            most: &tariff.most,
        })
    }

    /// Reads a body without its nested `input`, which fal may not take.
    #[must_use]
    pub fn outer(body: &'a Value, tariff: &'a Tariff) -> Self {
        Self {
            layers: [Some(body), None],
            given: &tariff.given,
            most: &tariff.most,
        }
    }

    /// Returns the first of these fields that the request has.
    fn asked(&self, names: &[&str]) -> Option<&'a Value> {
        self.layers.into_iter().flatten().find_map(|fields| {
            names
                .iter()
                .find_map(|name| fields.get(name).filter(|value| !value.is_null()))
        })
    }

    /// Returns the name of a parameter that the tariff knows among its usual names.
    fn own<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        let is_own =
            |name: &&'n str| self.given.contains_key(*name) || self.most.contains_key(*name);
        names.iter().copied().find(is_own)
    }

    /// Returns what the request says of these names of one parameter, else what the model takes.
    /// The name that the tariff knows counts before others, because fal ignores those.
    fn field(&self, names: &[&str]) -> Option<&'a Value> {
        match self.own(names) {
            Some(own) => self.asked(&[own]).or_else(|| self.given.get(own)),
            None => self.asked(names),
        }
    }

    /// Returns the largest value of a parameter, or `None` if the tariff has none.
    #[must_use]
    pub fn most(&self, names: &[&str]) -> Option<Decimal> {
        names
            .iter()
            .find_map(|name| Some(self.most.get(*name)? * scale(name)))
    }

    /// Returns the numbers that the request has under any of these names.
    pub fn all(&self, names: &[&str]) -> impl Iterator<Item = Decimal> {
        names
            .iter()
            .filter_map(|name| match number(self.asked(&[name])?) {
                Number::Known(number) => number.checked_mul(scale(name)),
                _ => None,
            })
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

    /// Reads the length of the result in seconds. Where the tariff knows none of the names, the
    /// first that the request has.
    #[must_use]
    pub fn seconds(&self) -> Number {
        let is_said = |name: &&str| self.asked(&[name]).is_some();
        let name = self
            .own(&SECONDS)
            .or_else(|| SECONDS.into_iter().find(is_said));
        match name.map(|name| (name, self.number(&[name]))) {
            Some((name, Number::Known(number))) => number
                .checked_mul(scale(name))
                .map_or(Number::Unreadable, Number::Known),
            Some((_, other)) => other,
            None => Number::Absent,
        }
    }

    /// Reads the lengths of several prompts together. `None` if the request has none.
    #[must_use]
    pub fn prompt_seconds(&self) -> Option<Number> {
        let prompts = match self.asked(&["multi_prompt"])? {
            Value::Array(prompts) if prompts.is_empty() => return None,
            Value::Array(prompts) => prompts,
            _ => return Some(Number::Unreadable),
        };
        let mut sum = Decimal::ZERO;
        for prompt in prompts {
            let Some(Number::Known(length)) = prompt.get("duration").map(number) else {
                return Some(Number::Unreadable);
            };
            let Some(longer) = sum.checked_add(length) else {
                return Some(Number::Unreadable);
            };
            sum = longer;
        }
        Some(Number::Known(sum))
    }

    /// Reads the size of each picture or frame. Of one that is said twice, or in another way than
    /// the model's own, the larger counts.
    #[must_use]
    pub fn size(&self) -> Size {
        let (width, height) = (self.asked(&["width"]), self.asked(&["height"]));
        let by_sides = (width.is_some() || height.is_some())
            .then(|| sides(width, height).unwrap_or(Size::Unreadable));
        match (by_sides, self.field(&SIZES).map(size)) {
            (Some(by_sides), Some(named)) => by_sides.larger(named),
            (by_sides, named) => by_sides.or(named).unwrap_or(Size::Unreadable),
        }
    }

    /// Returns `true` if the request says a size, readable or not.
    #[must_use]
    pub fn has_size(&self) -> bool {
        self.asked(&SIZES).is_some() || self.asked(&["width", "height"]).is_some()
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
        characters(self.asked(&TEXTS)?)
    }

    /// Returns the characters of the longest of all texts that may be the one to speak.
    #[must_use]
    pub fn most_characters(&self) -> Option<Decimal> {
        let said = |name: &&str| characters(self.asked(&[name])?);
        TEXTS.iter().filter_map(said).max()
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

/// Tells whether a field of this name may be a text that is charged by its length.
#[must_use]
pub fn is_text(name: &str) -> bool {
    name == "lyrics" || TEXTS.contains(&name)
}

/// Counts the characters of a text, or of the texts of a list. `None` without words.
fn characters(text: &Value) -> Option<Decimal> {
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

fn nested(body: &Value) -> Option<&Value> {
    body.get("input").filter(|input| input.is_object())
}

/// Returns the seconds of a unit of a parameter: thousandths by its name.
fn scale(name: &str) -> Decimal {
    if name.ends_with("_ms") {
        Decimal::new(1, 3)
    } else {
        Decimal::ONE
    }
}

fn size(value: &Value) -> Size {
    match value.as_str().map(|name| name.trim().to_lowercase()) {
        None => sides(value.get("width"), value.get("height")).unwrap_or(Size::Unreadable),
        Some(name) => named_size(&name),
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

/// Reads a length of time: `10s`, `10 sec`, `1:30`, `PT1H2M10S` (ISO 8601).
fn clock(text: &str) -> Option<Decimal> {
    let minute = Decimal::from(60);
    if let Some(iso) = text.strip_prefix("pt") {
        let (hours, rest) = iso.split_once('h').unwrap_or(("0", iso));
        let (minutes, rest) = rest.split_once('m').unwrap_or(("0", rest));
        let seconds = match rest {
            "" => "0",
            rest => rest.strip_suffix('s')?,
        };
        return [hours, minutes, seconds]
            .into_iter()
            .try_fold(Decimal::ZERO, |sum, part| {
                sum.checked_mul(minute)?.checked_add(decimal(part)?)
            });
    }
    if text.contains(':') {
        return text.split(':').try_fold(Decimal::ZERO, |sum, part| {
            sum.checked_mul(minute)?.checked_add(decimal(part.trim())?)
        });
    }
    let digits = text.trim_end_matches(char::is_alphabetic);
    let factor = match text.strip_prefix(digits)? {
        "s" | "sec" | "secs" | "second" | "seconds" | "fps" => Decimal::ONE,
        "ms" | "msec" | "millisecond" | "milliseconds" => Decimal::new(1, 3),
        "m" | "min" | "mins" | "minute" | "minutes" => minute,
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
