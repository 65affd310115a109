//! Cost of a request before it runs, as verbs and local API answer it.

use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::charge::estimate::CostEstimate;
use fal_budget_domain::tariffs::charge::quantity::Fact;
use fal_budget_i18n::say;
use rust_decimal::Decimal;
use serde::Serialize;

use super::{dollars, number};
use crate::format;

/// Cost of one call of a model, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallCostView {
    /// Expected cost; null when a fact decides it that the request does not carry.
    pub expected: Option<f64>,
    /// Upper bound; null without one.
    pub at_most: Option<f64>,
    /// Dollars for each unit of the missing fact; null when none, or several, decide.
    pub rate: Option<f64>,
    /// Dollars beside rate × fact; null when there is nothing beside it.
    pub besides: Option<f64>,
    /// Units of the fact of which each begun one counts whole; null when parts count as parts.
    pub begun: Option<f64>,
    /// Basis of the estimate: `tariff`, `history`, `unit` or `unknown`.
    pub basis: &'static str,
    /// Unit of the quantity, or of the missing fact.
    pub unit: String,
    /// Quantity in the unit; null when unknown.
    pub quantity: Option<f64>,
    /// Reason, as a person reads it: what decides, and what is not known.
    pub why: String,
}

/// Makes the view of an estimate. Its sentences have the amounts in the currency shown.
pub fn call_cost(estimate: &CostEstimate, display: MoneyFormat) -> Result<CallCostView, TooLarge> {
    let missing = estimate.facts.first();
    Ok(CallCostView {
        expected: estimate.expected.map(dollars),
        at_most: estimate.at_most.map(dollars),
        rate: estimate.rate.map(number),
        besides: estimate.besides.map(dollars),
        begun: estimate.begun.map(number),
        basis: estimate.basis.into(),
        unit: missing.map_or(estimate.unit, |fact| fact.unit()).to_owned(),
        quantity: estimate.quantity.map(number),
        why: why(estimate, display)?,
    })
}

fn why(estimate: &CostEstimate, display: MoneyFormat) -> Result<String, TooLarge> {
    let facts = estimate.facts.iter().map(|fact| missing(*fact));
    let unknown = estimate
        .unknown
        .iter()
        .map(|name| say!("call-cost-unknown-value", name = name.clone()));
    let mut reasons: Vec<String> = facts.chain(unknown).collect();
    if let (Some(learned), Some(now)) = (&estimate.learned, estimate.expected) {
        let (calls, now) = (learned.calls, format::price(now, display)?);
        reasons.push(match learned.before {
            None => say!("call-cost-history", calls = calls),
            Some(before) => say!(
                "call-cost-moved",
                calls = calls,
                now = now,
                before = format::price(before, display)?
            ),
        });
    }
    if reasons.is_empty() && estimate.expected.is_none() {
        reasons.push(match estimate.basis.into() {
            "unknown" => say!("estimate-no-price"),
            _ => say!("call-cost-unreadable"),
        });
    }
    if let Some(rate) = estimate.rate.filter(|_| reasons.len() == 1) {
        let unit = estimate.facts.first().map_or("", |fact| fact.unit());
        let rate = format::price(Money::from_dollars_rounded(rate)?, display)?;
        reasons.push(match estimate.besides {
            None => say!("call-cost-rate", rate = rate, unit = unit),
            Some(besides) => say!(
                "call-cost-rate-besides",
                rate = rate,
                unit = unit,
                besides = format::price(besides, display)?
            ),
        });
        if let Some(begun) = estimate.begun {
            reasons.push(say!("call-cost-begun", number = short(begun), unit = unit));
        }
    }
    Ok(reasons.join(" "))
}

fn short(number: Decimal) -> String {
    number.round_dp(9).normalize().to_string()
}

fn missing(fact: Fact) -> String {
    match fact {
        Fact::InputSeconds => say!("call-cost-input-seconds"),
        Fact::InputFrames => say!("call-cost-input-frames"),
        Fact::InputMegapixels => say!("call-cost-input-size"),
        Fact::OutputSize => say!("call-cost-output-size"),
        Fact::OutputSeconds => say!("call-cost-output-seconds"),
        Fact::Characters => say!("call-cost-characters"),
        Fact::ComputeSeconds => say!("call-cost-compute-seconds"),
        Fact::AnswerTokens => say!("call-cost-answer-tokens"),
    }
}
