//! Expected cost and upper bound of a call, before it runs.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::input::RequestInput;
use super::likeness::Learned;
use super::part::{Part, PartCost};
use super::quantity::{Fact, Quantity};
use super::tariff::{self, Tariff};
use crate::money::Money;
use crate::tariffs::price::{Price, PriceSource};
use crate::tariffs::units;

/// Basis of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum EstimateBasis {
    /// The model's tariff.
    Tariff,
    /// The model's earlier calls with like parameters.
    History,
    /// The price of its unit.
    Unit,
    /// Nothing is known.
    Unknown,
}

/// Cost of a call before it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostEstimate {
    /// Expected cost; `None` if a fact decides it, or something cannot be read.
    pub expected: Option<Money>,
    /// Upper bound; `None` without one.
    pub at_most: Option<Money>,
    /// Dollars for each unit of the missing fact, if one fact decides.
    pub rate: Option<Decimal>,
    /// Facts that the request does not carry.
    pub facts: Vec<Fact>,
    /// Charge beside the rate × the fact, if it is not nothing.
    pub besides: Option<Money>,
    /// Units of the fact of which each begun one counts whole.
    pub begun: Option<Decimal>,
    /// Parameters with values that the tariff does not know: their dearest row counts.
    pub unknown: Vec<String>,
    /// Calls with like parameters that have moved the expected cost.
    pub learned: Option<Learned>,
    /// Basis of both costs.
    pub basis: EstimateBasis,
    /// Unit that the charge goes by mostly; empty for a charge by the run.
    pub unit: &'static str,
    /// Quantity in that unit, if known.
    pub quantity: Option<Decimal>,
}

/// Estimates a call by its model's tariff, with the person's own rate if `price` is theirs, else
/// by the price of the unit.
#[must_use]
pub fn estimate(endpoint: &str, body: &Value, price: Option<&Price>) -> CostEstimate {
    let own = price.filter(|price| price.source == PriceSource::User);
    match (tariff::find(endpoint), own, price) {
        (Some(tariff), None, _) => by_tariff(tariff, body, EstimateBasis::Tariff),
        (Some(tariff), Some(own), _) => {
            by_tariff(&with_rate(tariff, own), body, EstimateBasis::Tariff)
        }
        (None, _, Some(price)) => by_unit(price).map_or_else(CostEstimate::unknown, |tariff| {
            by_tariff(&tariff, body, EstimateBasis::Unit)
        }),
        (None, _, None) => CostEstimate::unknown(),
    }
}

impl CostEstimate {
    fn unknown() -> Self {
        Self {
            expected: None,
            at_most: None,
            rate: None,
            facts: Vec::new(),
            besides: None,
            begun: None,
            unknown: Vec::new(),
            learned: None,
            basis: EstimateBasis::Unknown,
            unit: "",
            quantity: None,
        }
    }
}

/// Returns the tariff with one rate of the person's in place of all.
fn with_rate(tariff: &Tariff, own: &Price) -> Tariff {
    let parts = tariff.parts.first().map(|main| Part {
        free: main.free,
        started: main.started,
        ..Part::plain(main.of.clone(), own.amount.dollars(), main.per)
    });
    Tariff {
        parts: parts.into_iter().collect(),
        least: None,
        round: None,
        ..tariff.clone()
    }
}

/// Returns the tariff that a price of a natural unit amounts to. `None` for a unit that differs
/// from call to call.
fn by_unit(price: &Price) -> Option<Tariff> {
    let (of, per) = quantity_of(&price.unit)?;
    Some(Tariff {
        models: Vec::new(),
        given: BTreeMap::default(),
        most: BTreeMap::default(),
        parts: vec![Part::plain(of, price.amount.dollars(), Decimal::from(per))],
        least: None,
        round: None,
        source: price.cited_from.clone(),
        seen: price.as_of.clone(),
    })
}

/// Returns the quantities behind one of fal's unit words, and how many of them are a unit.
fn quantity_of(unit: &str) -> Option<(Vec<Quantity>, u32)> {
    let word = units::canonical(unit);
    let (per, word) = match word.split_once(' ') {
        Some((count, rest)) if count.bytes().all(|byte| byte.is_ascii_digit()) => (
            count.parse::<u32>().ok().filter(|per| *per > 0)?,
            rest.to_owned(),
        ),
        _ => (1, word),
    };
    let of = match word.strip_suffix('s').unwrap_or(&word) {
        "image" => vec![Quantity::Images],
        "megapixel" => vec![Quantity::Images, Quantity::Megapixels],
        "second" => vec![Quantity::Seconds],
        "minute" => return Some((vec![Quantity::Seconds], per.checked_mul(60)?)),
        "input second" => vec![Quantity::InputSeconds],
        "compute second" => vec![Quantity::ComputeSeconds],
        "character" => vec![Quantity::Characters],
        "step" => vec![Quantity::Steps],
        "hour" => return Some((vec![Quantity::Seconds], per.checked_mul(3600)?)),
        "video" | "generation" | "request" | "audio" => vec![],
        _ => return None,
    };
    Some((of, per))
}

/// Estimates a request by a tariff. A body that is no object is no request, and has no cost.
#[must_use]
pub fn by_tariff(tariff: &Tariff, body: &Value, basis: EstimateBasis) -> CostEstimate {
    if !(body.is_object() || body.is_null()) {
        return CostEstimate {
            basis,
            ..CostEstimate::unknown()
        };
    }
    let plain = by_input(tariff, &RequestInput::new(body, tariff), basis);
    // Only the model knows which of two values counts that stand beside and within an `input`, or
    // whether it takes one at all.
    match RequestInput::nested_first(body, tariff) {
        None => plain,
        Some(input) => {
            let outer = by_input(tariff, &RequestInput::outer(body, tariff), basis).at_most;
            let at_most = by_input(tariff, &input, basis).at_most;
            CostEstimate {
                at_most: plain
                    .at_most
                    .zip(at_most)
                    .map(|(one, other)| one.max(other).max(outer.unwrap_or(one))),
                ..plain
            }
        }
    }
}

fn by_input(tariff: &Tariff, input: &RequestInput, basis: EstimateBasis) -> CostEstimate {
    let parts: Vec<PartCost> = tariff.parts.iter().map(|part| part.cost(input)).collect();
    let sum = |of: fn(&PartCost) -> Option<Decimal>| {
        parts
            .iter()
            .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(of(part)?))
    };
    let up = RoundingStrategy::AwayFromZero;
    let mut facts: Vec<Fact> = Vec::new();
    for fact in parts.iter().flat_map(|part| &part.facts) {
        if !facts.contains(fact) {
            facts.push(*fact);
        }
    }
    let needs_fact = |part: &&PartCost| !part.facts.is_empty();
    let rate = parts
        .iter()
        .filter(needs_fact)
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.rate?))
        .filter(|rate| facts.len() == 1 && !rate.is_zero());
    let besides = parts
        .iter()
        .filter(|part| !needs_fact(part))
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.expected?));
    let main = tariff.parts.first().and_then(|part| part.of.last());
    CostEstimate {
        expected: sum(|part| part.expected)
            .and_then(|dollars| whole(tariff, dollars))
            .and_then(|dollars| Money::from_dollars_rounded(dollars).ok()),
        at_most: sum(|part| part.most)
            .and_then(|dollars| whole(tariff, dollars))
            .and_then(|dollars| {
                Money::from_dollars_rounded(dollars.round_dp_with_strategy(9, up)).ok()
            }),
        rate: rate.map(|rate| rate.normalize()),
        besides: besides
            .filter(|besides| rate.is_some() && !besides.is_zero())
            .and_then(|besides| Money::from_dollars_rounded(besides).ok()),
        begun: parts.iter().find_map(|part| part.begun),
        facts,
        unknown: parts.into_iter().flat_map(|part| part.unknown).collect(),
        learned: None,
        basis,
        unit: main.map_or("", |quantity| quantity.unit()),
        quantity: main.and_then(|quantity| quantity.of(input).expected),
    }
}

/// Returns the units that a rate of the person's own counts by: those of the tariff's first part.
/// `None` if the request does not say.
#[must_use]
pub fn main_units(tariff: &Tariff, body: &Value) -> Option<Decimal> {
    let main = tariff.parts.first()?;
    let one = Part {
        free: main.free,
        started: main.started,
        ..Part::plain(main.of.clone(), Decimal::ONE, main.per)
    };
    let units = |input: &RequestInput| {
        let cost = one.cost(input);
        cost.most.or(cost.expected)
    };
    let plain = units(&RequestInput::new(body, tariff))?;
    match RequestInput::nested_first(body, tariff) {
        None => Some(plain),
        Some(input) => Some(plain.max(units(&input)?)),
    }
}

/// Applies the least charge of a request and the rounding of the whole.
fn whole(tariff: &Tariff, dollars: Decimal) -> Option<Decimal> {
    let dollars = dollars.max(tariff.least.unwrap_or_default());
    match tariff.round.filter(|step| !step.is_zero()) {
        Some(step) => dollars.checked_div(step)?.ceil().checked_mul(step),
        None => Some(dollars),
    }
}
