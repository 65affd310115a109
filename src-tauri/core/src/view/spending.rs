//! Spending over time, and what stands beside it.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::{Amount, dollars};
use crate::domain::currency::Display;
use crate::domain::money::{Money, TooLarge};
use crate::domain::operation::Operation;
use crate::domain::period::Grain;
use crate::domain::spending::{Series, Settled, Split, Sum};
use crate::domain::ticks::ticks;
use crate::format;
use crate::ledger::{Compared, Overview};

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

/// A line between the ledger's own figure and fal's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GapLine {
    /// What it is.
    pub label: String,
    /// How much; null where that is not known.
    pub amount: Option<Amount>,
    /// What it means.
    pub note: String,
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
    (grain, split): (Grain, Split),
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<SpendingView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let display = seen.settings.display;
    let today = now.with_timezone(zone).date_naive();
    let spent = &seen.spending;
    let highest = spent.sums.iter().map(|sum| sum.cost).max().unwrap_or_default();
    let ticks = ticks(display.convert(highest)?)
        .into_iter()
        .map(|value| tick(value, display))
        .collect::<Result<Vec<_>, TooLarge>>()?;
    let sum = |sum: &Sum| Ok(format!("{}, {}", format::total(sum.cost, display)?, jobs(sum)));
    let has_balance = seen.balance.remaining()?.is_some();
    Ok(SpendingView {
        groups: seen
            .groups
            .iter()
            .zip(&spent.sums)
            .map(|(group, sum)| {
                let (label, full) = format::group(*group, grain, today);
                Ok(GroupView { label, full, total: Amount::total(sum.cost, display)?, jobs: jobs(sum) })
            })
            .collect::<Result<_, TooLarge>>()?,
        series: spent.series.iter().map(|part| series(part, split, display)).collect::<Result<_, _>>()?,
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
        buys: if display.hidden { Vec::new() } else { buys(seen)? },
        gap: gap(seen, display)?,
        accuracy: seen.settled.iter().map(|settled| accuracy(settled, display)).collect::<Result<_, _>>()?,
        corrections: seen
            .corrections
            .iter()
            .map(|(at, cost)| Ok(format!("{}: {}", format::moment(*at, now, zone), format::total(*cost, display)?)))
            .collect::<Result<_, TooLarge>>()?,
    })
}

fn accuracy(settled: &Settled, display: Display) -> Result<AccuracyView, TooLarge> {
    let text = format!(
        "{}: estimated {}, billed {}, {}",
        format::jobs_with_unpriced(settled.jobs, 0),
        format::total(settled.estimated, display)?,
        format::total(settled.billed, display)?,
        format::off(settled.estimated, settled.billed)
    );
    Ok(AccuracyView { name: settled.subject.clone(), text })
}

fn jobs(sum: &Sum) -> String {
    format::jobs_with_unpriced(sum.jobs, sum.unpriced)
}

fn tick(shown: Decimal, display: Display) -> Result<TickView, TooLarge> {
    let per_dollar = display.rate.map_or(Decimal::ONE, |rate| rate.per_dollar);
    let in_dollars = shown.checked_div(per_dollar).ok_or(TooLarge)?;
    let text = format::price(Money::from_dollars_rounded(in_dollars)?, display)?;
    Ok(TickView { value: in_dollars.to_f64().unwrap_or_default(), text })
}

fn series(part: &Series, split: Split, display: Display) -> Result<SeriesView, TooLarge> {
    let name = match (part.name.as_deref(), split) {
        (None, _) => "all others",
        (Some(""), Split::Tag) => "no tag",
        (_, Split::None) => "spent",
        (Some(name), _) => name,
    };
    Ok(SeriesView {
        name: name.to_owned(),
        values: part.sums.iter().map(|sum| dollars(sum.cost)).collect(),
        shown: part.sums.iter().map(|sum| Amount::total(sum.cost, display)).collect::<Result<_, _>>()?,
        total: Amount::total(part.total.cost, display)?,
    })
}

fn without(seen: &Overview, display: Display) -> Result<Option<String>, TooLarge> {
    let mut parts = Vec::new();
    if seen.spending.total.unpriced > 0 {
        parts.push(format!("{} of unknown price", format::jobs_with_unpriced(seen.spending.total.unpriced, 0)));
    }
    if seen.spending.corrections != Money::ZERO {
        parts.push(format!("corrections of {}", format::total(seen.spending.corrections, display)?));
    }
    Ok((!parts.is_empty()).then(|| format!("Not in the columns: {}.", parts.join(" and "))))
}

fn compared(sums: &Compared, today: NaiveDate, display: Display) -> Result<Vec<ComparedView>, TooLarge> {
    let total = |sum: Sum| format::total(sum.cost, display);
    let first = today.format("%B").to_string();
    let before = chrono::Datelike::with_day(&today, 1).and_then(|first| first.pred_opt()).unwrap_or(today);
    Ok(vec![
        ComparedView {
            label: "Today".to_owned(),
            amount: Amount::total(sums.today.cost, display)?,
            before: format!("yesterday {}", total(sums.yesterday)?),
        },
        ComparedView {
            label: first,
            amount: Amount::total(sums.month.cost, display)?,
            before: format!(
                "{} {}, {} of it by this day",
                before.format("%B"),
                total(sums.month_before)?,
                total(sums.month_before_so_far)?
            ),
        },
    ])
}

fn buys(seen: &Overview) -> Result<Vec<String>, TooLarge> {
    let Some(left) = seen.balance.remaining()?.filter(|left| *left > Money::ZERO) else { return Ok(Vec::new()) };
    let rates = seen.settings.rates;
    let of_model = |subject: &str| {
        let price = seen.book.price(subject)?;
        let count = left.buys(price.known()?)?;
        Some(format!("{} of {subject}", format::units_of(Decimal::from(count), &price.unit)))
    };
    let worth = |subject: &String| match Operation::from_name(subject) {
        Some(operation) => Some(format::count_of(left.buys(rates.of(operation))?, operation)),
        _ => of_model(subject),
    };
    Ok(seen.used.iter().filter_map(worth).collect())
}

/// From the ledger's own figure to fal's, with what explains the difference.
fn gap(seen: &Overview, display: Display) -> Result<Option<Vec<GapLine>>, TooLarge> {
    let (Some(live), Some(amount)) = (&seen.balance.live, seen.balance.budget()) else { return Ok(None) };
    let fal = live.connection.reading.amount;
    let own = amount.minus(seen.balance.since.cost)?;
    let unexplained = fal.minus(own)?.minus(live.held)?;
    let row = |label: &str, amount: Money, note: &str| {
        Ok(GapLine { label: label.to_owned(), amount: Some(Amount::total(amount, display)?), note: note.to_owned() })
    };
    let mut lines = vec![
        row("By the jobs here", own, "the balance when the key was connected or topped up, less the jobs since")?,
        row("Not yet charged", live.held, "jobs logged here that fal.ai's figure does not have yet")?,
    ];
    if seen.balance.since.unpriced > 0 {
        lines.push(GapLine {
            label: "Unknown".to_owned(),
            amount: None,
            note: format!(
                "{}: fal.ai charged them, the jobs here count nothing",
                format::jobs_with_unpriced(seen.balance.since.unpriced, seen.balance.since.unpriced)
            ),
        });
    }
    let note = match unexplained.nano() {
        0 => "nothing is left to explain",
        below if below < 0 => "fal.ai charged more: jobs that ran elsewhere, or cost more than estimated",
        _ => "fal.ai charged less: estimates that were too high, credit, or a small refund",
    };
    lines.push(row("Unexplained", unexplained, note)?);
    lines.push(row("By fal.ai", fal, "its newest figure")?);
    Ok(Some(lines))
}
