//! Spending over time, and what stands beside it.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::gap::{GapLine, gap};
use super::{Amount, dollars};
use crate::domain::currency::MoneyFormat;
use crate::domain::money::{Money, TooLarge};
use crate::domain::operation::Operation;
use crate::domain::period::Granularity;
use crate::domain::spending::{JobSum, Series, Settled, Split};
use crate::domain::ticks::ticks;
use crate::format;
use crate::ledger::{Compared, Overview};
use crate::say;

/// The chart, its table, and what stands beside them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpendingView {
    /// The columns.
    pub groups: Vec<GroupView>,
    /// The parts of each column, from the bottom up.
    pub series: Vec<SeriesView>,
    /// The lines across, from zero up.
    pub ticks: Vec<TickView>,
    /// The height of the chart in US dollars.
    pub top: f64,
    /// Of all columns, in a sentence.
    pub total: String,
    /// What the columns leave out, in a sentence; null where that is nothing.
    pub without: Option<String>,
    /// This day and month beside the ones before.
    pub compared: Vec<ComparedView>,
    /// When the balance runs out; null without a balance.
    pub forecast: Option<ForecastView>,
    /// What the balance buys, one thing a line.
    pub buys: Vec<String>,
    /// fal's figure beside the ledger's own; null where no key is connected.
    pub gap: Option<Vec<GapLine>>,
    /// How good estimates were, by model.
    pub accuracy: Vec<AccuracyView>,
    /// The newest corrections: when and by how much.
    pub corrections: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupView {
    /// Under it.
    pub label: String,
    /// In full.
    pub full: String,
    /// What was spent.
    pub total: Amount,
    /// How many jobs.
    pub jobs: String,
}

/// A part of each column.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeriesView {
    /// Whose.
    pub name: String,
    /// In US dollars, by column.
    pub values: Vec<f64>,
    /// The same, as a person reads it.
    pub shown: Vec<Amount>,
    /// Of all columns.
    pub total: Amount,
}

/// A line across the chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickView {
    /// In US dollars.
    pub value: f64,
    /// As a person reads it.
    pub text: String,
}

/// A sum beside the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComparedView {
    /// Of when.
    pub label: String,
    /// How much.
    pub amount: Amount,
    /// The one before, in words.
    pub before: String,
}

/// When the balance runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ForecastView {
    /// In a sentence.
    pub text: String,
    /// What it rests on, a sentence each.
    pub details: Vec<String>,
}

/// How good the estimates of a model were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccuracyView {
    /// The model.
    pub name: String,
    /// `12 jobs: estimated €1.00, billed €1.03, 3 % too low`.
    pub text: String,
}

/// Shows an overview.
pub fn spending<Z: TimeZone>(
    seen: &Overview,
    (grain, split): (Granularity, Split),
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<SpendingView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let display = seen.settings.display;
    let today = now.with_timezone(zone).date_naive();
    let spent = &seen.spending;
    let highest = spent
        .sums
        .iter()
        .map(|sum| sum.cost)
        .max()
        .unwrap_or_default();
    let ticks = ticks(display.convert(highest)?)
        .into_iter()
        .map(|value| tick(value, display))
        .collect::<Result<Vec<_>, TooLarge>>()?;
    let sum = |sum: &JobSum| {
        Ok(say!(
            "sum-of-jobs",
            amount = format::total(sum.cost, display)?,
            jobs = jobs(sum)
        ))
    };
    let has_balance = seen.balance.remaining()?.is_some();
    Ok(SpendingView {
        groups: seen
            .groups
            .iter()
            .zip(&spent.sums)
            .map(|(group, sum)| {
                let (label, full) = format::group(*group, grain, today);
                Ok(GroupView {
                    label,
                    full,
                    total: Amount::total(sum.cost, display)?,
                    jobs: jobs(sum),
                })
            })
            .collect::<Result<_, TooLarge>>()?,
        series: spent
            .series
            .iter()
            .map(|part| series(part, split, display))
            .collect::<Result<_, _>>()?,
        top: ticks.last().map_or(0.0, |tick| tick.value),
        ticks,
        total: sum(&spent.total)?,
        without: without(seen, display)?,
        compared: compared(&seen.compared, today, display)?,
        forecast: if has_balance {
            let (text, details) = format::forecast(&seen.forecast, today, display)?;
            Some(ForecastView { text, details })
        } else {
            None
        },
        buys: if display.hidden {
            Vec::new()
        } else {
            buys(seen)?
        },
        gap: gap(seen, display)?,
        accuracy: seen
            .settled
            .iter()
            .map(|settled| accuracy(settled, display))
            .collect::<Result<_, _>>()?,
        corrections: seen
            .corrections
            .iter()
            .map(|(at, cost)| {
                Ok(say!(
                    "correction-at",
                    moment = format::moment(*at, now, zone),
                    amount = format::total(*cost, display)?
                ))
            })
            .collect::<Result<_, TooLarge>>()?,
    })
}

fn accuracy(settled: &Settled, display: MoneyFormat) -> Result<AccuracyView, TooLarge> {
    let text = say!(
        "accuracy",
        jobs = format::jobs_with_unpriced(settled.jobs, 0),
        estimated = format::total(settled.estimated, display)?,
        billed = format::total(settled.billed, display)?,
        off = format::off(settled.estimated, settled.billed)
    );
    Ok(AccuracyView {
        name: settled.subject.clone(),
        text,
    })
}

fn jobs(sum: &JobSum) -> String {
    format::jobs_with_unpriced(sum.jobs, sum.unpriced)
}

fn tick(shown: Decimal, display: MoneyFormat) -> Result<TickView, TooLarge> {
    let per_dollar = display.rate.map_or(Decimal::ONE, |rate| rate.per_dollar);
    let in_dollars = shown.checked_div(per_dollar).ok_or(TooLarge)?;
    let text = format::price(Money::from_dollars_rounded(in_dollars)?, display)?;
    Ok(TickView {
        value: in_dollars.to_f64().unwrap_or_default(),
        text,
    })
}

fn series(part: &Series, split: Split, display: MoneyFormat) -> Result<SeriesView, TooLarge> {
    let name = match (part.name.as_deref(), split) {
        (None, _) => say!("series-others"),
        (Some(""), Split::Tag) => say!("series-no-tag"),
        (_, Split::None) => say!("series-spent"),
        (Some(name), _) => name.to_owned(),
    };
    Ok(SeriesView {
        name,
        values: part.sums.iter().map(|sum| dollars(sum.cost)).collect(),
        shown: part
            .sums
            .iter()
            .map(|sum| Amount::total(sum.cost, display))
            .collect::<Result<_, _>>()?,
        total: Amount::total(part.total.cost, display)?,
    })
}

fn without(seen: &Overview, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let unpriced = seen.spending.total.unpriced;
    let jobs = (unpriced > 0).then(|| format::jobs_with_unpriced(unpriced, 0));
    let corrections = seen.spending.corrections;
    let corrections = (corrections != Money::ZERO)
        .then(|| format::total(corrections, display))
        .transpose()?;
    Ok(match (jobs, corrections) {
        (None, None) => None,
        (Some(jobs), None) => Some(say!("without-jobs", jobs = jobs)),
        (None, Some(amount)) => Some(say!("without-corrections", amount = amount)),
        (Some(jobs), Some(amount)) => Some(say!("without-both", jobs = jobs, amount = amount)),
    })
}

fn compared(
    sums: &Compared,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<Vec<ComparedView>, TooLarge> {
    let total = |sum: JobSum| format::total(sum.cost, display);
    let before = chrono::Datelike::with_day(&today, 1)
        .and_then(|first| first.pred_opt())
        .unwrap_or(today);
    Ok(vec![
        ComparedView {
            label: say!("compared-today"),
            amount: Amount::total(sums.today.cost, display)?,
            before: say!("compared-yesterday", amount = total(sums.yesterday)?),
        },
        ComparedView {
            label: format::capitalised(&format::month(today)),
            amount: Amount::total(sums.month.cost, display)?,
            before: say!(
                "compared-month",
                month = format::month(before),
                amount = total(sums.month_before)?,
                so_far = total(sums.month_before_so_far)?
            ),
        },
    ])
}

/// What the balance buys, of what was used most.
fn buys(seen: &Overview) -> Result<Vec<String>, TooLarge> {
    let Some(left) = seen.balance.remaining()?.filter(|left| *left > Money::ZERO) else {
        return Ok(Vec::new());
    };
    let rates = seen.settings.rates;
    let of_model = |subject: &str| {
        let price = seen.prices.price(subject)?;
        let count = left.buys(price.known()?)?;
        Some(say!(
            "buys-of-a-model",
            quantity = format::units_of(Decimal::from(count), &price.unit),
            model = subject
        ))
    };
    let worth = |subject: &String| match subject.parse::<Operation>().ok() {
        Some(operation) => Some(format::count_of(left.buys(rates.of(operation))?, operation)),
        _ => of_model(subject),
    };
    Ok(seen.used.iter().filter_map(worth).collect())
}
