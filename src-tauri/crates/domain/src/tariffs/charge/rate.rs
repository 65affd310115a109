//! Rates and factors by the parameters of a request.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

use super::input::{Number, RequestInput, Size, decimal};
use super::quantity::Fact;
use super::tariff::is_match;

/// A rate, or a factor of one, by up to three parameters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Parameters that choose the row.
    #[serde(default)]
    pub by: Vec<String>,
    /// Rows, of which the first that fits counts.
    pub rate: Rows,
}

/// Rows of a table; a single one without patterns where nothing chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows(pub Vec<Row>);

/// Row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Pattern for each parameter.
    pub patterns: Vec<String>,
    /// Rate in dollars, or factor.
    pub value: Decimal,
}

/// Rate that a request chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenRate {
    /// Expected rate; `None` if a missing fact chooses it.
    pub expected: Option<Decimal>,
    /// Upper bound.
    pub most: Decimal,
    /// Parameter with a value that no row has: the dearest row counts.
    pub unknown: Option<String>,
    /// Fact that chooses the row.
    pub fact: Option<Fact>,
}

/// Value by which a row is chosen.
enum Value {
    Word(String),
    Number(Decimal),
    Missing(Fact),
}

impl Rate {
    /// Chooses the row for a request; of an unknown value, the dearest.
    #[must_use]
    pub fn choose(&self, input: &RequestInput) -> ChosenRate {
        choose(&self.by, &self.rate, input)
    }
}

/// Chooses the row of a table for a request; of an unknown value, the dearest.
pub(super) fn choose(by: &[String], table: &Rows, input: &RequestInput) -> ChosenRate {
    let values: Vec<Value> = by.iter().map(|name| value(name, input)).collect();
    let fact = values.iter().find_map(|value| match value {
        Value::Missing(fact) => Some(*fact),
        _ => None,
    });
    let fits = |row: &&Row| {
        let mut pairs = row.patterns.iter().zip(&values);
        pairs.all(|(pattern, value)| is_fitting(pattern, value))
    };
    let rows = || table.0.iter();
    // A fact that is missing fits all rows: any of them may count.
    let most = rows().filter(fits).map(|row| row.value).max();
    let dearest = rows().map(|row| row.value).max().unwrap_or_default();
    let is_unknown = most.is_none();
    let chosen = rows().find(fits).map_or(dearest, |row| row.value);
    ChosenRate {
        expected: fact.is_none().then_some(chosen),
        most: if fact.is_some() {
            most.unwrap_or(dearest)
        } else {
            chosen
        },
        unknown: is_unknown.then(|| by.first().cloned()).flatten(),
        fact,
    }
}

fn value(name: &str, input: &RequestInput) -> Value {
    match name {
        "seconds" => match input.seconds() {
            Number::Known(seconds) => Value::Number(seconds),
            _ => Value::Word(String::new()),
        },
        "pixels" => match input.size() {
            Size::Pixels(width, height) => {
                Value::Number(Decimal::from(u64::from(width) * u64::from(height)))
            }
            Size::OfInput => Value::Missing(Fact::OutputSize),
            Size::Unreadable => Value::Word(String::new()),
        },
        "output_megapixels" | "output_height" => Value::Missing(Fact::OutputSize),
        _ => {
            let word = input.word(name).unwrap_or_default();
            decimal(&word).map_or(Value::Word(word), Value::Number)
        }
    }
}

fn is_fitting(pattern: &str, value: &Value) -> bool {
    pattern.split('|').any(|pattern| {
        let limit = pattern.strip_prefix("<=").and_then(decimal);
        match (value, limit) {
            (Value::Missing(_), _) => true,
            (Value::Number(number), Some(limit)) => *number <= limit,
            (Value::Word(_), Some(_)) => false,
            (Value::Number(number), None) => {
                pattern == "*" || decimal(pattern).is_some_and(|pattern| pattern == *number)
            }
            (Value::Word(word), None) => is_match(pattern, word),
        }
    })
}

impl Row {
    /// Reads `values: number`, or a number alone.
    fn read(text: &str) -> Option<Self> {
        let (patterns, value) = text.rsplit_once(": ").unwrap_or(("", text));
        Some(Self {
            patterns: patterns.split_whitespace().map(str::to_owned).collect(),
            value: value.trim().parse().ok()?,
        })
    }
}

/// Rate as the file has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenRate {
    One(String),
    Rows(Vec<String>),
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = match WrittenRate::deserialize(deserializer)? {
            WrittenRate::One(text) => vec![text],
            WrittenRate::Rows(rows) => rows,
        };
        let rows = rows
            .iter()
            .map(|row| Row::read(row).ok_or_else(|| de::Error::custom(format!("no rate: {row}"))));
        rows.collect::<Result<_, _>>().map(Self)
    }
}
