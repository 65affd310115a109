//! What the next job costs, what it leaves and how many more that buys.

use serde::Serialize;

use crate::domain::balance::Balance;
use crate::domain::currency::MoneyFormat;
use crate::domain::job::{NewJob, Subject};
use crate::domain::money::{Money, TooLarge};
use crate::domain::operation::Operation;
use crate::domain::price::Price;
use crate::format;
use crate::say;

use super::{Amount, dollars, number};

/// The cost of jobs before they are made, in US dollars.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateView {
    /// The whole cost; null where no price is known.
    pub total: Option<f64>,
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
    /// The generic job; null for a model.
    pub operation: Option<Operation>,
    /// The model; null for a generic job.
    pub model: Option<String>,
    /// How much of the unit.
    pub count: f64,
    /// The unit.
    pub unit: String,
    /// What one costs, as far as is known.
    pub unit_price: Option<f64>,
    /// What they cost together, as far as is known.
    pub cost: Option<f64>,
}

/// An estimate as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EstimateDisplay {
    /// The whole cost; null where no price is known.
    pub total: Option<Amount>,
    /// What it rests on: `assumed €0.025 an image`.
    pub basis: String,
    /// `leaves €7.45`.
    pub leaves: Option<String>,
    /// `enough for 298 more images`.
    pub buys: Option<String>,
}

/// Shows what jobs would cost against a balance; `price` is that of their model.
pub fn estimate(
    jobs: &[NewJob],
    price: Option<&Price>,
    video_seconds: Option<f64>,
    balance: &Balance,
    display: MoneyFormat,
) -> Result<EstimateView, TooLarge> {
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
            // How many it buys would tell what is left.
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

fn basis(jobs: &[NewJob], price: Option<&Price>, display: MoneyFormat) -> Result<String, TooLarge> {
    let parts = jobs.iter().map(|job| match (&job.subject, job.unit_price) {
        (Subject::Operation(Operation::Image), Some(price)) => Ok(say!(
            "estimate-an-image",
            price = format::price(price, display)?
        )),
        (Subject::Operation(Operation::Video), Some(price)) => Ok(say!(
            "estimate-a-video",
            price = format::price(price, display)?
        )),
        (Subject::Model(_), Some(amount)) => {
            let each = format::price_per(amount, &job.unit, display)?;
            let quantity = format::units_of(job.quantity, &job.unit);
            let source = price.map(format::price_source).unwrap_or_default();
            let said = say!(
                "estimate-of-a-model",
                quantity = quantity,
                price = each,
                source = source
            );
            let note = price
                .map(|price| price.note.clone())
                .filter(|note| !note.is_empty());
            Ok([Some(said), note]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", "))
        }
        (Subject::Correction, _) | (_, None) => Ok(format::no_price()),
    });
    let parts = parts.collect::<Result<Vec<_>, TooLarge>>()?.join(", ");
    let is_assumed = jobs
        .iter()
        .any(|job| matches!(job.subject, Subject::Operation(_)));
    Ok(if is_assumed {
        say!("estimate-assumed", prices = parts)
    } else {
        parts
    })
}

fn leaves_text(left: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let amount = format::total(left, display)?;
    Ok(if left < Money::ZERO {
        say!("estimate-more-than-left", amount = amount)
    } else {
        say!("estimate-leaves", amount = amount)
    })
}

/// How many more the rest buys: of each kind asked for, or of the whole job of a model; free ones
/// are not counted.
fn buys(left: Money, jobs: &[NewJob]) -> Option<String> {
    let kinds: Vec<String> = jobs
        .iter()
        .filter_map(|job| match &job.subject {
            Subject::Operation(operation) => Some(format::count_more_of(
                left.buys(job.unit_price?)?,
                *operation,
            )),
            Subject::Model(_) => Some(format::count_more(left.buys(job.cost?)?)),
            Subject::Correction => None,
        })
        .collect();
    match kinds.as_slice() {
        [] => None,
        [one] => Some(say!("enough-for", jobs = one.as_str())),
        [one, other, ..] => Some(say!(
            "enough-for-either",
            one = one.as_str(),
            other = other.as_str()
        )),
    }
}
