//! Looking at spending: charts, forecast, the gap to fal's figure.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone, Utc};

use super::prices::{PriceBook, price_book};
use super::{Ledger, balance};
use crate::Error;
use crate::domain::balance::Balance;
use crate::domain::day::start_of_day;
use crate::domain::forecast::{Forecast, WINDOW, forecast};
use crate::domain::money::{Money, TooLarge};
use crate::domain::period::{DayGroup, Granularity, Period};
use crate::domain::settings::Settings;
use crate::domain::spending::{JobSum, Settled, Slice, Spending, Split, spending};
use crate::store::{setting, spending as store};

/// Models whose worth of the balance is shown.
const USED: usize = 5;
/// Corrections that are shown.
const CORRECTIONS: u32 = 20;

/// All that the chart and what stands beside it show.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The groups of days of the chart.
    pub groups: Vec<DayGroup>,
    /// What was spent in them.
    pub spending: Spending,
    /// Today, and the days and months to compare it with.
    pub compared: Compared,
    /// When the balance runs out.
    pub forecast: Forecast,
    /// The balance.
    pub balance: Balance,
    /// The models and operations used most in the last weeks.
    pub used: Vec<String>,
    /// Their prices, and all others.
    pub prices: PriceBook,
    /// How good estimates were, by model.
    pub settled: Vec<Settled>,
    /// The newest corrections: when, and by how much.
    pub corrections: Vec<(DateTime<Utc>, Money)>,
    /// What the person chose.
    pub settings: Settings,
}

/// Sums to stand beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// This day so far.
    pub today: JobSum,
    /// The whole day before.
    pub yesterday: JobSum,
    /// This month so far.
    pub month: JobSum,
    /// The month before, up to the same day of it.
    pub month_before_so_far: JobSum,
    /// The whole month before.
    pub month_before: JobSum,
}

impl Ledger {
    /// Looks at the spending of a period.
    pub async fn overview<Z: TimeZone>(
        &self,
        period: &Period,
        split: Split,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Overview, Error> {
        let today = now.with_timezone(zone).date_naive();
        let groups = period.groups();
        let compared = compared_days(today);
        let days = days_before(today);
        let all: Vec<DayGroup> = groups
            .iter()
            .chain(&compared)
            .chain(&days)
            .copied()
            .collect();
        let stretches: Vec<_> = all
            .iter()
            .map(|group| group.bounds(zone).unwrap_or((now, now)))
            .collect();

        let mut transaction = self.store.read().await?;
        let slices = store::slices(&mut transaction, &stretches).await?;
        let balance = balance(&mut transaction, start_of_day(now, zone)).await?;
        let (first, second) = (groups.len(), groups.len() + compared.len());
        let chart: Vec<Slice> = slices
            .iter()
            .filter(|slice| slice.group < first)
            .cloned()
            .collect();
        let sum = |nth: usize| sum(slices.iter().filter(move |slice| slice.group == nth));
        let [
            today_so_far,
            yesterday,
            month,
            month_before_so_far,
            month_before,
        ] = [0, 1, 2, 3, 4].map(|nth| sum(first + nth));
        let compared = Compared {
            today: today_so_far?,
            yesterday: yesterday?,
            month: month?,
            month_before_so_far: month_before_so_far?,
            month_before: month_before?,
        };
        let pace = (0..days.len())
            .map(|nth| Ok(sum(second + nth)?.cost))
            .collect::<Result<Vec<_>, TooLarge>>()?;
        let left = balance.remaining()?.unwrap_or_default();
        Ok(Overview {
            spending: spending(&chart, split, groups.len())?,
            forecast: forecast(left, &pace, compared.today.cost, today),
            used: used(
                slices
                    .iter()
                    .filter(|slice| slice.group == first || slice.group >= second),
            ),
            prices: price_book(&mut transaction).await?,
            settled: store::settled(&mut transaction).await?,
            corrections: store::corrections(&mut transaction, CORRECTIONS).await?,
            settings: setting::read(&mut transaction).await?,
            groups,
            compared,
            balance,
        })
    }
}

/// Today, yesterday, this month, the month before up to the same day, the whole month before.
fn compared_days(today: NaiveDate) -> [DayGroup; 5] {
    let yesterday = today.pred_opt().unwrap_or(today);
    let first = today.with_day(1).unwrap_or(today);
    let before = first.checked_sub_months(Months::new(1)).unwrap_or(first);
    let last = first.pred_opt().unwrap_or(first);
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

/// The whole days before today that a forecast rests on, the oldest first.
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

/// Of jobs: corrections belong to no day.
fn sum<'a>(slices: impl Iterator<Item = &'a Slice>) -> Result<JobSum, TooLarge> {
    slices
        .filter(|slice| !slice.subject.is_empty())
        .try_fold(JobSum::default(), |sum, slice| {
            Ok(JobSum {
                jobs: sum.jobs.saturating_add(slice.jobs),
                cost: sum.cost.plus(slice.cost)?,
                unpriced: sum.unpriced.saturating_add(slice.unpriced),
            })
        })
}

/// The subjects of most jobs, the most used first.
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
        .take(USED)
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
