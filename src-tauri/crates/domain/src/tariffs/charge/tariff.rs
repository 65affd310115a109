//! Tariffs that come with the program, each with its source and month.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::part::Part;
use super::quantity::Quantity;
use crate::money::Money;
use crate::tariffs::price::{Price, PriceSource};

// A file that cannot be read leaves no tariff instead of failing: it is a part of the program, and
// a test reads each of its lines.
static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("../../../tariffs.toml")).unwrap_or_default());

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    placeholders: Vec<String>,
    tariff: Vec<Tariff>,
}

/// Rule by which fal charges some models.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariff {
    /// Endpoint ids, `*` for any text.
    pub models: Vec<String>,
    /// Parameters that the model takes where a request does not say.
    #[serde(default)]
    pub given: BTreeMap<String, Value>,
    /// Largest values, taken where a request's own cannot be read.
    #[serde(default)]
    pub most: BTreeMap<String, Decimal>,
    /// Parts whose sum is the charge.
    pub parts: Vec<Part>,
    /// Least charge of a request, in dollars.
    pub least: Option<Decimal>,
    /// Amount to a multiple of which the charge is rounded up, in dollars.
    pub round: Option<Decimal>,
    /// Source, as a person reads it.
    pub source: String,
    /// Month in which the source said so, ISO 8601.
    pub seen: String,
}

impl Tariff {
    /// Returns the word of the unit that the charge goes by mostly, in fal's own.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        let main = self.parts.first().and_then(|part| part.of.last());
        main.map_or("requests", |quantity| quantity.unit())
    }

    /// Returns the entry in the price book of a model that has no price of a unit.
    #[must_use]
    pub fn entry(&self, endpoint: &str) -> Price {
        Price {
            endpoint: endpoint.to_owned(),
            unit: self.unit().to_owned(),
            amount: Money::ZERO,
            source: PriceSource::List,
            cited_from: self.source.clone(),
            as_of: self.seen.clone(),
            note: String::new(),
            tiers: Vec::new(),
            further_megapixel: None,
        }
    }
}

/// Tariffs by the ids that are patterns without `*`.
static EXACT: LazyLock<HashMap<&str, &Tariff>> = LazyLock::new(|| {
    let exact = patterns().filter(|(model, _)| !model.contains('*'));
    exact.collect()
});

/// Patterns in which `*` stands for any text, with the tariffs of their models.
static WILD: LazyLock<Vec<(&str, &Tariff)>> = LazyLock::new(|| {
    let wild = patterns().filter(|(model, _)| model.contains('*'));
    wild.collect()
});

fn patterns() -> impl Iterator<Item = (&'static str, &'static Tariff)> {
    let of = |tariff: &'static Tariff| tariff.models.iter().map(move |it| (it.as_str(), tariff));
    FILE.tariff.iter().flat_map(of)
}

/// Returns the tariff of a model: the one whose pattern is the most exact. `None` if there is none.
#[must_use]
pub fn find(endpoint: &str) -> Option<&'static Tariff> {
    let letters = |pattern: &str| pattern.bytes().filter(|byte| *byte != b'*').count();
    let wild = || {
        let fitting = WILD.iter().filter(|(model, _)| is_match(model, endpoint));
        fitting.max_by_key(|(model, _)| letters(model))
    };
    let exact = EXACT.get(endpoint).copied();
    exact.or_else(|| wild().map(|(_, tariff)| *tariff))
}

/// Returns `true` if a tariff is of a model of this owner: fal.ai lists it.
#[must_use]
pub fn has_owner(owner: &str) -> bool {
    let is_of = |model: &String| {
        model
            .split_once('/')
            .is_some_and(|(known, _)| known == owner)
    };
    FILE.tariff
        .iter()
        .any(|tariff| tariff.models.iter().any(is_of))
}

/// Returns all tariffs.
#[must_use]
pub fn all() -> &'static [Tariff] {
    &FILE.tariff
}

/// Returns `true` if the pricing API's compute seconds of a model stand in for another price, and
/// price nothing: that of a tariff which goes by something else, or one that is not known.
#[must_use]
pub fn is_placeholder(endpoint: &str) -> bool {
    let by_time = |part: &Part| part.of.contains(&Quantity::ComputeSeconds);
    match find(endpoint) {
        Some(tariff) => !tariff.parts.iter().any(by_time),
        None => FILE
            .placeholders
            .iter()
            .any(|pattern| is_match(pattern, endpoint)),
    }
}

/// Returns `true` if a text is of a pattern, in which `*` stands for any text.
pub(super) fn is_match(pattern: &str, text: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    text.strip_prefix(begin).is_some_and(|text| {
        rest.is_empty()
            || text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .any(|at| text.get(at..).is_some_and(|end| is_match(rest, end)))
    })
}
