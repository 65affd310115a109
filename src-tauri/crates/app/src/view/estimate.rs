//! The estimate of the next job: its cost, what that leaves, and how many more the rest buys.

use fal_budget_domain::balance::Balance;
use fal_budget_domain::jobs::operation::Operation;
use fal_budget_domain::jobs::{NewJob, Subject};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::tariffs::price::Price;
use fal_budget_i18n::say;
use serde::Serialize;

use super::{Amount, dollars, number};
use crate::format;

/// The cost of jobs before they run, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateView {
    /// The whole cost; null when a price is not known.
    pub total: Option<f64>,
    /// A line for each kind of job.
    pub lines: Vec<LineView>,
    /// Length of a video in seconds, as it was sent; without effect on the total.
    pub video_duration: Option<f64>,
    /// Balance after the jobs; null without a budget.
    pub leaves: Option<f64>,
    /// True when the jobs cost more than is left.
    pub exceeds: bool,
    /// The same as text.
    pub display: EstimateDisplay,
}

/// One kind of job of an estimate, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// The generic job; null for a model.
    #[cfg_attr(test, ts(type = "Operation | null"))]
    pub operation: Option<Operation>,
    /// The model; null for a generic job.
    pub model: Option<String>,
    /// Quantity in the unit.
    pub count: f64,
    /// Unit by which the job is charged.
    pub unit: String,
    /// Price of one unit; null when unknown.
    pub unit_price: Option<f64>,
    /// Cost of the line; null when unknown.
    pub cost: Option<f64>,
}

/// An estimate as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateDisplay {
    /// The whole cost; null when a price is not known.
    pub total: Option<Amount>,
    /// Prices behind the estimate: `assumed €0.025 an image`.
    pub basis: String,
    /// `leaves €7.45`.
    pub leaves: Option<String>,
    /// `enough for 298 more images`.
    pub buys: Option<String>,
}

/// Shows the cost of jobs against a balance; `price` is that of their model.
pub fn estimate(
    jobs: &[NewJob],
    price: Option<&Price>,
    video_seconds: Option<f64>,
    balance: &Balance,
    display: MoneyFormat,
) -> Result<EstimateView, TooLarge> {
    // One job without a price leaves the whole cost unknown.
    let costs: Option<Vec<Money>> = jobs.iter().map(|job| job.cost).collect();
    let total = costs
        .map(|costs| costs.into_iter().try_fold(Money::ZERO, Money::plus))
        .transpose()?;
    let left = balance.remaining()?.zip(total);
    let leaves = left.map(|(left, total)| left.minus(total)).transpose()?;
    Ok(EstimateView {
        total: total.map(dollars),
        lines: jobs.iter().map(line).collect(),
        video_duration: video_seconds,
        leaves: leaves.map(dollars),
        exceeds: leaves.is_some_and(|left| left < Money::ZERO),
        display: EstimateDisplay {
            total: total
                .map(|total| Amount::price(total, display))
                .transpose()?,
            basis: basis(jobs, price, display)?,
            leaves: leaves.map(|left| leaves_text(left, display)).transpose()?,
            // While amounts are hidden: a price and a quantity would give the balance away.
            buys: leaves
                .filter(|left| *left >= Money::ZERO && !display.hidden)
                .and_then(|left| buys(left, jobs)),
        },
    })
}

fn line(job: &NewJob) -> LineView {
    let (operation, model) = match &job.subject {
        Subject::Operation(operation) => (Some(*operation), None),
        Subject::Model(model) => (None, Some(model.clone())),
        Subject::Correction => (None, None),
    };
    LineView {
        operation,
        model,
        count: number(job.quantity),
        unit: job.unit.clone(),
        unit_price: job.unit_price.map(dollars),
        cost: job.cost.map(dollars),
    }
}

/// The prices that an estimate rests on.
fn basis(jobs: &[NewJob], price: Option<&Price>, display: MoneyFormat) -> Result<String, TooLarge> {
    let parts = jobs.iter().map(|job| match (&job.subject, job.unit_price) {
        (Subject::Operation(operation), Some(amount)) => {
            let amount = format::price(amount, display)?;
            Ok(match operation {
                Operation::Image => say!("estimate-an-image", price = amount),
                Operation::Video => say!("estimate-a-video", price = amount),
            })
        }
        (Subject::Model(_), Some(amount)) => basis_of_model(job, amount, price, display),
        (Subject::Correction, _) | (_, None) => Ok(format::no_price()),
    });
    let parts = parts.collect::<Result<Vec<_>, TooLarge>>()?.join(", ");
    // Prices of images and videos are the person's assumptions, those of models are read somewhere.
    let is_assumed = jobs
        .iter()
        .any(|job| matches!(job.subject, Subject::Operation(_)));
    Ok(if is_assumed {
        say!("estimate-assumed", prices = parts)
    } else {
        parts
    })
}

/// Quantity, unit price and its source, with the remark that the price may have.
fn basis_of_model(
    job: &NewJob,
    amount: Money,
    price: Option<&Price>,
    display: MoneyFormat,
) -> Result<String, TooLarge> {
    let sentence = say!(
        "estimate-of-a-model",
        quantity = format::units_of(job.quantity, &job.unit),
        price = format::price_per(amount, &job.unit, display)?,
        source = price.map(format::price_source).unwrap_or_default()
    );
    let note = price.map(|price| price.note.as_str()).unwrap_or_default();
    Ok(if note.is_empty() {
        sentence
    } else {
        format!("{sentence}, {note}")
    })
}

fn leaves_text(left: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let amount = format::left(left, display)?;
    Ok(if left < Money::ZERO {
        say!("estimate-more-than-left", amount = amount)
    } else {
        say!("estimate-leaves", amount = amount)
    })
}

/// The number of jobs that the rest buys: of each kind in the estimate, or of the whole job of a
/// model. Returns `None` when every job is free.
fn buys(left: Money, jobs: &[NewJob]) -> Option<String> {
    let count = |job: &NewJob| match &job.subject {
        Subject::Operation(operation) => {
            let count = left.buys(job.unit_price?)?;
            Some(format::count_more_of(count, *operation))
        }
        Subject::Model(_) => Some(format::count_more(left.buys(job.cost?)?)),
        Subject::Correction => None,
    };
    let counts: Vec<String> = jobs.iter().filter_map(count).collect();
    match counts.as_slice() {
        [] => None,
        [one] => Some(say!("enough-for", jobs = one.as_str())),
        [one, other, ..] => Some(say!(
            "enough-for-either",
            one = one.as_str(),
            other = other.as_str()
        )),
    }
}
