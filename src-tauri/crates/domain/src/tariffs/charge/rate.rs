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
    /// No pattern has it.
    Strange,
    /// Any pattern may be meant.
    Unknown,
}

impl Rate {
    /// Chooses the row for a request; of an unknown value, the dearest.
    #[must_use]
    pub fn choose(&self, input: &RequestInput) -> ChosenRate {
        choose(&self.by, &self.rate, input)
    }
}

/// Chooses the row of a table for a request; of an unknown value, the dearest of those that fit
/// the other values.
pub(super) fn choose(by: &[String], table: &Rows, input: &RequestInput) -> ChosenRate {
    let mut values: Vec<Value> = by
        .iter()
        .enumerate()
        .map(|(column, name)| table.as_flag(column, value(name, input)))
        .collect();
    let fact = values.iter().find_map(|value| match value {
        Value::Missing(fact) => Some(*fact),
        _ => None,
    });
    let fitting = |values: &[Value]| -> Vec<Decimal> {
        let fits = |row: &&Row| {
            let mut pairs = row.patterns.iter().zip(values);
            pairs.all(|(pattern, value)| is_fitting(pattern, value))
        };
        table.0.iter().filter(fits).map(|row| row.value).collect()
    };
    let mut unknown = None;
    for (column, name) in by.iter().enumerate() {
        let is_known = |value: &Value| {
            let mut patterns = table.0.iter().filter_map(|row| row.patterns.get(column));
            patterns.any(|pattern| is_fitting(pattern, value))
        };
        if let Some(value) = values.get_mut(column).filter(|value| !is_known(value)) {
            *value = Value::Unknown;
            unknown.get_or_insert_with(|| name.clone());
        }
    }
    let mut rows = fitting(&values);
    if rows.is_empty() {
        // Known values that stand together in no row.
        unknown = unknown.or_else(|| by.first().cloned());
        rows = table.0.iter().map(|row| row.value).collect();
    }
    let dearest = rows.iter().copied().max().unwrap_or_default();
    // A fact that is missing, and a value that is unknown, fit all rows: any of them may count.
    let chosen = rows.first().copied().filter(|_| unknown.is_none());
    let chosen = chosen.unwrap_or(dearest);
    ChosenRate {
        expected: fact.is_none().then_some(chosen),
        most: if fact.is_some() { dearest } else { chosen },
        unknown,
        fact,
    }
}

impl Rows {
    /// Reads a word as a flag where all rows of the column ask for one, as fal reads it.
    fn as_flag(&self, column: usize, value: Value) -> Value {
        let mut patterns = self.0.iter().filter_map(|row| row.patterns.get(column));
        let is_flag = patterns.all(|pattern| matches!(pattern.as_str(), "true" | "false" | "*"));
        let word = match (&value, is_flag) {
            (Value::Word(word), true) => word.as_str(),
            (Value::Number(number), true) if *number == Decimal::ONE => "1",
            (Value::Number(number), true) if number.is_zero() => "0",
            _ => return value,
        };
        match word {
            "true" | "1" | "t" | "y" | "yes" | "on" => Value::Word("true".to_owned()),
            "false" | "0" | "f" | "n" | "no" | "off" => Value::Word("false".to_owned()),
            // Nothing that a flag can be: any row may count.
            _ => Value::Strange,
        }
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
        _ => match input.word(name) {
            // Said, but nothing that a table could name: a list, or an empty text.
            Some(word) if word.is_empty() => Value::Strange,
            Some(word) => decimal(&word).map_or(Value::Word(word), Value::Number),
            None => Value::Word(String::new()),
        },
    }
}

fn is_fitting(pattern: &str, value: &Value) -> bool {
    pattern.split('|').any(|pattern| {
        let limit = pattern.strip_prefix("<=").and_then(decimal);
        match (value, limit) {
            (Value::Missing(_) | Value::Unknown, _) => true,
            (Value::Number(number), Some(limit)) => *number <= limit,
            (Value::Strange, _) | (Value::Word(_), Some(_)) => false,
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
