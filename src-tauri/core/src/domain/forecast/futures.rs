//! The futures that a range of dates is made of, the same ones at every call.
//!
//! Each imagines another month that the last days might as well have been, so that few or uneven
//! days widen the range, and lives on in it. Days are taken in runs of about four, so that bursts
//! stay together. Some futures remember half a week and some a month, so that the range holds both
//! while the pace changes. No future depends on the balance: more of it never lasts shorter.

use chrono::{Datelike, Days, NaiveDate};

use super::{Exception, HORIZON};
use crate::domain::money::Money;

/// Futures that are lived through.
const FUTURES: u64 = 200;
/// Days after which a future remembers a day half as well.
const MEMORIES: [u32; 4] = [4, 8, 16, 32];
/// Days for which growth goes on at most.
const GROWS: u32 = 28;
/// How old the remembered days are on average, for which they have grown already.
const GROWN: u32 = 7;
/// Factors are in millionths.
const ONE: i128 = 1_000_000;

/// The days that futures are made of.
pub(super) struct Past {
    /// Spending of the days of the week that are worked, oldest first, with how long ago they were.
    /// The exception is lowered.
    days: Vec<(u32, i64)>,
    /// All days since the first.
    pub(super) span: u32,
    /// Today's place in the week.
    weekday: u32,
    /// Days of the week without any spending.
    off: Vec<u32>,
    /// What no day counts above.
    most: i64,
    /// How much of itself the pace gains a day, in millionths.
    growth: i128,
}

impl Past {
    pub(super) fn new(spent: &[i64], today: NaiveDate) -> Self {
        let most = most(spent);
        let mut days: Vec<(u32, i64)> = (1..)
            .zip(spent.iter().rev())
            .map(|(age, day)| (age, (*day).min(most)))
            .collect();
        days.reverse();
        let (span, growth) = (days.first().map_or(0, |(age, _)| *age), growth(&days));
        let weekday = today.weekday().num_days_from_monday();
        let off = days_off(&days, weekday);
        days.retain(|(age, _)| !off.contains(&place(weekday, *age)));
        Self {
            days,
            span,
            weekday,
            off,
            most,
            growth,
        }
    }

    /// The average of what all memories say.
    pub(super) fn pace(&self) -> Money {
        let means = MEMORIES.map(|half| {
            let whole: i128 = (1..=self.span)
                .map(|age| i128::from(weight(age, half)))
                .sum();
            let spent: i128 = self
                .days
                .iter()
                .map(|(age, day)| i128::from(weight(*age, half)) * i128::from(*day))
                .sum();
            spent / whole.max(1)
        });
        Money::from_nano(saturate(means.iter().sum::<i128>() / 4))
    }

    pub(super) fn exception(&self, spent: &[i64], today: NaiveDate) -> Option<Exception> {
        let (age, day) = (1..)
            .zip(spent.iter().rev())
            .find(|(_, day)| **day > self.most)?;
        Some(Exception {
            day: today.checked_sub_days(Days::new(age))?,
            spent: Money::from_nano(*day),
        })
    }

    /// After how many days each future ends; [`HORIZON`] for those that do not.
    pub(super) fn ends(&self, remaining: i64, spent_today: i64) -> Vec<u32> {
        let memories = MEMORIES.map(|half| {
            let sums = self.days.iter().scan(0, |sum, (age, _)| {
                *sum += weight(*age, half);
                Some(*sum)
            });
            sums.collect::<Vec<u64>>()
        });
        let futures = (0..FUTURES).zip(memories.iter().cycle());
        futures
            .map(|(seed, memory)| {
                self.end(remaining, spent_today, memory, &mut SplitMix64(seed << 32))
            })
            .collect()
    }

    /// One future.
    fn end(
        &self,
        remaining: i64,
        spent_today: i64,
        memory: &[u64],
        chance: &mut SplitMix64,
    ) -> u32 {
        let month = self.another_month(memory, chance);
        let alike: Vec<u64> = (1..).take(month.len()).collect();
        let growth = self.growth * i128::from(chance.below(1001)) / 1000;
        let (mut left, mut at) = (remaining, usize::MAX);
        for day in (0..HORIZON).filter(|day| !self.off.contains(&((self.weekday + day) % 7))) {
            at = next(at, &alike, chance);
            let mut spends = month.get(at).copied().unwrap_or(0);
            if growth > 0 {
                spends = share(spends, ONE + growth * i128::from(day.min(GROWS) + GROWN));
            }
            left = left.saturating_sub(if day == 0 {
                (spends - spent_today).max(0)
            } else {
                spends
            });
            if left <= 0 {
                return day;
            }
        }
        HORIZON
    }

    /// Days as they might have been: fewer than there were, as days that follow each other say less
    /// than so many apart would, and all a little higher or lower, the more so the fewer there
    /// were.
    fn another_month(&self, memory: &[u64], chance: &mut SplitMix64) -> Vec<i64> {
        let doubt = 1_000_000 / 8 + 1_000_000 / u64::from(self.span.max(1));
        let level = ONE - i128::from(doubt) + i128::from(chance.below(2 * doubt + 1));
        let mut at = usize::MAX;
        let drawn = (0..self.days.len().div_ceil(3) * 2).map(|_| {
            at = next(at, memory, chance);
            self.days.get(at).map_or(0, |(_, day)| share(*day, level))
        });
        drawn.collect()
    }
}

/// One and a half times the second highest day: what is above that was an exception, which a range
/// of dates cannot hold. A second such day is not one any more.
fn most(spent: &[i64]) -> i64 {
    let mut sorted: Vec<i64> = spent.iter().copied().filter(|day| *day > 0).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted
        .get(1)
        .map_or(i64::MAX, |second| second.saturating_add(second / 2))
}

/// Days of the week that never had any spending, such as weekends, where that is unlikely to be
/// chance: under one in twenty for any of seven by how often the other days had none.
fn days_off(days: &[(u32, i64)], weekday: u32) -> Vec<u32> {
    let has_none = |at: &u32| {
        days.iter()
            .all(|(age, day)| place(weekday, *age) != *at || *day == 0)
    };
    let off: Vec<u32> = (0..7).filter(has_none).collect();
    let worked: Vec<i64> = days
        .iter()
        .filter(|(age, _)| !off.contains(&place(weekday, *age)))
        .map(|(_, day)| *day)
        .collect();
    let idle: u64 = worked.iter().filter(|day| **day == 0).map(|_| 1).sum();
    let all: u64 = worked.iter().map(|_| 1).sum();
    let weeks = days.first().map_or(0, |(age, _)| age / 7);
    let is_chance = weeks < 2 || 7 * 20 * idle.pow(weeks) > all.pow(weeks);
    if is_chance { Vec::new() } else { off }
}

/// What the pace gains a day, where each of four weeks was above the one before; otherwise nothing.
/// A fall is not believed as easily: to promise too much is worse.
fn growth(days: &[(u32, i64)]) -> i128 {
    let weeks: Vec<i128> = days
        .chunks_exact(7)
        .map(|week| week.iter().map(|(_, day)| i128::from(*day)).sum())
        .collect();
    match weeks.as_slice() {
        // Over three weeks, in parts of the average of the four.
        [first, _, _, last] if weeks.is_sorted_by(|a, b| a < b) => {
            (last - first) * ONE * 4 / (21 * weeks.iter().sum::<i128>().max(1))
        }
        _ => 0,
    }
}

/// How much a day counts for a memory that halves after `half` days.
fn weight(age: u32, half: u32) -> u64 {
    let whole = (1_u64 << 32) >> (age / half);
    whole - whole * u64::from(age % half) / u64::from(2 * half)
}

/// The place in the week of a day before today.
fn place(weekday: u32, age: u32) -> u32 {
    (weekday + 7 - age % 7) % 7
}

/// The next day of a run of four on average; where one ends another begins, on a day drawn by
/// weights of which `sums` are the running totals.
fn next(at: usize, sums: &[u64], chance: &mut SplitMix64) -> usize {
    let following = at.saturating_add(1);
    if following < sums.len() && chance.below(4) > 0 {
        return following;
    }
    let drawn = chance.below(sums.last().copied().unwrap_or(0));
    sums.partition_point(|sum| *sum <= drawn)
}

/// Millionths of an amount.
fn share(amount: i64, millionths: i128) -> i64 {
    saturate(i128::from(amount) * millionths / ONE)
}

fn saturate(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

/// Numbers that look drawn and are the same at every call (`SplitMix64`).
struct SplitMix64(u64);

impl SplitMix64 {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = u128::from(mixed ^ (mixed >> 31)) * u128::from(limit);
        u64::try_from(drawn >> 64).unwrap_or(0)
    }
}
