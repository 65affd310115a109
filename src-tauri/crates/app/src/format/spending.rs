//! Charts, forecasts and discrepancies in words.

use chrono::{Datelike, NaiveDate};
use fal_budget_domain::balance::discrepancy::Discrepancy;
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::forecast::{Forecast, HORIZON, Pace, Range};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::spending::JobSum;
use fal_budget_domain::spending::period::{DayGroup, Granularity};
use fal_budget_i18n::say;

use super::change::jobs_counted;
use super::date::{date, dates, full_date, month_with_year, short_month};
use super::number::{grouped, percents};
use super::{no_price, total, total_with_dollars};

/// Names a group of days: a short label for under its column, and the full name.
#[must_use]
pub fn group(group: DayGroup, granularity: Granularity, today: NaiveDate) -> (String, String) {
    match granularity {
        Granularity::Day => (date(group.first, today), full_date(group.first)),
        Granularity::Week => (
            date(group.first, today),
            say!("week-of", dates = dates(group.first, group.last, today)),
        ),
        // The period begins within this month, and the month's name would promise all of it.
        Granularity::Month if group.first.day() > 1 => (
            date(group.first, today),
            dates(group.first, group.last, today),
        ),
        Granularity::Month => (short_month(group.first), month_with_year(group.first)),
    }
}

/// Counts jobs, and those of them that have no price.
#[must_use]
pub fn jobs_with_unpriced(jobs: i64, unpriced: i64) -> String {
    let counted = jobs_counted(jobs.unsigned_abs());
    if unpriced > 0 {
        say!(
            "jobs-with-unpriced",
            jobs = counted,
            unpriced = unpriced,
            number = grouped(unpriced.into())
        )
    } else {
        counted
    }
}

/// Formats the cost of some jobs. Without a price of any of them it is unknown, not zero.
pub fn sum(sum: &JobSum, display: MoneyFormat) -> Result<String, TooLarge> {
    if sum.jobs > 0 && sum.jobs == sum.unpriced {
        Ok(no_price())
    } else {
        total(sum.cost, display)
    }
}

/// Describes a forecast in a sentence, with further sentences about the pace it assumes.
pub fn forecast(
    forecast: &Forecast,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<(String, Vec<String>), TooLarge> {
    Ok(match forecast {
        Forecast::NothingLeft => (say!("forecast-nothing-left"), Vec::new()),
        Forecast::TooLittleHistory => (say!("forecast-too-little"), Vec::new()),
        Forecast::OneDayDecides => (say!("forecast-one-day"), Vec::new()),
        Forecast::NoSpending { days } => (say!("forecast-no-spending", days = *days), Vec::new()),
        Forecast::Lasts(pace) => (
            say!("forecast-lasts"),
            rests_on(pace, None, today, display)?,
        ),
        Forecast::RunsOut(range) => {
            let likely = range.median.map(|median| date(median, today));
            let mut details: Vec<String> = likely
                .map(|date| say!("forecast-likely", date = date))
                .into_iter()
                .collect();
            details.extend(rests_on(&range.pace, range.at_average, today, display)?);
            (
                say!("forecast-runs-out", when = when(range, today)),
                details,
            )
        }
    })
}

/// Describes a forecast in a few words, with the paces that it goes by.
pub fn lasts(
    forecast: &Forecast,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<(String, Option<String>), TooLarge> {
    let at = |pace: &Pace| {
        let (low, high) = paces(pace);
        Ok(Some(say!(
            "pace-a-day",
            amount = range(low, high, display)?
        )))
    };
    Ok(match forecast {
        Forecast::NothingLeft => (say!("forecast-nothing-left"), None),
        Forecast::TooLittleHistory => (say!("forecast-too-little"), None),
        Forecast::OneDayDecides => (say!("forecast-one-day"), None),
        Forecast::NoSpending { days } => (say!("forecast-no-spending", days = *days), None),
        Forecast::Lasts(pace) => (say!("lasts-long"), at(pace)?),
        Forecast::RunsOut(span) => {
            let until = match span.latest {
                Some(latest) if latest == today => say!("lasts-today"),
                Some(latest) => say!("lasts-until", dates = dates(span.earliest, latest, today)),
                None => say!("lasts-or-longer", date = date(span.earliest, today)),
            };
            (until, at(&span.pace)?)
        }
    })
}

/// Returns the lowest and the highest pace of a forecast.
#[must_use]
pub fn paces(pace: &Pace) -> (Money, Money) {
    let high = pace.last_week.unwrap_or_default().max(pace.a_day);
    (pace.without_largest.min(pace.a_day), high)
}

/// Formats two amounts as a range; amounts that look alike once.
pub fn range(low: Money, high: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let (low, high) = (total(low, display)?, total(high, display)?);
    Ok(if low == high {
        low
    } else {
        say!("amounts", low = low, high = high)
    })
}

/// Formats the difference of two sums with its sign: `+$5.02`.
pub fn difference(by: Money, display: MoneyFormat) -> Result<String, TooLarge> {
    let amount = total(by, display)?;
    Ok(if by > Money::ZERO && !display.hidden {
        say!("amount-more", amount = amount)
    } else {
        amount
    })
}

/// Formats a share: `57 %`, `< 1 %`.
#[must_use]
pub fn share(share: Share) -> String {
    let (part, whole) = (share.remaining().nano(), share.reference().nano());
    let (part, whole) = (i128::from(part), i128::from(whole).max(1));
    match (part * 100 + whole / 2) / whole {
        0 if part > 0 => say!("less-than", amount = percents("1")),
        number => percents(&number.to_string()),
    }
}

/// Names the days between which the balance runs out.
pub(super) fn when(range: &Range, today: NaiveDate) -> String {
    match range.latest {
        // The range begins today at the earliest, so both ends are today.
        Some(latest) if latest == today => say!("when-today"),
        Some(latest) if latest == range.earliest => say!("when-on-day", date = date(latest, today)),
        Some(latest) => say!("when-between", dates = dates(range.earliest, latest, today)),
        // In a tenth of the simulated futures or more, the balance lasts beyond the horizon.
        None => say!("when-or-later", date = date(range.earliest, today)),
    }
}

/// Names the paces behind a forecast: of all days, without the largest, and of the last week.
fn rests_on(
    pace: &Pace,
    at_average: Option<NaiveDate>,
    today: NaiveDate,
    display: MoneyFormat,
) -> Result<Vec<String>, TooLarge> {
    let (a_day, days, spending) = (total(pace.a_day, display)?, pace.days, pace.spending_days);
    let mut details = vec![match at_average {
        Some(at) => say!(
            "forecast-pace",
            amount = a_day,
            days = days,
            spending = spending,
            date = date(at, today)
        ),
        None => say!(
            "forecast-pace-lasts",
            amount = a_day,
            days = days,
            spending = spending
        ),
    }];
    let largest = pace.largest;
    let (without, day) = (
        total(pace.without_largest, display)?,
        date(largest.day, today),
    );
    let spent = total(largest.spent, display)?;
    details.push(if largest.stands_out {
        say!(
            "forecast-exception",
            amount = without,
            date = day,
            spent = spent
        )
    } else {
        say!(
            "forecast-without-largest",
            amount = without,
            date = day,
            spent = spent
        )
    });
    if let Some(last_week) = pace.last_week {
        let amount = total(last_week, display)?;
        details.push(say!("forecast-last-week", amount = amount));
    }
    details.push(say!("forecast-horizon", days = HORIZON));
    Ok(details)
}

/// Describes a discrepancy: `$7.50 was expected: $0.42 more was spent than counted, 3 %.`
pub fn discrepancy(discrepancy: &Discrepancy, display: MoneyFormat) -> Result<String, TooLarge> {
    if discrepancy.is_zero_to_the_cent()? {
        return Ok(say!("drift-none"));
    }
    let unaccounted = discrepancy.unaccounted()?;
    let is_more = unaccounted > Money::ZERO;
    // The sentence says in which direction, so the amount has no sign.
    let amount = if is_more {
        unaccounted
    } else {
        Money::ZERO.minus(unaccounted)?
    };
    let amount = total_with_dollars(amount, display)?;
    let expected = total_with_dollars(discrepancy.expected, display)?;
    let number = discrepancy.percents()?.map(i128::abs);
    let share = number.map(|number| percents(&number.to_string()));
    Ok(match (is_more, share) {
        (true, None) => say!("drift-more", expected = expected, amount = amount),
        (true, Some(share)) => say!(
            "drift-more-share",
            expected = expected,
            amount = amount,
            percents = share
        ),
        (false, None) => say!("drift-less", expected = expected, amount = amount),
        (false, Some(share)) => say!(
            "drift-less-share",
            expected = expected,
            amount = amount,
            percents = share
        ),
    })
}

/// Compares an estimated sum with the billed one: `3 % too low`.
#[must_use]
pub fn off(estimated: Money, billed: Money) -> String {
    // Wider than an amount, as a hundred times the difference need not fit into one.
    let (estimated, billed) = (i128::from(estimated.nano()), i128::from(billed.nano()));
    let beyond = billed - estimated;
    if beyond == 0 {
        return say!("off-exact");
    }
    // Rounded half up, in whole numbers. Nothing is a percentage of an estimate of zero.
    let share = (estimated > 0).then(|| match (beyond.abs() * 100 + estimated / 2) / estimated {
        0 => say!("less-than", amount = percents("1")),
        number => percents(&number.to_string()),
    });
    match (beyond > 0, share) {
        (true, None) => say!("off-too-low"),
        (true, Some(share)) => say!("off-too-low-by", share = share),
        (false, None) => say!("off-too-high"),
        (false, Some(share)) => say!("off-too-high-by", share = share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::forecast::{LargestDay, Range};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();

    #[test]
    fn a_span_says_nothing_twice() {
        for (first, last, text) in [
            ("2026-12-03", "2026-12-09", "3–9 Dec"),
            ("2026-11-28", "2026-12-03", "28 Nov – 3 Dec"),
            ("2026-12-28", "2027-01-03", "28 Dec – 3 Jan 2027"),
            ("2026-12-03", "2026-12-03", "3 Dec"),
        ] {
            assert_eq!(dates(day(first), day(last), TODAY), text);
        }
    }

    #[test]
    fn a_forecast_is_a_range_or_says_why_not() {
        let pace = Pace {
            a_day: Money::from_nano(1_000_000_000),
            days: 28,
            spending_days: 20,
            ..Pace::default()
        };
        let range = |latest: Option<&str>| {
            Forecast::RunsOut(Range {
                earliest: day("2026-12-03"),
                median: Some(day("2026-12-05")),
                latest: latest.map(day),
                at_average: None,
                pace,
            })
        };
        for (found, text) in [
            (range(Some("2026-12-09")), "Runs out 3–9 Dec at this pace."),
            (
                range(None),
                "Runs out 3 Dec or later, perhaps not within a year at this pace.",
            ),
            (
                Forecast::Lasts(pace),
                "At this pace the balance lasts for more than a year.",
            ),
            (
                Forecast::NoSpending { days: 9 },
                "Nothing was spent for 9 days: there is no pace.",
            ),
        ] {
            assert_eq!(
                forecast(&found, TODAY, MoneyFormat::DOLLARS).unwrap().0,
                text
            );
        }
    }

    #[test]
    fn the_paces_with_and_without_the_largest_day_are_named() {
        let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
        let pace = |stands_out, last_week: Option<i64>| Pace {
            a_day: cents(168),
            without_largest: cents(100),
            largest: LargestDay {
                day: day("2026-11-14"),
                spent: cents(2000),
                stands_out,
            },
            last_week: last_week.map(cents),
            days: 28,
            spending_days: 28,
        };
        let said = |pace, at: Option<&str>| {
            rests_on(&pace, at.map(day), TODAY, MoneyFormat::DOLLARS).unwrap()
        };
        assert_eq!(
            said(pace(true, None), Some("2026-12-10"))[..2],
            [
                "$1.68 a day on average of 28 days, 28 of them with spending. At that pace: 10 \
                 Dec.",
                "$1.00 a day without 14 Nov, whose $20.00 stand out from all other days. The range \
                 holds both paces.",
            ]
        );
        assert_eq!(
            said(pace(false, Some(250)), None)[..3],
            [
                "$1.68 a day on average of 28 days, 28 of them with spending. At that pace it \
                 lasts for more than a year.",
                "$1.00 a day without 14 Nov, the largest day with $20.00.",
                "$2.50 a day in the last week, clearly more than before. The range holds that \
                 pace, too.",
            ]
        );
    }

    #[test]
    fn a_discrepancy_is_described_as_a_person_would_say_it() {
        let said = |expected: i64, stated: i64, counted: i64| {
            let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
            discrepancy(
                &Discrepancy {
                    expected: cents(expected),
                    stated: cents(stated),
                    counted: cents(counted),
                },
                MoneyFormat::DOLLARS,
            )
            .unwrap()
        };
        assert_eq!(
            said(750, 708, 1400),
            "$7.50 was expected: $0.42 more was spent than counted, 3 %."
        );
        assert_eq!(
            said(750, 800, 0),
            "$7.50 was expected: $0.50 less was spent than counted."
        );
        assert_eq!(said(750, 750, 100), "As expected, to the cent.");
    }
}
