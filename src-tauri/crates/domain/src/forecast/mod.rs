//! Forecast of the day on which the balance runs out, at the pace of the last days: a range of
//! dates, or the reason why there is none.
//!
//! The accuracy of the range, and its weak spots, are measured in `tests/forecast.md`.

mod simulation;

use chrono::{Days, NaiveDate};
use simulation::Simulation;

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

/// Basis of a forecast: the spending of the last days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Average spending a day. Newer days weigh more, and days without spending count.
    pub a_day: Money,
    /// Number of days in the average.
    pub days: u32,
    /// Number of those days with spending.
    pub spending_days: u32,
    /// Day far above all others, which counted as less than it was.
    pub exception: Option<Exception>,
}

/// Day that was taken as an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Local day.
    pub day: NaiveDate,
    /// Amount that was spent on that day.
    pub spent: Money,
}

/// Dates between which the balance runs out four times in five, if the pace holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First decile: the balance runs out sooner once in ten times. Never before today.
    pub earliest: NaiveDate,
    /// Median: sooner as often as later.
    pub median: NaiveDate,
    /// Ninth decile: later once in ten times. `None` if the balance may outlast [`HORIZON`].
    pub latest: Option<NaiveDate>,
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
    let pace = Pace {
        a_day: simulation.pace(),
        days: simulation.span,
        spending_days: spent.iter().filter(|day| **day > 0).map(|_| 1).sum(),
        exception: simulation.exception(&spent, today),
    };
    let ends = simulation.run(remaining.nano(), spent_today.nano().max(0));
    deciles(ends, today, pace)
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

/// Turns the days on which the simulated futures end, counted from today, into a range of dates.
fn deciles(mut ends: Vec<u32>, today: NaiveDate, pace: Pace) -> Forecast {
    ends.sort_unstable();
    let date = |tenth: usize| {
        let end = ends
            .get(ends.len() * tenth / 10)
            .filter(|end| **end < HORIZON)?;
        today.checked_add_days(Days::new((*end).into()))
    };
    // With a median beyond the horizon, the balance is more likely to last than not.
    match (date(1), date(5)) {
        (Some(earliest), Some(median)) => Forecast::RunsOut(Range {
            earliest,
            median,
            latest: date(9),
            pace,
        }),
        _ => Forecast::Lasts(pace),
    }
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
            ahead(range.median),
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
            assert_eq!(
                range.pace,
                Pace {
                    a_day: cents(100),
                    days: 28,
                    spending_days: 28,
                    exception: None
                }
            );
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
            for date in [range.earliest, range.median]
                .into_iter()
                .chain(range.latest)
            {
                assert!(ahead(date) % 7 < 5, "{left}: {date} is on a weekend");
            }
        }
    }

    #[test]
    fn one_huge_day_is_named_and_moves_nothing() {
        let mut days = [100; 28];
        let before = range(after(1000, &days));
        days[20] = 5000;
        let range = range(after(1000, &days));
        let day = TODAY - Days::new(8);
        assert_eq!(
            range.pace.exception,
            Some(Exception {
                day,
                spent: cents(5000)
            })
        );
        assert!(
            (ahead(range.median) - ahead(before.median)).abs() <= 1,
            "{range:?}"
        );
        assert!(
            ahead(range.earliest) >= ahead(before.earliest) - 1,
            "{range:?}"
        );
    }

    #[test]
    fn bursts_are_no_exceptions() {
        let days = [5, 400, 5, 5, 5, 350, 5].repeat(4);
        let pace = range(after(1000, &days)).pace;
        assert_eq!(pace.exception, None);
        assert!(pace.a_day > cents(100), "{pace:?}");
    }

    #[test]
    fn growth_is_followed() {
        let days: Vec<i64> = (0..28).map(|day| 50 + day * 4).collect();
        let range = range(after(3000, &days));
        // At the last day's pace it would be 19 days, going on like this 14.
        assert!(
            (13..=15).contains(&ahead(range.earliest)) && ahead(range.median) <= 18,
            "{:?}",
            shown(range)
        );
    }

    #[test]
    fn what_was_spent_today_does_not_count_twice() {
        let days = [cents(100); 28];
        let morning = range(forecast(cents(300), &days, Money::ZERO, TODAY));
        let evening = range(forecast(cents(200), &days, cents(100), TODAY));
        assert_eq!(ahead(morning.median), ahead(evening.median));
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

    /// How long it lasts, in an order that more balance can only move up.
    fn order(forecast: Forecast) -> [i64; 3] {
        match forecast {
            Forecast::NothingLeft => [-1; 3],
            Forecast::RunsOut(range) => [
                ahead(range.earliest),
                ahead(range.median),
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
                prop_assert!(today <= range.earliest && range.earliest <= range.median);
                prop_assert!(range.latest.is_none_or(|latest| range.median <= latest));
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
        fn a_single_outlier_does_not_move_the_range_by_half(
            days in prop::collection::vec(80..120_i64, 5..=28), at: prop::sample::Index,
            times in 2..1000_i64, left in 300..5000_i64,
        ) {
            let before = range(after(left, &days));
            let mut with = days.clone();
            with[at.index(days.len())] *= times;
            let forecast = after(left, &with);
            if forecast == Forecast::OneDayDecides {
                return Ok(());
            }
            let now = range(forecast);
            let order = |range| order(Forecast::RunsOut(range)).into_iter();
            for (before, now) in order(before).zip(order(now)) {
                // Distances are counted in whole days, of which today is the first.
                prop_assert!(2 * (now - before).abs() <= before + 1, "{before} became {now}");
            }
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
