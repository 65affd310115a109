//! Requests about spending over time, and reconciling.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use fal_budget_domain::balance::discrepancy::Discrepancy;
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::Split;
use fal_budget_domain::spending::period::{Granularity, Lookback, Period};
use fal_budget_ledger::Ledger;
use serde::Deserialize;
use serde_json::Value;

use crate::view::{self, DiscrepancyView, ForecastReport, SpendingView};
use crate::{Error, input};

/// `get_spending`: the period of a chart and its division. Missing and unknown values mean the
/// usual ones.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct GetSpending {
    /// Month of the period, `2026-11`, in place of a number of days.
    pub month: Option<String>,
    /// Length of the period in days: 7, 30, 90 or 365.
    pub days: Option<u32>,
    /// Width of a column: `day`, `week` or `month`.
    pub grain: Option<String>,
    /// Division of each column: by `model` or `tag`, or `none`.
    pub split: Option<String>,
}

/// `find_discrepancy`, `reconcile`: the balance that fal's dashboard shows.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StatedBalance {
    /// Typed text or a number.
    #[cfg_attr(test, ts(as = "crate::input::Typed"))]
    pub stated: Value,
}

impl GetSpending {
    /// Returns the days of the named month. `None` without a name; an unknown one means this month.
    fn month(&self, today: NaiveDate) -> Option<Period> {
        let named = self.month.as_ref()?;
        let day = format!("{named}-01").parse().unwrap_or(today);
        Some(Period::of_month(day, today))
    }

    fn lookback(&self) -> Lookback {
        Lookback::ALL
            .into_iter()
            .find(|lookback| Some(lookback.days()) == self.days)
            .unwrap_or(Lookback::ThirtyDays)
    }

    fn granularity(&self, lookback: Lookback) -> Granularity {
        match (self.grain.as_deref(), lookback) {
            // The columns of a year of days would be too narrow to see, and a week of months would
            // be a single one: neither is offered.
            (Some("day"), Lookback::SevenDays | Lookback::ThirtyDays | Lookback::NinetyDays) => {
                Granularity::Day
            }
            (Some("week"), Lookback::ThirtyDays | Lookback::NinetyDays | Lookback::Year) => {
                Granularity::Week
            }
            (Some("month"), Lookback::NinetyDays | Lookback::Year) => Granularity::Month,
            _ => lookback.granularity(),
        }
    }

    fn split(&self) -> Split {
        match self.split.as_deref() {
            Some("model") => Split::Model,
            Some("tag") => Split::Tag,
            Some("key") => Split::Key,
            _ => Split::None,
        }
    }
}

/// Returns what was spent in a period, with forecast and comparisons.
pub async fn get_spending<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    request: &GetSpending,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<SpendingView, Error> {
    let split = request.split();
    let today = now.with_timezone(zone).date_naive();
    let month = request.month(today);
    let period = month.unwrap_or_else(|| {
        let lookback = request.lookback();
        lookback.ending(today, request.granularity(lookback))
    });
    let overview = ledger.overview(&period, split, now, zone).await?;
    let shape = (period.grain, split);
    Ok(view::spending(&overview, shape, month.as_ref(), now, zone)?)
}

/// Returns when the balance runs out, as the alert judges it.
pub async fn forecast<Z: TimeZone>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<ForecastReport, Error> {
    let today = now.with_timezone(zone).date_naive();
    let found = ledger.sums(now, zone).await?.forecast(today)?;
    let display = ledger.settings().await?.display;
    Ok(view::forecast(found.as_ref(), today, display)?)
}

/// Returns the discrepancy between ledger and dashboard. Nothing is stored.
pub async fn find_discrepancy(
    ledger: &Ledger,
    request: &StatedBalance,
    now: DateTime<Utc>,
) -> Result<DiscrepancyView, Error> {
    let stated = stated(ledger, request).await?;
    shown(ledger, &ledger.discrepancy(stated, now).await?).await
}

/// Books the discrepancy as a correction. Returns the change that undoes it, and the discrepancy.
pub async fn reconcile(
    ledger: &Ledger,
    request: &StatedBalance,
    now: DateTime<Utc>,
) -> Result<(i64, DiscrepancyView), Error> {
    let stated = stated(ledger, request).await?;
    let (change, discrepancy) = ledger.reconcile(stated, now).await?;
    Ok((change, shown(ledger, &discrepancy).await?))
}

async fn stated(ledger: &Ledger, request: &StatedBalance) -> Result<Money, Error> {
    // Null clears a balance elsewhere; here nothing was stated, which is refused like an empty
    // field.
    let typed = Some(&request.stated)
        .filter(|value| !value.is_null())
        .cloned()
        .unwrap_or_else(|| Value::from(""));
    input::stated_balance(&typed, ledger.settings().await?.display)
}

async fn shown(ledger: &Ledger, discrepancy: &Discrepancy) -> Result<DiscrepancyView, Error> {
    let display = ledger.settings().await?.display;
    Ok(view::discrepancy(discrepancy, display)?)
}
