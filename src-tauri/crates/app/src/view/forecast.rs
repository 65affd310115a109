//! The forecast of the day on which the balance runs out.

use chrono::NaiveDate;
use fal_budget_domain::forecast::{Forecast, LargestDay, Pace};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_i18n::say;
use serde::Serialize;

use super::dollars;
use crate::format;

/// The forecast as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ForecastView {
    /// The forecast in a few words: `Lasts until 6 Jan – 18 Feb`.
    pub lasts: String,
    /// The paces that it goes by: `at $0.35 – $0.72 a day`; null without a pace.
    pub pace: Option<String>,
    /// The forecast in a sentence.
    pub text: String,
    /// The paces and the assumptions behind it, a sentence each.
    pub details: Vec<String>,
}

/// Kind of answer to when the balance runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ForecastAnswer {
    /// No balance is known.
    NoBalance,
    /// The balance is used up already.
    NothingLeft,
    /// There are less than three days since the first spending.
    TooLittleHistory,
    /// Almost all was spent on one day of a few.
    OneDayDecides,
    /// Nothing was spent for too long.
    NoSpending,
    /// The balance probably lasts for more than a year.
    Lasts,
    /// The balance runs out in a range of dates.
    RunsOut,
}

/// The forecast for programs. Dates are local days, amounts US dollars; null is what the answer
/// does not have.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForecastReport {
    /// Kind of answer.
    pub answer: ForecastAnswer,
    /// First day of the range.
    pub earliest: Option<NaiveDate>,
    /// Most likely day; null if that is more than a year ahead.
    pub likely: Option<NaiveDate>,
    /// Last day of the range; null if that is more than a year ahead.
    pub latest: Option<NaiveDate>,
    /// Day that the plain average gives, always within the range; null if that is more than a year
    /// ahead.
    pub at_average: Option<NaiveDate>,
    /// Average spending a day.
    pub per_day: Option<f64>,
    /// Average without the largest day.
    pub per_day_without_largest: Option<f64>,
    /// Average of the last week, if that is clearly above the days before.
    pub per_day_last_week: Option<f64>,
    /// Day with the highest spending.
    pub largest_day: Option<LargestDayView>,
    /// Number of days in the average.
    pub days: Option<u32>,
    /// Number of those days with spending.
    pub spending_days: Option<u32>,
    /// Days without spending, if there is no pace for that.
    pub quiet_days: Option<u32>,
    /// The same as text.
    pub display: ForecastView,
}

/// The day with the highest spending.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LargestDayView {
    /// Local day.
    pub day: NaiveDate,
    /// Amount that was spent on that day.
    pub spent: f64,
    /// True if no other day comes near.
    pub stands_out: bool,
}

impl ForecastView {
    pub(super) fn new(
        found: &Forecast,
        today: NaiveDate,
        display: MoneyFormat,
    ) -> Result<Self, TooLarge> {
        let (text, details) = format::forecast(found, today, display)?;
        let (lasts, pace) = format::lasts(found, today, display)?;
        Ok(Self {
            lasts,
            pace,
            text,
            details,
        })
    }
}

impl From<LargestDay> for LargestDayView {
    fn from(largest: LargestDay) -> Self {
        Self {
            day: largest.day,
            spent: dollars(largest.spent),
            stands_out: largest.stands_out,
        }
    }
}

/// Shows a forecast, or that without a balance there is none.
pub fn forecast(
    found: Option<&Forecast>,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<ForecastReport, TooLarge> {
    let shown = match found {
        Some(found) => ForecastView::new(found, today, display)?,
        None => ForecastView {
            lasts: say!("forecast-no-balance"),
            pace: None,
            text: say!("forecast-no-balance"),
            details: Vec::new(),
        },
    };
    let report = |answer, pace: Option<&Pace>| ForecastReport {
        answer,
        earliest: None,
        likely: None,
        latest: None,
        at_average: None,
        per_day: pace.map(|pace| dollars(pace.a_day)),
        per_day_without_largest: pace.map(|pace| dollars(pace.without_largest)),
        per_day_last_week: pace.and_then(|pace| pace.last_week).map(dollars),
        largest_day: pace.map(|pace| pace.largest.into()),
        days: pace.map(|pace| pace.days),
        spending_days: pace.map(|pace| pace.spending_days),
        quiet_days: None,
        display: shown,
    };
    Ok(match found {
        None => report(ForecastAnswer::NoBalance, None),
        Some(Forecast::NothingLeft) => report(ForecastAnswer::NothingLeft, None),
        Some(Forecast::TooLittleHistory) => report(ForecastAnswer::TooLittleHistory, None),
        Some(Forecast::OneDayDecides) => report(ForecastAnswer::OneDayDecides, None),
        Some(Forecast::NoSpending { days }) => ForecastReport {
            quiet_days: Some(*days),
            ..report(ForecastAnswer::NoSpending, None)
        },
        Some(Forecast::Lasts(pace)) => report(ForecastAnswer::Lasts, Some(pace)),
        Some(Forecast::RunsOut(range)) => ForecastReport {
            earliest: Some(range.earliest),
            likely: range.median,
            latest: range.latest,
            at_average: range.at_average,
            ..report(ForecastAnswer::RunsOut, Some(&range.pace))
        },
    })
}
