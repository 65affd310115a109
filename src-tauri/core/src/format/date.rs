//! Days and moments as the language writes them, and how long ago they were.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, TimeZone, Timelike, Utc};

use crate::say;

/// A moment as the local clock showed it; the year only where it is not this one.
pub fn moment<Z: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let today = now.with_timezone(zone).date_naive();
    say!(
        "moment",
        date = date(at.with_timezone(zone).date_naive(), today),
        time = clock(at, zone)
    )
}

/// What the local clock showed: `14:02`.
pub(super) fn clock<Z: TimeZone>(at: DateTime<Utc>, zone: &Z) -> String {
    let local = at.with_timezone(zone);
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// How long ago, as far as it matters. What is later than now, because the clock was set back, is
/// dated like what is old.
pub fn age<Z: TimeZone>(at: DateTime<Utc>, now: DateTime<Utc>, zone: &Z) -> String
where
    Z::Offset: std::fmt::Display,
{
    let age = now.signed_duration_since(at);
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

/// A day: `23 Nov`, with its year where it is not this one.
pub(super) fn date(date: NaiveDate, today: NaiveDate) -> String {
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

/// A day with all that there is to say of it: `Mon 23 Nov 2026`.
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

/// The name of a month, as a label.
#[must_use]
pub fn month(day: NaiveDate) -> String {
    say!("month-long", month = day.month())
}

pub(super) fn month_with_year(day: NaiveDate) -> String {
    with_year(&month(day), day)
}

pub(super) fn short_month(day: NaiveDate) -> String {
    say!("month-short", month = day.month())
}

fn with_year(date: &str, day: NaiveDate) -> String {
    say!("date-with-year", date = date, year = day.year().to_string())
}

/// A span of days, without saying anything twice: `3–9 Dec`, `28 Nov – 3 Dec`.
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
