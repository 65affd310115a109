//! Period as it is typed: a month, days, or moments.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, TimeZone, Utc};
use fal_budget_domain::jobs::record::TimeRange;
use fal_budget_domain::spending::period::{DayGroup, Granularity};

use crate::InputError;

/// Longest period in days, a century.
const MAX_DAYS: u64 = 36_500;

/// Period as it is typed. Without any part it is all time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPeriod {
    /// Month of the calendar, `2026-11`.
    pub month: Option<String>,
    /// Day, month or moment of RFC 3339 at which the period begins.
    pub from: Option<String>,
    /// Day or month with which it ends, or the moment.
    pub to: Option<String>,
}

impl TypedPeriod {
    /// Returns the moments of the period, or `None` for all time.
    pub fn range<Z: TimeZone>(&self, zone: &Z) -> Result<Option<TimeRange>, InputError> {
        let read = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim);
            text.map(|text| bounds(text, zone).ok_or(InputError::Period))
                .transpose()
        };
        let (month, from, to) = (read(&self.month)?, read(&self.from)?, read(&self.to)?);
        if month.is_none() && from.is_none() && to.is_none() {
            return Ok(None);
        }
        let ends = [month, from].into_iter().flatten();
        let range = TimeRange {
            from: ends.map(|it| it.from).max().unwrap_or(DateTime::UNIX_EPOCH),
            until: [month, to]
                .into_iter()
                .flatten()
                .map(|it| it.until)
                .min()
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
        };
        if range.from >= range.until {
            return Err(InputError::Period);
        }
        Ok(Some(range))
    }

    /// Returns the local days of the period, first and last, as far as it has any ends.
    #[must_use]
    pub fn days(&self) -> Option<DayGroup> {
        let read = |text: &Option<String>| span(text.as_deref()?.trim());
        match (read(&self.month), read(&self.from), read(&self.to)) {
            (Some(month), None, None) => Some(month),
            (None, Some(from), Some(to)) => Some(DayGroup {
                first: from.first,
                last: to.last,
            }),
            _ => None,
        }
    }
}

/// Reads the days of a breakdown: a month, or the last days up to today. Without either it is the
/// month of today.
pub fn days(
    month: Option<&str>,
    count: Option<u64>,
    today: NaiveDate,
) -> Result<DayGroup, InputError> {
    if let Some(count) = count {
        let before = (1..=MAX_DAYS)
            .contains(&count)
            .then(|| Days::new(count - 1));
        let first = before.and_then(|before| today.checked_sub_days(before));
        let first = first.ok_or(InputError::Period)?;
        return Ok(DayGroup { first, last: today });
    }
    match month {
        Some(text) => month_of(text.trim()).ok_or(InputError::Period),
        None => Ok(whole_month(today)),
    }
}

/// Moments of a typed day, month or moment. A moment ends where it begins, itself included.
fn bounds<Z: TimeZone>(text: &str, zone: &Z) -> Option<TimeRange> {
    if let Some((from, until)) = span(text).and_then(|days| days.bounds(zone)) {
        return Some(TimeRange { from, until });
    }
    let from = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    let until = from.checked_add_signed(TimeDelta::milliseconds(1))?;
    Some(TimeRange { from, until })
}

fn span(text: &str) -> Option<DayGroup> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day.map(|day| DayGroup {
        first: day,
        last: day,
    });
    day.or_else(|| month_of(text))
}

fn month_of(text: &str) -> Option<DayGroup> {
    let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok()?;
    // The end of the calendar has no month behind it.
    first.checked_add_months(Months::new(1))?;
    Some(whole_month(first))
}

fn whole_month(day: NaiveDate) -> DayGroup {
    use chrono::Datelike;
    DayGroup {
        first: day.with_day(1).unwrap_or(day),
        last: Granularity::Month.last(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn typed(month: &str, from: &str, to: &str) -> TypedPeriod {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        TypedPeriod {
            month: given(month),
            from: given(from),
            to: given(to),
        }
    }

    #[test]
    #[allow(clippy::too_many_lines, reason = "the test is a table")]
    fn a_period_is_read_in_local_days_with_both_ends() {
        let paris = FixedOffset::east_opt(3600).unwrap();
        for (month, from, to, expected) in [
            (
                "2026-11",
                "",
                "",
                "2026-10-31T23:00:00Z 2026-11-30T23:00:00Z",
            ),
            (
                "2026-12",
                "",
                "",
                "2026-11-30T23:00:00Z 2026-12-31T23:00:00Z",
            ),
            (
                "2024-02",
                "",
                "",
                "2024-01-31T23:00:00Z 2024-02-29T23:00:00Z",
            ),
            (
                "",
                "2026-11-20",
                "2026-11-20",
                "2026-11-19T23:00:00Z 2026-11-20T23:00:00Z",
            ),
            (
                "",
                "2026-11-20",
                "2026-11-22",
                "2026-11-19T23:00:00Z 2026-11-22T23:00:00Z",
            ),
            (
                "",
                "2026-10",
                "2026-11",
                "2026-09-30T23:00:00Z 2026-11-30T23:00:00Z",
            ),
            (
                "",
                " 2026-11-20 ",
                "2026-11",
                "2026-11-19T23:00:00Z 2026-11-30T23:00:00Z",
            ),
            (
                "2026-11",
                "2026-11-20",
                "",
                "2026-11-19T23:00:00Z 2026-11-30T23:00:00Z",
            ),
            (
                "",
                "",
                "2026-11-20",
                "1970-01-01T00:00:00Z 2026-11-20T23:00:00Z",
            ),
            (
                "",
                "2026-11-20T10:00:00Z",
                "2026-11-20T12:00:00+01:00",
                "2026-11-20T10:00:00Z 2026-11-20T11:00:00.001Z",
            ),
        ] {
            let range = typed(month, from, to).range(&paris).unwrap().unwrap();
            let text = |at: DateTime<Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            assert_eq!(
                format!("{} {}", text(range.from), text(range.until)),
                expected
            );
        }
        assert_eq!(TypedPeriod::default().range(&paris).unwrap(), None);
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (month, from, to) in [
            ("november", "", ""),
            ("2026-13", "", ""),
            ("2026", "", ""),
            ("", "2026-11-31", ""),
            ("", "20/11/2026", ""),
            ("", "", "yesterday"),
            ("", "2026-11-20", "2026-11-19"),
            ("2026-11", "2026-12-01", ""),
            ("", "2026-11-20 10:00", ""),
            ("262142-12", "", ""),
        ] {
            let period = typed(month, from, to);
            assert!(period.range(&Utc).is_err(), "{period:?}");
        }
        let today = "2026-11-27".parse().unwrap();
        for (month, count) in [
            (Some("2026-11-20"), None),
            (None, Some(0)),
            (None, Some(99_999)),
        ] {
            assert!(days(month, count, today).is_err(), "{month:?} {count:?}");
        }
        let found = days(None, Some(7), today).unwrap();
        assert_eq!(found.first.to_string(), "2026-11-21");
        let found = days(None, None, today).unwrap();
        assert_eq!(
            (found.first.to_string(), found.last.to_string()),
            ("2026-11-01".to_owned(), "2026-11-30".to_owned())
        );
    }
}
