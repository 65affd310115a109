//! Spending of some days, part by part.

use chrono::NaiveDate;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::Subject;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::plain_text::plain;
use fal_budget_domain::spending::period::DayGroup;
use fal_budget_domain::spending::{Series, Spending, Split};
use fal_budget_i18n::say;
use fal_budget_ledger::KeyNames;
use serde::Serialize;

use super::dollars;
use crate::format;

/// Spending of some days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BreakdownView {
    /// First day, ISO 8601.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Sum in US dollars, without corrections and jobs of unknown cost.
    pub total: f64,
    /// Number of jobs whose cost is not known.
    pub unpriced: i64,
    /// Parts, the dearest first.
    pub rows: Vec<PartView>,
    /// The days and the sum, as a person reads them.
    #[serde(skip)]
    pub text: String,
}

/// Part of what was spent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartView {
    /// Model, tag, or name of a key; empty for jobs without a tag or key.
    pub name: String,
    /// Sum in US dollars; null when no cost of its jobs is known.
    pub cost: Option<f64>,
    /// Number of jobs.
    pub jobs: i64,
    /// Number of jobs whose cost is not known.
    pub unpriced: i64,
    /// Share of the sum, from 0 to 1.
    pub share: f64,
    /// Sum in US dollars, to the last digit; empty when no cost is known.
    #[serde(skip)]
    pub exact: String,
    /// Name, sum and jobs, as a person reads them.
    #[serde(skip)]
    pub shown: [String; 3],
}

/// Shows what was spent in some days.
pub fn breakdown(
    spending: &Spending,
    days: DayGroup,
    split: Split,
    keys: &KeyNames,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<BreakdownView, TooLarge> {
    let sum = &spending.total;
    let rows = spending
        .series
        .iter()
        .map(|series| part(series, split, keys, sum.cost, display));
    let text = if sum.jobs == 0 {
        say!("spending-none", days = format::days(days, today))
    } else {
        say!(
            "spending-of-days",
            days = format::days(days, today),
            amount = format::sum(sum, display)?,
            jobs = format::jobs_with_unpriced(sum.jobs, sum.unpriced)
        )
    };
    Ok(BreakdownView {
        from: days.first.to_string(),
        to: days.last.to_string(),
        total: dollars(sum.cost),
        unpriced: sum.unpriced,
        rows: rows.collect::<Result<_, _>>()?,
        text,
    })
}

fn part(
    series: &Series,
    split: Split,
    keys: &KeyNames,
    whole: Money,
    display: MoneyFormat,
) -> Result<PartView, TooLarge> {
    let name = series.name.clone().unwrap_or_default();
    let name = match split {
        Split::Key => plain(keys.name(&name)).into_owned(),
        _ => name,
    };
    let sum = &series.total;
    let is_known = sum.unpriced < sum.jobs;
    let shown = match split {
        Split::Tag if name.is_empty() => say!("series-no-tag"),
        Split::Key if name.is_empty() => say!("series-no-key"),
        _ => name.clone(),
    };
    Ok(PartView {
        name,
        cost: is_known.then(|| dollars(sum.cost)),
        jobs: sum.jobs,
        unpriced: sum.unpriced,
        share: share(sum.cost, whole),
        exact: if is_known {
            sum.cost.dollars().normalize().to_string()
        } else {
            String::new()
        },
        shown: [
            shown,
            format::sum(sum, display)?,
            format::jobs_with_unpriced(sum.jobs, sum.unpriced),
        ],
    })
}

/// Share of a sum, to four decimals.
#[expect(
    clippy::float_arithmetic,
    reason = "a number of JSON; money never returns from here"
)]
fn share(part: Money, whole: Money) -> f64 {
    let (part, whole) = (dollars(part), dollars(whole));
    if whole > 0.0 {
        (part / whole * 1e4).round() / 1e4
    } else {
        0.0
    }
}

/// Name of what a job ran, as files and programs have it. Empty for a correction.
#[must_use]
pub fn subject_name(subject: &Subject) -> &str {
    match subject {
        Subject::Operation(operation) => operation.into_str(),
        Subject::Model(model) => model,
        Subject::Correction => "",
    }
}
