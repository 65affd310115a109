//! Paces behind a forecast: of all days, without the largest, and of the last week.

use chrono::{Days, NaiveDate};

use super::saturate;
use crate::money::Money;

/// Days in a week.
const WEEK: usize = 7;
/// Square of the distance between two averages, in standard errors, from which they differ.
const CLEARLY: i128 = 9;
/// Bits of an amount whose square still fits many times.
const BITS: u32 = 48;

/// Basis of a forecast: the spending of the last days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Average spending a day; days without spending count.
    pub a_day: Money,
    /// Average of all days but the largest.
    pub without_largest: Money,
    /// Day with the highest spending.
    pub largest: LargestDay,
    /// Average of the last week, if that is clearly above the days before.
    pub last_week: Option<Money>,
    /// Number of days in the average.
    pub days: u32,
    /// Number of those days with spending.
    pub spending_days: u32,
}

/// Day with the highest spending, the newest of equal ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LargestDay {
    /// Local day.
    pub day: NaiveDate,
    /// Amount that was spent on that day.
    pub spent: Money,
    /// True if the day is an exception: no other comes near.
    pub stands_out: bool,
}

impl Pace {
    /// Describes the spending of the days before today, oldest first, in nano-dollars, of which
    /// none above `cap` is usual.
    pub(super) fn new(spent: &[i64], cap: i64, last_week: Option<i64>, today: NaiveDate) -> Self {
        let ages = (1..=spent.len()).rev();
        let (age, largest) = ages
            .zip(spent.iter().copied())
            .max_by_key(|(_, day)| *day)
            .unwrap_or_default();
        let total = sum(spent);
        let age = u64::try_from(age).unwrap_or_default();
        Self {
            a_day: average(total, spent.len()),
            without_largest: average(total - i128::from(largest), spent.len().saturating_sub(1)),
            largest: LargestDay {
                day: today.checked_sub_days(Days::new(age)).unwrap_or(today),
                spent: Money::from_nano(largest),
                stands_out: largest > cap,
            },
            last_week: last_week.map(Money::from_nano),
            days: spent.iter().map(|_| 1).sum(),
            spending_days: spent.iter().filter(|day| **day > 0).map(|_| 1).sum(),
        }
    }
}

/// Returns the average of the last week, if it is above that of the days before by more than
/// either varies.
pub(super) fn risen(days: &[i64]) -> Option<i64> {
    let (before, last) = days.split_at_checked(days.len().checked_sub(WEEK)?)?;
    if before.len() < WEEK {
        return None;
    }
    // A ratio decides, so that large amounts may lose their last digits.
    let highest = days.iter().copied().max().unwrap_or_default();
    let shift = (i64::BITS - highest.leading_zeros()).saturating_sub(BITS);
    let (low, low_error) = mean_with_error(before, shift);
    let (high, high_error) = mean_with_error(last, shift);
    let distance = high - low;
    (distance > 0 && distance * distance > CLEARLY * (low_error + high_error))
        .then(|| average(sum(last), WEEK).nano())
}

/// Returns the average, and the square of its standard error.
fn mean_with_error(days: &[i64], shift: u32) -> (i128, i128) {
    let count: i128 = days.iter().map(|_| 1).sum();
    let values = || days.iter().map(|day| i128::from(day >> shift));
    let mean = values().sum::<i128>() / count.max(1);
    let squares: i128 = values().map(|day| (day - mean) * (day - mean)).sum();
    (mean, squares / (count * (count - 1)).max(1))
}

fn sum(days: &[i64]) -> i128 {
    days.iter().copied().map(i128::from).sum()
}

fn average(total: i128, days: usize) -> Money {
    Money::from_nano(saturate(total / i128::try_from(days.max(1)).unwrap_or(1)))
}
