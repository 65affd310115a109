//! Spending over time as a chart, and the figures beside it.

use std::fmt::Display;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone, Utc};
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::forecast::Forecast;
use fal_budget_domain::jobs::operation::Operation;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::plain_text::plain;
use fal_budget_domain::spending::axis::ticks;
use fal_budget_domain::spending::period::{DayGroup, Granularity, Period};
use fal_budget_domain::spending::{JobSum, Series, SettledEstimates, Split};
use fal_budget_i18n::say;
use fal_budget_ledger::Overview;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

use super::forecast::ForecastView;
use super::gap::{GapLine, gap};
use super::{Amount, dollars, ratio};
use crate::format;

/// The chart, its table, and the figures beside them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpendingView {
    /// The columns.
    pub groups: Vec<GroupView>,
    /// The parts of each column, from the bottom up.
    pub series: Vec<SeriesView>,
    /// The lines across the chart, from zero up.
    pub ticks: Vec<TickView>,
    /// Height of the chart in US dollars.
    pub top: f64,
    /// Sum of all columns, in a sentence.
    pub total: String,
    /// Jobs and corrections that the columns leave out, in a sentence; null when there are none.
    pub without: Option<String>,
    /// This day and month beside the ones before, and the month's end by the pace of the last days.
    pub compared: Vec<ComparedView>,
    /// Month that the columns show; null for any other period.
    pub month: Option<MonthView>,
    /// Forecast of the day on which the balance runs out; null without a balance.
    pub forecast: Option<ForecastView>,
    /// Jobs that the balance buys, a kind a line.
    pub buys: Vec<String>,
    /// Steps from the ledger's own balance to fal's figure; null while no key is connected.
    pub gap: Option<Vec<GapLine>>,
    /// Accuracy of the estimates, by model.
    pub accuracy: Vec<AccuracyView>,
    /// The newest corrections, each with its time and amount.
    pub corrections: Vec<String>,
}

/// A column: a day, week or month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupView {
    /// Label under the column.
    pub label: String,
    /// The period in full.
    pub full: String,
    /// First day, ISO 8601.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Sum of the column.
    pub total: Amount,
    /// Number of jobs, in words.
    pub jobs: String,
    /// True when the column stands out so far that the chart cuts it.
    pub cut: bool,
}

/// A part of each column: a model, a tag, or all.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SeriesView {
    /// Name of the model or tag.
    pub name: String,
    /// Sums in US dollars, by column.
    pub values: Vec<f64>,
    /// The sums, as a person reads them.
    pub shown: Vec<Amount>,
    /// Sum over all columns.
    pub total: Amount,
    /// Number of jobs, in words.
    pub jobs: String,
    /// Share of all columns, 0 to 1.
    pub part: f64,
    /// The share, as a person reads it; null while nothing was spent.
    pub share: Option<String>,
    /// Difference to the month before, with its sign; null for any other period, and for what the
    /// month before does not tell apart.
    pub change: Option<Amount>,
}

/// A month of the calendar, and the ways to the ones beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MonthView {
    /// `November 2026`.
    pub name: String,
    /// Name of the month before: `October`.
    pub before: String,
    /// The month before, as a request names it: `2026-10`.
    pub previous: String,
    /// The month after; null for the month of today.
    pub next: Option<String>,
    /// First day, ISO 8601.
    pub from: String,
    /// Last day that the columns show.
    pub until: String,
}

/// A line across the chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TickView {
    /// Height in US dollars.
    pub value: f64,
    /// The amount, as a person reads it.
    pub text: String,
}

/// A sum beside the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComparedView {
    /// The period.
    pub label: String,
    /// Sum of the period.
    pub amount: Amount,
    /// The sum of the period before, in words.
    pub before: String,
    /// True when the amount is far above the usual.
    pub unusual: bool,
}

/// The accuracy of a model's estimates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AccuracyView {
    /// The model.
    pub name: String,
    /// `12 jobs: estimated €1.00, billed €1.03, 3 % too low`.
    pub text: String,
}

/// Shows an overview of spending, its columns as wide as the granularity. `month` is the period
/// where that is a month.
pub fn spending<Z: TimeZone<Offset: Display>>(
    overview: &Overview,
    (granularity, split): (Granularity, Split),
    month: Option<&Period>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<SpendingView, TooLarge> {
    let display = overview.settings.display;
    let today = now.with_timezone(zone).date_naive();
    let spending = &overview.spending;
    let columns = overview.groups.iter().zip(&spending.sums);
    let series_of = spending.series.iter();
    let accuracy_of = overview.settled.iter();
    let drawn = drawn_height(&spending.sums);
    let ticks = chart_ticks(drawn, display)?;
    Ok(SpendingView {
        groups: columns
            .map(|(days, sum)| {
                Ok(GroupView {
                    cut: sum.cost > drawn,
                    ..column((*days, granularity), sum, today, display)?
                })
            })
            .collect::<Result<_, TooLarge>>()?,
        series: series_of
            .map(|part| series(part, split, overview, month.is_some()))
            .collect::<Result<_, _>>()?,
        top: ticks.last().map_or(0.0, |tick| tick.value),
        ticks,
        total: say!(
            "sum-of-jobs",
            amount = format::total(spending.total.cost, display)?,
            jobs = jobs(&spending.total)
        ),
        without: without(overview, display)?,
        compared: compared(overview, today)?,
        month: month.map(|month| month_view(month, today)),
        forecast: forecast(overview, today, display)?,
        buys: buys(overview)?,
        gap: gap(overview, display)?,
        accuracy: accuracy_of
            .map(|settled| accuracy(settled, display))
            .collect::<Result<_, _>>()?,
        corrections: corrections(overview, display, now, zone)?,
    })
}

fn column(
    (days, granularity): (DayGroup, Granularity),
    sum: &JobSum,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<GroupView, TooLarge> {
    let (label, full) = format::group(days, granularity, today);
    Ok(GroupView {
        label,
        full,
        from: days.first.to_string(),
        until: days.last.to_string(),
        total: Amount::total(sum.cost, display)?,
        jobs: jobs(sum),
        cut: false,
    })
}

/// Returns the height that a chart of these columns is drawn to. A single column that is far above
/// all others is cut: they would be too low to compare.
fn drawn_height(columns: &[JobSum]) -> Money {
    let mut costs: Vec<Money> = columns.iter().map(|sum| sum.cost).collect();
    costs.sort_unstable_by(|one, other| other.cmp(one));
    let highest = costs.first().copied().unwrap_or_default();
    let second = costs.get(1).copied().unwrap_or_default();
    let is_far_above = i128::from(highest.nano()) > i128::from(second.nano()) * 3;
    if second > Money::ZERO && is_far_above {
        second
    } else {
        highest
    }
}

/// The lines across a chart of this height. They stand at round amounts of the currency that is
/// shown, up to the first one that is not below it.
fn chart_ticks(highest: Money, display: MoneyFormat) -> Result<Vec<TickView>, TooLarge> {
    ticks(display.convert(highest)?)
        .into_iter()
        .map(|amount| tick(amount, display))
        .collect()
}

fn tick(shown: Decimal, display: MoneyFormat) -> Result<TickView, TooLarge> {
    // Columns are in dollars, so the line goes back to dollars, and its text passes through them:
    // the nano-dollar that this may cost is too small for a label.
    let per_dollar = display.rate.map_or(Decimal::ONE, |rate| rate.per_dollar);
    let in_dollars = shown.checked_div(per_dollar).ok_or(TooLarge)?;
    let text = format::price(Money::from_dollars_rounded(in_dollars)?, display)?;
    Ok(TickView {
        value: in_dollars.to_f64().unwrap_or_default(),
        text,
    })
}

fn forecast(
    overview: &Overview,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<Option<ForecastView>, TooLarge> {
    if overview.balance.remaining()?.is_none() {
        return Ok(None);
    }
    ForecastView::new(&overview.forecast, today, display).map(Some)
}

fn accuracy(settled: &SettledEstimates, display: MoneyFormat) -> Result<AccuracyView, TooLarge> {
    let text = say!(
        "accuracy",
        jobs = format::jobs_with_unpriced(settled.jobs, 0),
        estimated = format::total(settled.estimated, display)?,
        billed = format::total(settled.settled, display)?,
        off = format::off(settled.estimated, settled.settled)
    );
    Ok(AccuracyView {
        name: settled.subject.clone(),
        text,
    })
}

fn corrections<Z: TimeZone<Offset: Display>>(
    overview: &Overview,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<String>, TooLarge> {
    let lines = overview.corrections.iter().map(|(at, cost)| {
        Ok(say!(
            "correction-at",
            moment = format::moment(*at, now, zone),
            amount = format::total(*cost, display)?
        ))
    });
    lines.collect()
}

fn jobs(sum: &JobSum) -> String {
    format::jobs_with_unpriced(sum.jobs, sum.unpriced)
}

fn series(
    part: &Series,
    split: Split,
    overview: &Overview,
    is_month: bool,
) -> Result<SeriesView, TooLarge> {
    let display = overview.settings.display;
    let name = match (part.name.as_deref(), split) {
        (None, _) => say!("series-others"),
        (Some(""), Split::Tag) => say!("series-no-tag"),
        (Some(""), Split::Key) => say!("series-no-key"),
        (_, Split::None) => say!("series-spent"),
        (Some(id), Split::Key) => plain(overview.key_names.name(id)).into_owned(),
        (Some(name), _) => name.to_owned(),
    };
    let cost = part.total.cost;
    let share = Share::new(cost, overview.spending.total.cost);
    let before = part.name.as_ref().filter(|_| is_month).map(|name| {
        let before = overview.before.get(name).copied().unwrap_or_default();
        cost.minus(before)
    });
    Ok(SeriesView {
        name,
        values: part.sums.iter().map(|sum| dollars(sum.cost)).collect(),
        shown: part
            .sums
            .iter()
            .map(|sum| Amount::total(sum.cost, display))
            .collect::<Result<_, _>>()?,
        total: Amount::total(cost, display)?,
        jobs: jobs(&part.total),
        part: share.map_or(0.0, ratio),
        share: share.map(format::share),
        change: before
            .transpose()?
            .map(|change| Amount::change(change, display))
            .transpose()?,
    })
}

fn month_view(month: &Period, today: NaiveDate) -> MonthView {
    let first = month.from;
    let before = first.pred_opt().unwrap_or(first);
    let next = first.checked_add_months(Months::new(1));
    let named = |day: NaiveDate| day.format("%Y-%m").to_string();
    MonthView {
        name: format::capitalised(&format::month_with_year(first)),
        before: format::month(before),
        previous: named(before),
        next: next.filter(|next| *next <= today).map(named),
        from: first.to_string(),
        until: month.until.to_string(),
    }
}

fn without(overview: &Overview, display: MoneyFormat) -> Result<Option<String>, TooLarge> {
    let unpriced = overview.spending.total.unpriced;
    let jobs = (unpriced > 0).then(|| format::jobs_with_unpriced(unpriced, 0));
    // A correction belongs to no day: what was off may have been spent at any time since the
    // balance was entered.
    let corrections = overview.spending.corrections;
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

fn compared(overview: &Overview, today: NaiveDate) -> Result<Vec<ComparedView>, TooLarge> {
    let display = overview.settings.display;
    let sums = &overview.compared;
    let peak = overview.usual_peak;
    let amount = format::total(peak.unwrap_or(sums.yesterday.cost), display)?;
    let day = ComparedView {
        label: say!("compared-today"),
        amount: Amount::total(sums.today.cost, display)?,
        before: match peak {
            Some(_) => say!("compared-usual", amount = amount),
            None => say!("compared-yesterday", amount = amount),
        },
        unusual: peak.is_some_and(|peak| sums.today.cost > peak),
    };
    let first = today.with_day(1);
    let before = first.and_then(|first| first.pred_opt()).unwrap_or(today);
    let by_then = before.with_day(today.day()).unwrap_or(before);
    let month = ComparedView {
        label: format::capitalised(&format::month(today)),
        amount: Amount::total(sums.month.cost, display)?,
        // A whole month beside a begun one would always look like less spending.
        before: say!(
            "compared-by-day",
            amount = format::total(sums.month_before_so_far.cost, display)?,
            date = format::date(by_then, today)
        ),
        unusual: false,
    };
    Ok(vec![day, month, month_end(overview, before, today)?])
}

/// The sum of this month by its end, if its days to come go by the pace of the last ones.
fn month_end(
    overview: &Overview,
    before: NaiveDate,
    today: NaiveDate,
) -> Result<ComparedView, TooLarge> {
    let display = overview.settings.display;
    let month = overview.compared.month.cost;
    let pace = match &overview.forecast {
        Forecast::RunsOut(range) => Some(range.pace),
        Forecast::Lasts(pace) => Some(*pace),
        _ => None,
    };
    let days = Period::days_left_of_month(today);
    let by = |a_day: Money| a_day.times(days).and_then(|more| month.plus(more));
    let amount = match pace {
        Some(pace) => {
            let (low, high) = format::paces(&pace);
            Amount::range(by(low)?, by(high)?, display)?
        }
        None => Amount::unknown(),
    };
    Ok(ComparedView {
        label: say!("compared-month-end"),
        amount,
        before: say!(
            "compared-whole-month",
            month = format::capitalised(&format::month(before)),
            amount = format::total(overview.compared.month_before.cost, display)?
        ),
        unusual: false,
    })
}

/// Quantities that the balance buys of each thing used most. Empty while amounts are hidden, since
/// a price and a quantity give the balance away.
fn buys(overview: &Overview) -> Result<Vec<String>, TooLarge> {
    let remaining = overview.balance.remaining()?;
    let hidden = overview.settings.display.hidden;
    let Some(left) = remaining.filter(|left| *left > Money::ZERO && !hidden) else {
        return Ok(Vec::new());
    };
    let rates = overview.settings.rates;
    let of_model = |subject: &str| {
        let price = overview.prices.price(subject)?;
        let count = left.buys(price.known()?)?;
        Some(say!(
            "buys-of-a-model",
            quantity = format::units_of(Decimal::from(count), &price.unit),
            model = subject
        ))
    };
    let line = |subject: &String| match subject.parse::<Operation>() {
        Ok(operation) => Some(format::count_of(left.buys(rates.of(operation))?, operation)),
        Err(_) => of_model(subject),
    };
    Ok(overview.used.iter().filter_map(line).collect())
}
