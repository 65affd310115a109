//! The words of charts, forecasts and reconciling.

use chrono::{Datelike, NaiveDate};

use super::{grouped, total, total_with_dollars};
use crate::domain::currency::Display;
use crate::domain::drift::Drift;
use crate::domain::forecast::{Forecast, HORIZON, Pace};
use crate::domain::money::{Money, TooLarge};
use crate::domain::period::{Grain, Group};

/// A day: `23 Nov`, with its year where it is not this one.
pub(super) fn date(date: NaiveDate, today: NaiveDate) -> String {
    date.format(if date.year() == today.year() { "%-d %b" } else { "%-d %b %Y" }).to_string()
}

/// A span of days, without saying anything twice: `3–9 Dec`, `28 Nov – 3 Dec`.
fn dates(first: NaiveDate, last: NaiveDate, today: NaiveDate) -> String {
    if first == last {
        date(first, today)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}–{}", first.day(), date(last, today))
    } else {
        format!("{} – {}", date(first, today), date(last, today))
    }
}

/// A group of days as the label under its column, and in full.
#[must_use]
pub fn group(group: Group, grain: Grain, today: NaiveDate) -> (String, String) {
    match grain {
        Grain::Day => (date(group.first, today), group.first.format("%a %-d %b %Y").to_string()),
        Grain::Week => (date(group.first, today), format!("Week of {}", dates(group.first, group.last, today))),
        // The period begins within it.
        Grain::Month if group.first.day() > 1 => (date(group.first, today), dates(group.first, group.last, today)),
        Grain::Month => (group.first.format("%b").to_string(), group.first.format("%B %Y").to_string()),
    }
}

/// So many jobs, with those that have no price.
#[must_use]
pub fn jobs_with_unpriced(jobs: i64, unpriced: i64) -> String {
    let jobs_text = if jobs == 1 { "1 job".to_owned() } else { format!("{} jobs", grouped(jobs.into())) };
    if unpriced > 0 { format!("{jobs_text}, {} of unknown price", grouped(unpriced.into())) } else { jobs_text }
}

/// When the balance runs out, in a sentence, and what that rests on.
pub fn forecast(forecast: &Forecast, today: NaiveDate, display: Display) -> Result<(String, Vec<String>), TooLarge> {
    Ok(match forecast {
        Forecast::NothingLeft => ("Nothing is left.".to_owned(), Vec::new()),
        Forecast::TooLittleHistory => {
            ("A forecast needs three days since the first job. Come back then.".to_owned(), Vec::new())
        }
        Forecast::OneDayDecides => (
            "Almost all was spent on one day: too little to tell a pace from. A few more days will.".to_owned(),
            Vec::new(),
        ),
        Forecast::NoSpending { days } => (format!("Nothing was spent for {days} days: there is no pace."), Vec::new()),
        Forecast::Lasts(pace) => {
            ("At this pace the balance lasts for more than a year.".to_owned(), rests_on(pace, today, display)?)
        }
        Forecast::RunsOut(range) => {
            let when = match range.latest {
                Some(latest) if latest == today => "today".to_owned(),
                Some(latest) => dates(range.earliest, latest, today),
                None => format!("{} or later, perhaps not within a year", date(range.earliest, today)),
            };
            let mut details = vec![format!(
                "Most likely around {}. In four of five cases within that range, if you go on as in the last days.",
                date(range.median, today)
            )];
            details.extend(rests_on(&range.pace, today, display)?);
            (format!("Runs out {when} at this pace."), details)
        }
    })
}

fn rests_on(pace: &Pace, today: NaiveDate, display: Display) -> Result<Vec<String>, TooLarge> {
    let mut details = vec![format!(
        "{} a day on average of {} days, {} of them with spending; newer days weigh more, days without spending count.",
        total(pace.a_day, display)?,
        pace.days,
        pace.spending_days
    )];
    if let Some(exception) = pace.exception {
        details.push(format!(
            "{} on {} stands out and counts as less than it was.",
            total(exception.spent, display)?,
            date(exception.day, today)
        ));
    }
    details.push(format!("It looks {HORIZON} days ahead at most and knows nothing of what you plan."));
    Ok(details)
}

/// How far the books were off: `€0.42 more was spent than counted, 3 %`.
pub fn drift(drift: &Drift, display: Display) -> Result<String, TooLarge> {
    let beyond = drift.beyond()?;
    if drift.is_none_to_the_cent()? {
        return Ok("As expected, to the cent.".to_owned());
    }
    let (amount, word) = if beyond > Money::ZERO { (beyond, "more") } else { (Money::ZERO.minus(beyond)?, "less") };
    let percents = drift.percents()?.map(|percents| format!(", {} %", percents.abs())).unwrap_or_default();
    let (expected, amount) = (total_with_dollars(drift.expected, display)?, total_with_dollars(amount, display)?);
    Ok(format!("{expected} was expected: {amount} {word} was spent than counted{percents}."))
}

/// By how much one sum is off another: `3 % too low`.
#[must_use]
pub fn off(estimated: Money, billed: Money) -> String {
    let (estimated, billed) = (i128::from(estimated.nano()), i128::from(billed.nano()));
    let beyond = billed - estimated;
    if beyond == 0 {
        return "exact".to_owned();
    }
    let word = if beyond > 0 { "too low" } else { "too high" };
    if estimated <= 0 {
        return word.to_owned();
    }
    match (beyond.abs() * 100 + estimated / 2) / estimated {
        0 => format!("less than 1 % {word}"),
        percents => format!("{percents} % {word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::forecast::Range;

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
        let pace = Pace { a_day: Money::from_nano(1_000_000_000), days: 28, spending_days: 20, exception: None };
        let range = |latest: Option<&str>| {
            Forecast::RunsOut(Range {
                earliest: day("2026-12-03"),
                median: day("2026-12-05"),
                latest: latest.map(day),
                pace,
            })
        };
        for (found, text) in [
            (range(Some("2026-12-09")), "Runs out 3–9 Dec at this pace."),
            (range(None), "Runs out 3 Dec or later, perhaps not within a year at this pace."),
            (Forecast::Lasts(pace), "At this pace the balance lasts for more than a year."),
            (Forecast::NoSpending { days: 9 }, "Nothing was spent for 9 days: there is no pace."),
        ] {
            assert_eq!(forecast(&found, TODAY, Display::DOLLARS).unwrap().0, text);
        }
    }

    #[test]
    fn the_drift_is_said_in_the_words_of_the_person() {
        let said = |expected: i64, stated: i64, counted: i64| {
            let cents = |cents: i64| Money::from_nano(cents * 10_000_000);
            drift(
                &Drift { expected: cents(expected), stated: cents(stated), counted: cents(counted) },
                Display::DOLLARS,
            )
            .unwrap()
        };
        assert_eq!(said(750, 708, 1400), "$7.50 was expected: $0.42 more was spent than counted, 3 %.");
        assert_eq!(said(750, 800, 0), "$7.50 was expected: $0.50 less was spent than counted.");
        assert_eq!(said(750, 750, 100), "As expected, to the cent.");
    }
}
