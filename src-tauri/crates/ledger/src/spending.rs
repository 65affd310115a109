//! Spending at a glance: the chart, sums to compare, the forecast, and how good estimates were.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc};
use fal_budget_domain::alerts::usual_peak;
use fal_budget_domain::balance::Balance;
use fal_budget_domain::forecast::{Forecast, WINDOW, forecast};
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::settings::Settings;
use fal_budget_domain::spending::day::start_of_day;
use fal_budget_domain::spending::period::{DayGroup, Granularity, Period};
use fal_budget_domain::spending::{
    JobSum, SettledEstimates, Slice, Spending, Split, breakdown, by_key, costs_by_part, spending,
};
use fal_budget_store::Tx;
use fal_budget_store::sums::spending as store;
use fal_budget_store::tables::setting;

use super::keys::{KeyNames, key_names};
use super::prices::{PriceBook, price_book};
use super::{Ledger, balance};
use crate::LedgerError;

/// Most models in the list of what the balance buys.
const MAX_USED: usize = 5;
/// Most corrections that are shown.
const MAX_CORRECTIONS: u32 = 20;

/// The chart, and everything that is shown beside it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Groups of days, one for each column of the chart.
    pub groups: Vec<DayGroup>,
    /// Spending by group.
    pub spending: Spending,
    /// Sums of today and this month, with those before.
    pub compared: Compared,
    /// Cost of each part of the split in the month before the period, or in as much of it as the
    /// period has of its own.
    pub before: BTreeMap<String, Money>,
    /// Highest cost of a usual day; `None` while there is too little history.
    pub usual_peak: Option<Money>,
    /// Range of dates in which the balance runs out.
    pub forecast: Forecast,
    /// Balance.
    pub balance: Balance,
    /// Models and operations used most in the last weeks, most used first.
    pub used: Vec<String>,
    /// All known prices.
    pub prices: PriceBook,
    /// Estimates and what fal billed, by model.
    pub settled: Vec<SettledEstimates>,
    /// Time and amount of the newest corrections.
    pub corrections: Vec<(DateTime<Utc>, Money)>,
    /// Settings.
    pub settings: Settings,
    /// Names of keys, by their ids.
    pub key_names: KeyNames,
}

/// Sums of days and months to compare with each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Today so far.
    pub today: JobSum,
    /// The whole day before.
    pub yesterday: JobSum,
    /// This month so far.
    pub month: JobSum,
    /// The month before, up to the same day of the month.
    pub month_before_so_far: JobSum,
    /// The whole month before.
    pub month_before: JobSum,
}

impl Ledger {
    /// Reads the spending of a period and everything that is shown beside it.
    pub async fn overview<Z: TimeZone>(
        &self,
        period: &Period,
        split: Split,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Overview, LedgerError> {
        let today = now.with_timezone(zone).date_naive();
        let groups = period.groups();
        let queried = QueriedDays::new(&groups, today, period.month_before());
        // A day that the calendar of the zone skips has no bounds, and nothing was spent on it.
        let ranges: Vec<_> = queried
            .all
            .iter()
            .map(|group| group.bounds(zone).unwrap_or((now, now)))
            .collect();

        let mut tx = self.read().await?;
        let slices = store::slices(&mut tx, &ranges).await?;
        let parts = parts(&mut tx, split, &ranges, &slices).await?;
        let balance = balance(&mut tx, start_of_day(now, zone)).await?;
        let compared = queried.compare(&slices)?;
        let pace = queried.pace(&slices)?;
        let left = balance.remaining()?.unwrap_or_default();
        Ok(Overview {
            before: costs_by_part(&queried.before(&parts), split)?,
            usual_peak: usual_peak(&pace),
            spending: spending(&queried.chart(&parts), split, groups.len())?,
            forecast: forecast(left, &pace, compared.today.cost, today),
            used: used(queried.recent(&slices)),
            prices: price_book(&mut tx).await?,
            settled: store::settled(&mut tx).await?,
            corrections: store::corrections(&mut tx, MAX_CORRECTIONS).await?,
            settings: setting::read(&mut tx).await?,
            key_names: key_names(&mut tx).await?,
            groups,
            compared,
            balance,
        })
    }
}

impl Ledger {
    /// Sums what was spent in a span of local days, by model or tag, with every part of it.
    pub async fn breakdown<Z: TimeZone>(
        &self,
        days: DayGroup,
        split: Split,
        zone: &Z,
    ) -> Result<Spending, LedgerError> {
        let Some(range) = days.bounds(zone) else {
            return Ok(Spending::default());
        };
        let mut tx = self.read().await?;
        let slices = store::slices(&mut tx, &[range]).await?;
        let parts = parts(&mut tx, split, &[range], &slices).await?;
        Ok(breakdown(&parts, split, 1)?)
    }
}

/// Returns the slices that a split is made of: by key they are sums of their own.
async fn parts<'a>(
    tx: &mut Tx,
    split: Split,
    ranges: &[(DateTime<Utc>, DateTime<Utc>)],
    slices: &'a [Slice],
) -> Result<Cow<'a, [Slice]>, LedgerError> {
    if split != Split::Key {
        return Ok(Cow::Borrowed(slices));
    }
    let keyed = store::slices_by_key(tx, ranges).await?;
    Ok(Cow::Owned(by_key(keyed, slices, ranges.len())?))
}

/// Groups of days of an overview: first those of the chart, then those to compare, then the days
/// of the forecast, and last the month before.
// In one list, because one query for all of them reads each model's sums once.
struct QueriedDays {
    all: Vec<DayGroup>,
    /// Index of the first group to compare, which is today.
    compared: usize,
    /// Index of the first day of the forecast.
    days: usize,
    /// Index of the month before.
    before: usize,
}

impl QueriedDays {
    fn new(chart: &[DayGroup], today: NaiveDate, before: DayGroup) -> Self {
        let compared = compared_days(today);
        let days = days_before(today);
        Self {
            compared: chart.len(),
            days: chart.len() + compared.len(),
            before: chart.len() + compared.len() + days.len(),
            all: [chart, &compared, &days, &[before]].concat(),
        }
    }

    fn chart(&self, slices: &[Slice]) -> Vec<Slice> {
        slices
            .iter()
            .filter(|slice| slice.group < self.compared)
            .cloned()
            .collect()
    }

    fn compare(&self, slices: &[Slice]) -> Result<Compared, TooLarge> {
        // In the order of `compared_days`.
        let nth = |nth: usize| sum(slices, self.compared + nth);
        Ok(Compared {
            today: nth(0)?,
            yesterday: nth(1)?,
            month: nth(2)?,
            month_before_so_far: nth(3)?,
            month_before: nth(4)?,
        })
    }

    /// Costs by day, oldest first.
    fn pace(&self, slices: &[Slice]) -> Result<Vec<Money>, TooLarge> {
        (self.days..self.before)
            .map(|group| Ok(sum(slices, group)?.cost))
            .collect()
    }

    /// Slices of today and of the days of the forecast.
    fn recent<'a>(&self, slices: &'a [Slice]) -> impl Iterator<Item = &'a Slice> {
        let (today, days) = (self.compared, self.days..self.before);
        slices
            .iter()
            .filter(move |slice| slice.group == today || days.contains(&slice.group))
    }

    /// Slices of the month before.
    fn before(&self, slices: &[Slice]) -> Vec<Slice> {
        slices
            .iter()
            .filter(|slice| slice.group == self.before)
            .cloned()
            .collect()
    }
}

/// Today, yesterday, this month, the month before up to the same day, the whole month before.
fn compared_days(today: NaiveDate) -> [DayGroup; 5] {
    let yesterday = today.pred_opt().unwrap_or(today);
    let first = today.with_day(1).unwrap_or(today);
    let before = first.checked_sub_months(Months::new(1)).unwrap_or(first);
    let last = first.pred_opt().unwrap_or(first);
    // The month before may be shorter: up to the 31st there is up to its end.
    let so_far = before
        .checked_add_days(Days::new(u64::from(today.day0())))
        .unwrap_or(last)
        .min(last);
    let group = |first, last| DayGroup { first, last };
    [
        group(today, today),
        group(yesterday, yesterday),
        group(first, today),
        group(before, so_far),
        group(before, last),
    ]
}

/// Lists the whole days before today that a forecast is made from, oldest first.
pub(super) fn days_before(today: NaiveDate) -> Vec<DayGroup> {
    let days = Days::new(u64::try_from(WINDOW).unwrap_or_default());
    let (from, until) = (
        today.checked_sub_days(days).unwrap_or(today),
        today.pred_opt().unwrap_or(today),
    );
    Period {
        from,
        until,
        grain: Granularity::Day,
    }
    .groups()
}

/// Sums the jobs of a group. Corrections, which have no subject, belong to no day.
fn sum(slices: &[Slice], group: usize) -> Result<JobSum, TooLarge> {
    slices
        .iter()
        .filter(|slice| slice.group == group && !slice.subject.is_empty())
        .try_fold(JobSum::default(), |sum, slice| {
            Ok(JobSum {
                jobs: sum.jobs.saturating_add(slice.jobs),
                cost: sum.cost.plus(slice.cost)?,
                unpriced: sum.unpriced.saturating_add(slice.unpriced),
            })
        })
}

/// Lists the subjects with the most jobs, most used first.
fn used<'a>(slices: impl Iterator<Item = &'a Slice>) -> Vec<String> {
    let mut counts: Vec<(&str, i64)> = Vec::new();
    for slice in slices.filter(|slice| !slice.subject.is_empty()) {
        match counts
            .iter_mut()
            .find(|(subject, _)| *subject == slice.subject)
        {
            Some((_, count)) => *count = count.saturating_add(slice.jobs),
            None => counts.push((&slice.subject, slice.jobs)),
        }
    }
    counts.sort_by_key(|(subject, count)| (std::cmp::Reverse(*count), *subject));
    counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .take(MAX_USED)
        .map(|(subject, _)| subject.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_are_compared_with_the_ones_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let shown = |today: &str| {
            compared_days(day(today)).map(|group| {
                format!(
                    "{}..{}",
                    group.first.format("%m-%d"),
                    group.last.format("%m-%d")
                )
            })
        };
        assert_eq!(
            shown("2026-11-23"),
            [
                "11-23..11-23",
                "11-22..11-22",
                "11-01..11-23",
                "10-01..10-23",
                "10-01..10-31"
            ]
        );
        assert_eq!(
            shown("2026-03-31")[3],
            "02-01..02-28",
            "a shorter month ends where it ends"
        );
        assert_eq!(
            shown("2026-01-01")[1..],
            [
                "12-31..12-31",
                "01-01..01-01",
                "12-01..12-01",
                "12-01..12-31"
            ]
        );
        assert_eq!(days_before(day("2026-03-30")).len(), WINDOW);
    }
}
