//! Local days and times as UTC moments: days are local, stored times are UTC.

use chrono::{DateTime, Datelike, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::message;
use crate::message::{Message, ToMessage};

/// Earliest accepted time of a job, in seconds since 1970: 2020-01-01T00:00:00Z.
const EARLIEST: i64 = 1_577_836_800;

/// Returns the moment at which the local day of `now` began.
#[must_use]
pub fn start_of_day<Z: TimeZone>(now: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    beginning(now.with_timezone(zone).date_naive(), zone).unwrap_or(now)
}

/// Returns the moment at which the local week of `now` began, on Monday.
#[must_use]
pub fn start_of_week<Z: TimeZone>(now: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    let today = now.with_timezone(zone).date_naive();
    let monday = today.week(chrono::Weekday::Mon).checked_first_day();
    monday
        .and_then(|monday| beginning(monday, zone))
        .unwrap_or(now)
}

/// Returns the moment at which the local month of `now` began.
#[must_use]
pub fn start_of_month<Z: TimeZone>(now: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    let first = now.with_timezone(zone).date_naive().with_day(1);
    first
        .and_then(|first| beginning(first, zone))
        .unwrap_or(now)
}

/// Returns the moment at which a local day begins. If the clocks skip midnight, the day begins
/// after the gap; a day that is skipped as a whole begins with the next one. `None` at the end of
/// the calendar.
#[must_use]
pub fn beginning<Z: TimeZone>(date: NaiveDate, zone: &Z) -> Option<DateTime<Utc>> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    // Clocks are changed by quarters of an hour. Twenty-five hours reach beyond a whole day that
    // was skipped, as Samoa skipped 2011-12-30.
    (0..=100).find_map(|quarter| {
        local(
            midnight.checked_add_signed(Duration::minutes(15 * quarter))?,
            zone,
        )
    })
}

/// Returns the moment at which a local clock shows `time`: the earlier one if there are two, `None`
/// if the clocks skip it.
#[must_use]
pub fn local<Z: TimeZone>(time: NaiveDateTime, zone: &Z) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&time) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment.to_utc()),
        LocalResult::None => None,
    }
}

/// Reason why a job's earlier time was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum TimeError {
    /// Not a date and time.
    Unreadable,
    /// Later than now.
    Future,
    /// Before 2020.
    TooEarly,
    /// Skipped by the clocks, as when summer time begins.
    Skipped,
    /// Two numbers of which either can be the day.
    DayOrMonth,
}

impl ToMessage for TimeError {
    fn to_message(&self) -> Message {
        match self {
            Self::Unreadable => message!("time-unreadable"),
            Self::Future => message!("time-future"),
            Self::TooEarly => message!("time-too-early"),
            Self::Skipped => message!("time-skipped"),
            Self::DayOrMonth => message!("time-day-or-month"),
        }
    }
}

/// Reads the time at which a job ran: local (`2026-11-22T14:02`, `2026-11-22 14:02`, seconds
/// allowed) or RFC 3339 with an offset of its own. Not later than `now`, not before 2020.
pub fn parse_past<Z: TimeZone>(
    text: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<DateTime<Utc>, TimeError> {
    let text = text.trim();
    let moment = match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => moment.to_utc(),
        Err(_) => local(parse_naive(text)?, zone).ok_or(TimeError::Skipped)?,
    };
    check_past(moment, now)
}

/// Reads the day on which a job ran (`2026-11-22`) as the moment at which it began locally.
pub fn parse_past_day<Z: TimeZone>(
    text: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<DateTime<Utc>, TimeError> {
    let day: NaiveDate = text.parse().map_err(|_| TimeError::Unreadable)?;
    check_past(beginning(day, zone).ok_or(TimeError::Skipped)?, now)
}

/// Refuses moments that are later than `now` or before 2020.
pub fn check_past(moment: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, TimeError> {
    if moment > now {
        return Err(TimeError::Future);
    }
    if moment.timestamp() < EARLIEST {
        return Err(TimeError::TooEarly);
    }
    Ok(moment)
}

fn parse_naive(text: &str) -> Result<NaiveDateTime, TimeError> {
    [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
    ]
    .iter()
    .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
    .ok_or(TimeError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        let tokyo = FixedOffset::east_opt(9 * 3600).unwrap();
        assert_eq!(
            start_of_day(utc("2026-11-22T14:59:59Z"), &tokyo),
            utc("2026-11-21T15:00:00Z")
        );
        assert_eq!(
            start_of_day(utc("2026-11-22T15:00:00Z"), &tokyo),
            utc("2026-11-22T15:00:00Z")
        );
    }

    #[test]
    fn a_month_begins_at_the_local_midnight_of_its_first_day() {
        let tokyo = FixedOffset::east_opt(9 * 3600).unwrap();
        assert_eq!(
            start_of_month(utc("2026-11-30T14:59:59Z"), &tokyo),
            utc("2026-10-31T15:00:00Z")
        );
        assert_eq!(
            start_of_month(utc("2026-11-30T15:00:00Z"), &tokyo),
            utc("2026-11-30T15:00:00Z")
        );
    }

    #[test]
    fn an_earlier_time_is_read_in_the_local_zone_or_in_its_own() {
        let paris = FixedOffset::east_opt(3600).unwrap();
        let now = utc("2026-11-22T14:00:00Z");
        for text in [
            "2026-11-22T10:30",
            " 2026-11-22 10:30 ",
            "2026-11-22 10:30:00",
            "2026-11-22T09:30:00Z",
        ] {
            assert_eq!(
                parse_past(text, now, &paris),
                Ok(utc("2026-11-22T09:30:00Z")),
                "{text}"
            );
        }
    }

    #[test]
    fn other_times_are_refused_with_the_reason() {
        let now = utc("2026-11-22T14:00:00Z");
        for (text, reason) in [
            ("", TimeError::Unreadable),
            ("yesterday", TimeError::Unreadable),
            ("2026-13-01 10:00", TimeError::Unreadable),
            ("2026-11-22 14:01", TimeError::Future),
            ("9999-01-01 00:00", TimeError::Future),
            ("2019-12-31 23:59", TimeError::TooEarly),
        ] {
            assert_eq!(parse_past(text, now, &Utc), Err(reason), "{text}");
        }
    }
}
