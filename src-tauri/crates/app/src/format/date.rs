//! Days and times as the language writes them, and ages.

use std::fmt::Display;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};
use fal_budget_domain::spending::period::{DayGroup, Granularity};
use fal_budget_i18n::say;

/// Formats a time by the local clock: `23 Nov, 14:02`, with the year unless it is this one.
pub fn moment<Z: TimeZone<Offset: Display>>(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    let today = now.with_timezone(zone).date_naive();
    say!(
        "moment",
        date = date(at.with_timezone(zone).date_naive(), today),
        time = clock(at, zone)
    )
}

/// Formats the time of day by the local clock: `14:02`.
pub(super) fn clock<Z: TimeZone<Offset: Display>>(at: DateTime<Utc>, zone: &Z) -> String {
    let local = at.with_timezone(zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// Formats an age as coarsely as it matters: `just now`, minutes, hours, then the date. A time
/// later than `now`, which a clock that was set back leaves behind, is dated like an old one.
pub fn age<Z: TimeZone<Offset: Display>>(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: &Z,
) -> String {
    let age = now.signed_duration_since(at);
    // `abs`: after a clock was set back a little, what has just been read is still new.
    if age.abs() < TimeDelta::seconds(120) {
        say!("age-now")
    } else if age > TimeDelta::zero() && age < TimeDelta::hours(1) {
        say!("age-minutes", minutes = age.num_minutes())
    } else if age > TimeDelta::zero() && age < TimeDelta::hours(24) {
        say!("age-hours", hours = age.num_hours())
    } else {
        moment(at, now, zone)
    }
}

/// Formats a day: `23 Nov`, with the year unless it is this one.
#[must_use]
pub fn date(date: NaiveDate, today: NaiveDate) -> String {
    let short = say!(
        "date",
        day = date.day(),
        month = say!("month-short", month = date.month())
    );
    if date.year() == today.year() {
        short
    } else {
        with_year(&short, date)
    }
}

/// Formats a day in full: `Mon 23 Nov 2026`.
pub(super) fn full_date(day: NaiveDate) -> String {
    let weekday = say!(
        "weekday-short",
        weekday = day.weekday().number_from_monday()
    );
    say!(
        "date-with-weekday",
        weekday = weekday,
        date = with_year(&date(day, day), day)
    )
}

/// The name of a day's month: `November`.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    say!("month-long", month = day.month())
}

/// The month of a day with its year: `November 2026`.
#[must_use]
pub fn month_with_year(day: NaiveDate) -> String {
    with_year(&month(day), day)
}

pub(super) fn short_month(day: NaiveDate) -> String {
    say!("month-short", month = day.month())
}

fn with_year(date: &str, day: NaiveDate) -> String {
    say!("date-with-year", date = date, year = day.year().to_string())
}

/// Formats a span of days, a whole month by its name: `November 2026`, `20–22 Nov`.
#[must_use]
pub fn days(days: DayGroup, today: NaiveDate) -> String {
    let is_month = days.first.day() == 1
        && (days.first.year(), days.first.month()) == (days.last.year(), days.last.month())
        && days.last == Granularity::Month.last(days.first);
    if is_month {
        month_with_year(days.first)
    } else {
        dates(days.first, days.last, today)
    }
}

/// Formats a span of days without saying anything twice: `3–9 Dec`, `28 Nov – 3 Dec`.
pub(super) fn dates(first: NaiveDate, last: NaiveDate, today: NaiveDate) -> String {
    if first == last {
        date(first, today)
    } else if (first.year(), first.month()) == (last.year(), last.month()) {
        say!(
            "dates-of-a-month",
            first = first.day(),
            last = date(last, today)
        )
    } else {
        say!(
            "dates",
            first = date(first, today),
            last = date(last, today)
        )
    }
}
