//! Simulation of the days to come: a block bootstrap over the last days, the same at every call.
//!
//! Each simulated future resamples the history into another month that might as well have been, so
//! that few or uneven days widen the range, and then draws its days from that month. Days are drawn
//! in runs of about four, so that bursts stay together. Some futures weigh half a week and some a
//! month, so that the range holds both while the pace changes; if the last week was clearly above
//! the days before, half of the futures take it alone. No future depends on the balance: more of it
//! never lasts shorter.

use chrono::{Datelike, NaiveDate};

use super::pace::{Pace, risen};
use super::surprise::Surprises;
use super::{HORIZON, saturate};

/// Number of simulated futures.
const FUTURES: u64 = 200;
/// Half-lives of a day's weight, in days; the futures take them in turn.
const HALF_LIVES: [u32; 4] = [4, 8, 16, 32];
/// Days for which growth goes on at most.
const MAX_GROWTH_DAYS: u32 = 28;
/// Average age of the weighed days, for which they have grown already, in days.
const AVERAGE_AGE: u32 = 7;
/// One, as a factor in millionths.
const ONE: i128 = 1_000_000;

/// Days after which a future ends, [`HORIZON`] if it does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// End with surprises.
    pub(super) sooner: u32,
    /// End if all goes on as it was.
    pub(super) usual: u32,
}

/// History that the futures are drawn from.
pub(super) struct Simulation {
    /// Age in days and spending in nano-dollars of each day whose weekday is worked, oldest first,
    /// with the exception lowered.
    days: Vec<(u32, i64)>,
    /// Number of days since the first spending.
    span: u32,
    /// Basis of the forecast.
    pub(super) pace: Pace,
    /// Today's weekday; 0 is Monday.
    weekday: u32,
    /// Weekdays without any spending.
    off: Vec<u32>,
    /// Number of the other weekdays.
    worked: i128,
    /// Spending of the exception above that of the other days, in nano-dollars; zero without one.
    exception: i64,
    /// Average of a day with the exception lowered, in nano-dollars; less with days off, as whoever
    /// keeps to them has fewer surprises.
    usual: i64,
    /// Growth of the pace a day, in millionths of itself.
    growth: i128,
}

impl Simulation {
    /// Takes the spending of the days before today, oldest first, in nano-dollars.
    pub(super) fn new(spent: &[i64], today: NaiveDate) -> Self {
        let cap = cap(spent);
        let mut days: Vec<(u32, i64)> = (1..)
            .zip(spent.iter().rev())
            .map(|(age, day)| (age, (*day).min(cap)))
            .collect();
        days.reverse();
        // Growth compares whole weeks, so that it is computed before the days off are dropped.
        let (span, growth) = (days.first().map_or(0, |(age, _)| *age), growth(&days));
        let weekday = today.weekday().num_days_from_monday();
        let off = days_off(&days, weekday);
        let amounts: Vec<i64> = days.iter().map(|(_, day)| *day).collect();
        // Growth is more than a new pace, and each week of it differs from those before.
        let last_week = (growth == 0).then(|| risen(&amounts)).flatten();
        let pace = Pace::new(spent, cap, last_week, today);
        let total: i128 = amounts.into_iter().map(i128::from).sum();
        let worked = off.iter().fold(7, |worked, _| worked - 1);
        days.retain(|(age, _)| !off.contains(&weekday_of(weekday, *age)));
        Self {
            days,
            span,
            weekday,
            off,
            exception: pace.largest.spent.nano().saturating_sub(cap).max(0),
            usual: saturate(total * worked / i128::from(7 * span.max(1))),
            worked,
            pace,
            growth,
        }
    }

    /// Returns the day ahead on which the average of all days is used up, [`HORIZON`] if that is
    /// later. What is spent on a weekday off is spent on the others.
    pub(super) fn plain_end(&self, remaining: i64) -> u32 {
        let a_day = i128::from(self.pace.a_day.nano()) * 7 / self.worked.max(1);
        let whole = i128::from(remaining) / a_day.max(1);
        let days = (0..HORIZON).filter(|day| !self.is_off(*day));
        days.zip(0_i128..)
            .find_map(|(day, nth)| (nth == whole).then_some(day))
            .unwrap_or(HORIZON)
    }

    /// Runs all futures.
    pub(super) fn run(&self, remaining: i64, spent_today: i64) -> Vec<End> {
        let weights = HALF_LIVES.map(|half_life| self.running_totals(|age| weight(age, half_life)));
        let last_week = self.running_totals(|age| u64::from(age <= 7));
        let has_risen = self.pace.last_week.is_some();
        // Fixed seeds, because the same history must give the same dates: otherwise the forecast
        // would change each time that the window shows it.
        (0..FUTURES)
            .zip(weights.iter().cycle())
            .map(|(seed, sums)| {
                // Each half-life takes the last week alone every other time.
                let is_new = has_risen && seed / 4 % 2 == 0;
                let sums = if is_new { &last_week } else { sums };
                self.run_one(seed, remaining, spent_today, sums)
            })
            .collect()
    }

    fn running_totals(&self, weight: impl Fn(u32) -> u64) -> Vec<u64> {
        let sums = self.days.iter().scan(0, |sum, (age, _)| {
            *sum += weight(*age);
            Some(*sum)
        });
        sums.collect()
    }

    /// Runs one future; `sums` are the running totals of the days' weights.
    fn run_one(&self, seed: u64, remaining: i64, spent_today: i64, sums: &[u64]) -> End {
        let rng = &mut SplitMix64::new(seed);
        let month = self.resample(sums, rng);
        let level = self.level(rng);
        let equal_sums: Vec<u64> = (1..).take(month.len()).collect();
        // A future believes in some part of the growth, from none of it to a fifth more.
        let growth = self.growth * i128::from(rng.below(1201)) / 1000;
        let mut surprises = Surprises::draw(seed, self.exception, self.usual);
        let (mut usual, mut cautious, mut at) = (remaining, remaining, usize::MAX);
        let mut sooner = HORIZON;
        let worked = (0..HORIZON).filter(|day| !self.is_off(*day));
        for (day, nth) in worked.zip(0..) {
            at = next_index(at, &equal_sums, rng);
            let mut spends = month.get(at).copied().unwrap_or(0);
            if growth > 0 {
                spends = scale(spends, grown(growth, day));
            }
            // What was spent today is gone from the balance already, and must not count twice.
            let gone = if day == 0 { spent_today } else { 0 };
            usual = usual.saturating_sub((scale(spends, level) - gone).max(0));
            // Surprises are doubt enough.
            let surprise = surprises.on(day, nth);
            cautious = cautious.saturating_sub((spends - gone).max(0).saturating_add(surprise));
            // Growth is surprise enough.
            if cautious <= 0 && self.growth == 0 {
                sooner = sooner.min(day);
            }
            if usual <= 0 {
                let sooner = sooner.min(day);
                return End { sooner, usual: day };
            }
        }
        End {
            sooner,
            usual: HORIZON,
        }
    }

    fn is_off(&self, days_ahead: u32) -> bool {
        self.off.contains(&((self.weekday + days_ahead) % 7))
    }

    /// Draws a factor in millionths, by which all days of a future are a little higher or lower,
    /// the more so the shorter the history.
    fn level(&self, rng: &mut SplitMix64) -> i128 {
        let doubt = 1_000_000 / 10 + 1_000_000 / u64::from(self.span.max(1));
        ONE - i128::from(doubt) + i128::from(rng.below(2 * doubt + 1))
    }

    /// Draws another month that might have been, from the worked days.
    fn resample(&self, sums: &[u64], rng: &mut SplitMix64) -> Vec<i64> {
        let mut at = usize::MAX;
        // Two thirds as many days as there were: days in a row resemble each other, and so say less
        // than as many independent ones would.
        let drawn = (0..self.days.len().div_ceil(3) * 2).map(|_| {
            at = next_index(at, sums, rng);
            self.days.get(at).map_or(0, |(_, day)| *day)
        });
        drawn.collect()
    }
}

/// Returns the highest spending that a day counts with: one and a half times the second highest.
fn cap(spent: &[i64]) -> i64 {
    // A day above that is an exception, which a range of dates cannot hold. As soon as there is a
    // second such day, neither is one any more.
    let mut sorted: Vec<i64> = spent.iter().copied().filter(|day| *day > 0).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted
        .get(1)
        .map_or(i64::MAX, |second| second.saturating_add(second / 2))
}

/// Returns the weekdays that never had any spending, such as weekends, if that is hardly chance.
fn days_off(days: &[(u32, i64)], weekday: u32) -> Vec<u32> {
    let has_none = |at: &u32| {
        days.iter()
            .all(|(age, day)| weekday_of(weekday, *age) != *at || *day == 0)
    };
    let off: Vec<u32> = (0..7).filter(has_none).collect();
    let worked: Vec<i64> = days
        .iter()
        .filter(|(age, _)| !off.contains(&weekday_of(weekday, *age)))
        .map(|(_, day)| *day)
        .collect();
    let idle: u64 = worked.iter().filter(|day| **day == 0).map(|_| 1).sum();
    let all: u64 = worked.iter().map(|_| 1).sum();
    let weeks = days.first().map_or(0, |(age, _)| age / 7);
    // If idle days fell anywhere, a given weekday would be idle in all weeks with a probability of
    // (idle / all) ^ weeks. For any of seven weekdays that must stay below one in twenty.
    let is_chance = weeks < 2 || 7 * 20 * idle.pow(weeks) > all.pow(weeks);
    if is_chance { Vec::new() } else { off }
}

/// Returns the growth of the pace a day, in millionths, if each of four weeks was above the one
/// before; otherwise zero.
fn growth(days: &[(u32, i64)]) -> i128 {
    let weeks: Vec<i128> = days
        .chunks_exact(7)
        .map(|week| week.iter().map(|(_, day)| i128::from(*day)).sum())
        .collect();
    match weeks.as_slice() {
        // Over three weeks, in parts of the average of the four. A fall is not followed: to promise
        // too much is worse than too little.
        [first, _, _, last] if weeks.is_sorted_by(|a, b| a < b) => {
            (last - first) * ONE * 4 / (21 * weeks.iter().sum::<i128>().max(1))
        }
        _ => 0,
    }
}

/// Returns the factor, in millionths, that a growing pace has reached some days ahead.
fn grown(growth: i128, days_ahead: u32) -> i128 {
    ONE + growth * i128::from(days_ahead.min(MAX_GROWTH_DAYS) + AVERAGE_AGE)
}

/// Returns the weight of a day, which halves every `half_life` days; 2³² for a new one.
fn weight(age: u32, half_life: u32) -> u64 {
    // Linear between the halvings: the domain has no floats, and thus no powers of a half.
    let whole = (1_u64 << 32) >> (age / half_life);
    whole - whole * u64::from(age % half_life) / u64::from(2 * half_life)
}

/// Returns the weekday `age` days before a day with the given weekday.
fn weekday_of(weekday: u32, age: u32) -> u32 {
    (weekday + 7 - age % 7) % 7
}

/// Returns the index of the next day: mostly the following one, in runs of four on average. A new
/// run begins on a day drawn by weights, of which `sums` are the running totals.
fn next_index(at: usize, sums: &[u64], rng: &mut SplitMix64) -> usize {
    let following = at.saturating_add(1);
    if following < sums.len() && rng.below(4) > 0 {
        return following;
    }
    let drawn = rng.below(sums.last().copied().unwrap_or(0));
    sums.partition_point(|sum| *sum <= drawn)
}

/// Multiplies an amount by a factor in millionths.
fn scale(amount: i64, millionths: i128) -> i64 {
    saturate(i128::from(amount) * millionths / ONE)
}

/// `SplitMix64`, a generator of pseudorandom numbers (<https://doi.org/10.1145/2714064.2660195>).
pub(super) struct SplitMix64(u64);

impl SplitMix64 {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed << 32)
    }

    /// Draws a number below `limit`.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = u128::from(mixed ^ (mixed >> 31)) * u128::from(limit);
        u64::try_from(drawn >> 64).unwrap_or(0)
    }
}
