//! What the next job costs, what it leaves and how many more that buys.

use serde::Serialize;

use crate::domain::balance::Balance;
use crate::domain::estimate::{Estimate, EstimateLine};
use crate::domain::money::{Money, TooLarge};
use crate::domain::operation::Operation;
use crate::domain::settings::Settings;
use crate::format;

use super::{Amount, dollars};

/// The assumed cost of generic jobs, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateView {
    /// The whole cost.
    pub total: f64,
    /// A line for each kind.
    pub lines: Vec<LineView>,
    /// The length asked about, in seconds; it does not change the total.
    pub video_duration: Option<f64>,
    /// What would be left; null without a budget.
    pub leaves: Option<f64>,
    /// It costs more than is left.
    pub exceeds: bool,
    /// The strings that are shown.
    pub display: EstimateDisplay,
}

/// One kind of an estimate, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// What is counted.
    pub operation: Operation,
    /// How many.
    pub count: u32,
    /// What one is assumed to cost.
    pub unit_price: f64,
    /// What they cost together.
    pub cost: f64,
}

/// An estimate as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateDisplay {
    /// The whole cost.
    pub total: Amount,
    /// What it rests on: `assumed: €0.025 an image`.
    pub basis: String,
    /// `leaves €7.45`.
    pub leaves: Option<String>,
    /// `then enough for 298 more images`.
    pub buys: Option<String>,
}

/// Shows an estimate against a balance.
pub fn estimate(
    estimate: &Estimate,
    video_seconds: Option<f64>,
    balance: &Balance,
    settings: &Settings,
) -> Result<EstimateView, TooLarge> {
    let leaves = balance.remaining()?.map(|left| left.minus(estimate.total)).transpose()?;
    Ok(EstimateView {
        total: dollars(estimate.total),
        lines: estimate.lines.iter().map(line).collect(),
        video_duration: video_seconds,
        leaves: leaves.map(dollars),
        exceeds: leaves.is_some_and(|left| left < Money::ZERO),
        display: EstimateDisplay {
            total: Amount::price(estimate.total, settings.display)?,
            basis: basis(estimate, settings)?,
            leaves: leaves.map(|left| leaves_text(left, settings)).transpose()?,
            buys: leaves.filter(|left| *left >= Money::ZERO).and_then(|left| buys(left, estimate)),
        },
    })
}

fn line(line: &EstimateLine) -> LineView {
    LineView {
        operation: line.operation,
        count: line.count,
        unit_price: dollars(line.unit_price),
        cost: dollars(line.cost),
    }
}

fn basis(estimate: &Estimate, settings: &Settings) -> Result<String, TooLarge> {
    let prices = estimate.lines.iter().map(|line| {
        let one = match line.operation {
            Operation::Image => "an image",
            Operation::Video => "a video",
        };
        Ok(format!("{} {one}", format::price(line.unit_price, settings.display)?))
    });
    Ok(format!("assumed {}", prices.collect::<Result<Vec<_>, _>>()?.join(", ")))
}

fn leaves_text(left: Money, settings: &Settings) -> Result<String, TooLarge> {
    let amount = format::total(left, settings.display)?;
    Ok(if left < Money::ZERO { format!("more than is left: {amount}") } else { format!("leaves {amount}") })
}

/// How many more of each kind asked for the rest buys; free ones are not counted.
fn buys(left: Money, estimate: &Estimate) -> Option<String> {
    let kinds: Vec<String> = estimate
        .lines
        .iter()
        .filter_map(|line| Some(format::count_of(left.buys(line.unit_price)?, line.operation)))
        .map(|count| count.replacen(' ', " more ", 1))
        .collect();
    (!kinds.is_empty()).then(|| format!("enough for {}", kinds.join(" or ")))
}
