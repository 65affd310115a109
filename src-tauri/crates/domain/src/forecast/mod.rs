//! Forecast of the day on which the balance runs out, at the pace of the last days: a range of
//! dates, or the reason why there is none.
//!
//! The accuracy of the range, and its weak spots, are measured in `tests/forecast.md`.

mod pace;
mod simulation;
mod surprise;

use chrono::{Days, NaiveDate};
pub use pace::{LargestDay, Pace};
use simulation::{End, Simulation};

use super::money::Money;

/// Days that a forecast reaches; a month of history says nothing about a later time.
pub const HORIZON: u32 = 365;
/// Days before today that a forecast looks at: four whole weeks.
pub const WINDOW: usize = 28;
/// Days of history that a forecast needs.
pub const MIN_HISTORY: usize = 3;
/// Days of history from which one that makes up most of the spending is an exception. With fewer,
/// such a day may as well be the rule.
const FAMILIAR: usize = 14;
/// Days without spending that count as a stop, if earlier pauses were shorter than half of them.
const STOP: usize = 7;

/// Answer to when the balance runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// The balance is used up already.
    NothingLeft,
    /// There are less than three days since the first spending.
    TooLittleHistory,
    /// Almost all was spent on one day, and there are too few others to tell if that is an
    /// exception.
    OneDayDecides,
    /// Nothing was spent for so long that there is no pace.
    NoSpending {
        /// Whole days without spending up to today.
        days: u32,
    },
    /// The balance probably lasts longer than [`HORIZON`].
    Lasts(Pace),
    /// The balance runs out in this range of dates.
    RunsOut(Range),
}

/// Dates between which the balance runs out four times in five, if the pace holds. The date that
/// the average of all days gives is always among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First decile: the balance runs out sooner once in ten times. Never before today.
    pub earliest: NaiveDate,
    /// Median: sooner as often as later. `None` if that is beyond [`HORIZON`].
    pub median: Option<NaiveDate>,
    /// Ninth decile: later once in ten times. `None` if the balance may outlast [`HORIZON`].
    pub latest: Option<NaiveDate>,
    /// Date that the average of all days gives, the largest among them. `None` if that is beyond
    /// [`HORIZON`].
    pub at_average: Option<NaiveDate>,
    /// Basis of the range.
    pub pace: Pace,
}

/// Forecasts the day on which `remaining` runs out. `days` is the spending of each whole local day
/// before `today`, oldest first, zero for a day without; `spent_today` is already gone from
/// `remaining`.
#[must_use]
pub fn forecast(
    remaining: Money,
    days: &[Money],
    spent_today: Money,
    today: NaiveDate,
) -> Forecast {
    if remaining <= Money::ZERO {
        return Forecast::NothingLeft;
    }
    let window = last_days(days);
    let spent = since_first_spending(window);
    let quiet = quiet_days(days);
    // Whoever spends today has not stopped.
    if spent_today <= Money::ZERO && has_stopped(&spent, window.len(), quiet) {
        return Forecast::NoSpending {
            days: u32::try_from(quiet).unwrap_or(u32::MAX),
        };
    }
    if spent.len() < MIN_HISTORY {
        return Forecast::TooLittleHistory;
    }
    if one_day_decides(&spent) {
        return Forecast::OneDayDecides;
    }
    let simulation = Simulation::new(&spent, today);
    let ends = simulation.run(remaining.nano(), spent_today.nano().max(0));
    let plain = simulation.plain_end(remaining.nano());
    deciles(&ends, plain, today, simulation.pace)
}

fn last_days(days: &[Money]) -> &[Money] {
    days.get(days.len().saturating_sub(WINDOW)..)
        .unwrap_or_default()
}

/// Drops the days before the first spending, with which the history begins: they say nothing about
/// the pace. Days below zero count as zero.
fn since_first_spending(window: &[Money]) -> Vec<i64> {
    window
        .iter()
        .map(|day| day.nano().max(0))
        .skip_while(|day| *day == 0)
        .collect()
}

/// Counts the days without spending up to today, also beyond the window.
fn quiet_days(days: &[Money]) -> usize {
    days.iter()
        .rev()
        .take_while(|day| **day <= Money::ZERO)
        .count()
}

/// Recognizes a pause that is longer than usual: a job a week has not stopped after six days.
fn has_stopped(spent: &[i64], window: usize, quiet: usize) -> bool {
    if spent.is_empty() {
        return window == WINDOW;
    }
    let before = spent
        .get(..spent.len().saturating_sub(quiet))
        .unwrap_or_default();
    let longest = before
        .split(|day| *day > 0)
        .map(<[i64]>::len)
        .max()
        .unwrap_or(0);
    quiet >= STOP && quiet > 2 * longest
}

/// Recognizes a short history in which one day makes up more than three quarters of the spending.
fn one_day_decides(spent: &[i64]) -> bool {
    let total: i128 = spent.iter().copied().map(i128::from).sum();
    let highest = spent.iter().copied().max().map_or(0, i128::from);
    spent.len() < FAMILIAR && highest * 4 > total * 3
}

/// Turns the days on which the simulated futures end, counted from today, into a range of dates
/// that holds the `plain` one. The first day is that of the futures with surprises, the last that
/// of those without: to promise too much is worse than too little.
fn deciles(ends: &[End], plain: u32, today: NaiveDate, pace: Pace) -> Forecast {
    let sooner = || ends.iter().map(|end| end.sooner);
    let usual = || ends.iter().map(|end| end.usual);
    let date = |end: u32| {
        let end = (end < HORIZON).then_some(end)?;
        today.checked_add_days(Days::new(end.into()))
    };
    let median = date(tenth(5, sooner().chain(usual()).collect()));
    let at_average = date(plain);
    let first = tenth(1, sooner().collect()).min(tenth(1, usual().collect()));
    match date(first.min(plain)) {
        // With both beyond the horizon, the balance is more likely to last than not.
        Some(earliest) if median.is_some() || at_average.is_some() => Forecast::RunsOut(Range {
            earliest,
            median,
            latest: date(tenth(9, usual().collect()).max(plain)),
            at_average,
            pace,
        }),
        _ => Forecast::Lasts(pace),
    }
}

/// Returns the end below which so many tenths of all are.
fn tenth(tenth: usize, mut ends: Vec<u32>) -> u32 {
    ends.sort_unstable();
    ends.get(ends.len() * tenth / 10)
        .copied()
        .unwrap_or(HORIZON)
}

fn saturate(amount: i128) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A Monday.
    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

    fn cents(cents: i64) -> Money {
        Money::from_nano(cents * 10_000_000)
    }

    /// Forecasts `left` cents after days on which these cents were spent.
    fn after(left: i64, days: &[i64]) -> Forecast {
        let days: Vec<Money> = days.iter().copied().map(cents).collect();
        forecast(cents(left), &days, Money::ZERO, TODAY)
    }

    #[track_caller]
    fn range(forecast: Forecast) -> Range {
        match forecast {
            Forecast::RunsOut(range) => range,
            other => panic!("{other:?}"),
        }
    }

    /// Days from today to a date.
    fn ahead(date: NaiveDate) -> i64 {
        date.signed_duration_since(TODAY).num_days()
    }

    fn shown(range: Range) -> (i64, i64, Option<i64>) {
        (
            ahead(range.earliest),
            ahead(range.median.unwrap()),
            range.latest.map(ahead),
        )
    }

    #[test]
    fn steady_days_give_a_narrow_range_around_the_plain_division() {
        for (left, expected) in [
            (100, (0, 0, Some(1))),
            (300, (2, 2, Some(3))),
            (1000, (8, 9, Some(11))),
        ] {
            let range = range(after(left, &[100; 28]));
            assert_eq!(shown(range), expected, "{left} cents at 100 a day");
            let pace = range.pace;
            assert_eq!((pace.a_day, pace.without_largest), (cents(100), cents(100)));
            assert_eq!((pace.days, pace.spending_days), (28, 28));
            assert_eq!((pace.largest.stands_out, pace.last_week), (false, None));
        }
    }

    #[test]
    fn there_is_no_range_without_a_pace() {
        let quiet = |days: usize, before: &[i64]| [before, &vec![0; days]].concat();
        for (left, days, expected) in [
            (0, vec![100; 28], Forecast::NothingLeft),
            (-1, vec![100; 28], Forecast::NothingLeft),
            (100, vec![], Forecast::TooLittleHistory),
            (100, vec![100, 100], Forecast::TooLittleHistory),
            // History begins with the first spending.
            (100, vec![0, 0, 0, 0, 100, 100], Forecast::TooLittleHistory),
            (100, vec![0; 27], Forecast::TooLittleHistory),
            (100, vec![0; 28], Forecast::NoSpending { days: 28 }),
            (
                100,
                quiet(28, &[100, 100, 100]),
                Forecast::NoSpending { days: 28 },
            ),
            (
                100,
                quiet(7, &[100, 120, 80]),
                Forecast::NoSpending { days: 7 },
            ),
            (100, vec![100, 0, 0], Forecast::OneDayDecides),
            (100, vec![5, 5, 400, 5, 5, 5, 5], Forecast::OneDayDecides),
            // Nothing comes back: it may well have been a correction.
            (100, vec![-100; 28], Forecast::NoSpending { days: 28 }),
        ] {
            assert_eq!(after(left, &days), expected, "{left} left after {days:?}");
        }
    }

    #[test]
    fn three_days_are_enough_and_days_without_spending_count() {
        assert_eq!(range(after(1000, &[100, 90, 110])).pace.days, 3);
        let pace = range(after(1000, &[100, 0, 100])).pace;
        assert_eq!((pace.days, pace.spending_days), (3, 2));
        assert!(pace.a_day < cents(75) && pace.a_day > cents(50), "{pace:?}");
    }

    #[test]
    fn a_job_a_week_has_not_stopped_while_its_day_is_to_come() {
        let week = [700, 0, 0, 0, 0, 0, 0];
        assert_eq!(
            shown(range(after(2000, &week.repeat(4)))),
            (14, 14, Some(21))
        );
        let longer = [week.repeat(3), vec![0; 5]].concat();
        assert!(matches!(after(2000, &longer), Forecast::RunsOut(_)));
        let stopped = [week.repeat(3), vec![0; 7]].concat();
        assert_eq!(after(2000, &stopped), Forecast::NoSpending { days: 13 });
        let today = forecast(
            cents(2000),
            &stopped.into_iter().map(cents).collect::<Vec<_>>(),
            cents(1),
            TODAY,
        );
        assert!(matches!(today, Forecast::RunsOut(_)), "{today:?}");
    }

    #[test]
    fn weekends_off_stay_off() {
        // Today is a Monday: the sixth working day is the next one.
        let weeks = [100, 100, 100, 100, 100, 0, 0].repeat(4);
        assert_eq!(shown(range(after(580, &weeks))), (7, 7, Some(8)));
        for left in 1..60 {
            let range = range(after(left * 50, &weeks));
            for date in [
                Some(range.earliest),
                range.median,
                range.latest,
                range.at_average,
            ]
            .into_iter()
            .flatten()
            {
                assert!(ahead(date) % 7 < 5, "{left}: {date} is on a weekend");
            }
        }
    }

    #[test]
    fn one_huge_day_is_named_and_the_range_holds_both_paces() {
        let mut days = [100; 28];
        days[20] = 2000;
        for left in [300, 1000, 3000] {
            let range = range(after(left, &days));
            assert_eq!(
                range.pace.largest,
                LargestDay {
                    day: TODAY - Days::new(8),
                    spent: cents(2000),
                    stands_out: true
                }
            );
            // 47 dollars in 28 days, and a dollar a day without the one.
            assert_eq!(range.pace.without_largest, cents(100));
            assert_eq!(range.pace.a_day, Money::from_nano(1_678_571_428));
            let (with, without) = (left * 28 / 4700, left / 100 - 1);
            assert_eq!(range.at_average.map(ahead), Some(with), "{left}");
            assert!(
                ahead(range.earliest) <= with && ahead(range.latest.unwrap()) >= without,
                "{left}: {range:?}"
            );
        }
    }

    #[test]
    fn a_last_week_above_the_others_is_a_second_pace() {
        let days = [[100; 21].as_slice(), &[200; 7]].concat();
        let range = range(after(3000, &days));
        assert_eq!(range.pace.last_week, Some(cents(200)));
        // 24 days at the average of all, 15 at the pace of the last week.
        assert!(ahead(range.earliest) <= 14, "{range:?}");
        assert!(ahead(range.latest.unwrap()) >= 24, "{range:?}");
        for same in [
            [100; 28].to_vec(),
            [[100; 21].as_slice(), &[50; 7]].concat(),
            // Each week has its large day.
            [10, 10, 10, 900, 10, 10, 10].repeat(4),
            // One large day makes no pace.
            [[100; 21].as_slice(), &[100, 100, 900, 100, 100, 100, 100]].concat(),
            // Nothing to compare with.
            [[100; 6].as_slice(), &[200; 7]].concat(),
        ] {
            let Forecast::RunsOut(range) = after(1000, &same) else {
                panic!("{same:?}")
            };
            assert_eq!(range.pace.last_week, None, "{same:?}");
        }
    }

    #[test]
    fn bursts_are_no_exceptions() {
        let days = [5, 400, 5, 5, 5, 350, 5].repeat(4);
        let pace = range(after(1000, &days)).pace;
        assert!(!pace.largest.stands_out);
        assert!(pace.a_day > cents(100), "{pace:?}");
    }

    #[test]
    fn growth_is_followed() {
        let days: Vec<i64> = (0..28).map(|day| 50 + day * 4).collect();
        let range = range(after(3000, &days));
        // At the last day's pace it would be 19 days, going on like this 14.
        assert!(
            (13..=15).contains(&ahead(range.earliest)) && shown(range).1 <= 18,
            "{:?}",
            shown(range)
        );
    }

    #[test]
    fn what_was_spent_today_does_not_count_twice() {
        let days = [cents(100); 28];
        let morning = range(forecast(cents(300), &days, Money::ZERO, TODAY));
        let evening = range(forecast(cents(200), &days, cents(100), TODAY));
        assert_eq!(morning.median, evening.median);
    }

    #[test]
    fn what_lasts_longer_than_a_year_has_no_date() {
        assert!(
            matches!(after(100_000, &[100; 28]), Forecast::Lasts(pace) if pace.a_day == cents(100))
        );
        let range = range(after(34_000, &[100; 28]));
        assert_eq!(range.latest, None);
    }

    #[test]
    fn the_calendar_may_end_before_the_balance() {
        let days = [cents(100); 28];
        assert!(matches!(
            forecast(cents(1000), &days, Money::ZERO, NaiveDate::MAX),
            Forecast::Lasts(_)
        ));
        assert!(matches!(
            forecast(cents(1000), &days, Money::ZERO, NaiveDate::MIN),
            Forecast::RunsOut(_)
        ));
    }

    /// Histories with quiet days in them.
    fn histories() -> impl Strategy<Value = Vec<Money>> {
        let day = prop_oneof![Just(0_i64), 1..2_000_i64, 1..50_000_i64].prop_map(cents);
        prop::collection::vec(day, 0..40)
    }

    /// Ranks forecasts by how long the balance lasts: more of it can only move them up.
    fn order(forecast: Forecast) -> [i64; 3] {
        match forecast {
            Forecast::NothingLeft => [-1; 3],
            Forecast::RunsOut(range) => [
                ahead(range.earliest),
                range.median.map_or(i64::MAX, ahead),
                range.latest.map_or(i64::MAX, ahead),
            ],
            _ => [i64::MAX; 3],
        }
    }

    proptest! {
        #[test]
        fn a_range_is_not_in_the_past_and_holds_its_median(
            days in histories(), left in 1..1_000_000_i64, spent in 0..500_i64, weekday in 0..7_u64,
        ) {
            let today = TODAY + Days::new(weekday);
            let forecast = forecast(cents(left), &days, cents(spent), today);
            if let Forecast::RunsOut(range) = forecast {
                let ends = (range.earliest, range.latest.unwrap_or(NaiveDate::MAX));
                prop_assert!(today <= ends.0);
                prop_assert!(range.median.is_none_or(|at| ends.0 <= at && at <= ends.1));
                prop_assert!(range.latest.is_none() || range.median.is_some());
                let pace = range.pace;
                prop_assert!(pace.a_day > Money::ZERO && pace.spending_days <= pace.days);
            }
        }

        #[test]
        fn more_balance_never_runs_out_earlier(
            days in histories(), left in 0..100_000_i64, more in 0..10_000_i64,
        ) {
            let at = |left| order(forecast(cents(left), &days, Money::ZERO, TODAY));
            for (less, more) in at(left).into_iter().zip(at(left + more)) {
                prop_assert!(less <= more);
            }
        }

        #[test]
        fn the_same_days_give_the_same_answer_however_many_came_before_the_first(
            days in histories(), left in 1..100_000_i64, before in 0..10_usize,
        ) {
            if days.iter().all(|day| *day == Money::ZERO) || days.len() + before >= WINDOW {
                return Ok(());
            }
            let longer = [vec![Money::ZERO; before], days.clone()].concat();
            let at = |days: &[Money]| forecast(cents(left), days, Money::ZERO, TODAY);
            prop_assert_eq!(at(&days), at(&longer));
        }

        #[test]
        fn the_plain_average_is_in_the_range(
            days in histories(), left in 1..1_000_000_i64, spent in 0..500_i64,
            outlier: prop::sample::Index, times in 1..1000_i64,
        ) {
            let mut days = days;
            if !days.is_empty() {
                let at = outlier.index(days.len());
                let day = &mut days[at];
                *day = Money::from_nano(day.nano() * times);
            }
            let forecast = forecast(cents(left), &days, cents(spent), TODAY);
            let known: Vec<i64> = last_days(&days).iter().map(|day| day.nano()).collect();
            let known: Vec<i64> = known.into_iter().skip_while(|day| *day == 0).collect();
            let is_off = |weekday| known.iter().skip(weekday).step_by(7).all(|day| *day == 0);
            let off = (0..7).any(is_off);
            let total: i64 = known.iter().sum();
            match forecast {
                // With days off, whole weeks are what a plain division gives.
                Forecast::RunsOut(range) if !off => {
                    let days = cents(left).nano() / (total / i64::try_from(known.len()).unwrap());
                    let plain = TODAY + Days::new(u64::try_from(days).unwrap());
                    prop_assert!(range.earliest <= plain, "{plain} before {range:?}");
                    let is_within = range.latest.is_none_or(|latest| plain <= latest);
                    prop_assert!(is_within, "{plain}: {range:?}");
                }
                Forecast::Lasts(pace) => {
                    prop_assert!(pace.a_day.nano() * i64::from(HORIZON) <= cents(left).nano());
                }
                _ => {}
            }
        }

        #[test]
        fn a_single_outlier_moves_the_first_day_only(
            days in prop::collection::vec(80..120_i64, 14..=28), at: prop::sample::Index,
            times in 2..1000_i64, left in 300..5000_i64,
        ) {
            let before = range(after(left, &days));
            let mut with = days.clone();
            with[at.index(days.len())] *= times;
            let Forecast::RunsOut(now) = after(left, &with) else {
                return Ok(());
            };
            let (was, is) = (before.latest.map_or(365, ahead), now.latest.map_or(365, ahead));
            // Distances are counted in whole days, of which today is the first.
            prop_assert!(2 * (is - was).abs() <= was + 1, "{was} became {is}");
            prop_assert!(now.earliest <= before.earliest + Days::new(3));
        }

        #[test]
        fn no_amount_is_too_large(
            days in prop::collection::vec(any::<i64>(), 0..40), left: i64, spent: i64,
        ) {
            let days: Vec<Money> = days.into_iter().map(Money::from_nano).collect();
            let _ = forecast(Money::from_nano(left), &days, Money::from_nano(spent), TODAY);
        }
    }
}
