//! Moments as programs, spreadsheets and people write them, in English and in French.

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use fal_budget_domain::spending::day::{self, TimeError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Order of day and month where both are numbers: `04/05/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// 4 May.
    DayFirst,
    /// 5 April.
    MonthFirst,
}

/// Moment before its zone and its order of day and month are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrittenTime {
    /// Names its zone, or needs none.
    Exact(DateTime<Utc>),
    /// Local time.
    Local(NaiveDateTime),
    /// Local day.
    Day(NaiveDate),
    /// Numbers of which either can be the day: as day first, and as month first, with the time.
    Doubtful(NaiveDate, NaiveDate, Option<NaiveTime>),
}

/// Seconds, milliseconds, microseconds and nanoseconds since 1970, by their digits.
const UNIX: [(usize, i64); 4] = [(10, 1_000_000_000), (13, 1_000_000), (16, 1_000), (19, 1)];
/// Days of spreadsheets that are moments of jobs: 2020 to 2099.
const SERIALS: std::ops::RangeInclusive<i64> = 43_831..=73_050;

/// Reads a moment. `None` for what is none.
pub(crate) fn written(text: &str) -> Option<WrittenTime> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(WrittenTime::Exact(moment.to_utc()));
    }
    if is_number(text) {
        return of_number(text);
    }
    let plain = folded(text);
    let (plain, offset) = without_offset(&plain);
    let (date, time) = parts(plain)?;
    let time = match time {
        Some(time) => Some(read_time(&time)?),
        None => None,
    };
    let date = read_date(&date)?;
    Some(match (date, time, offset) {
        (Dates::One(date), Some(time), Some(offset)) => {
            let moment = offset.from_local_datetime(&date.and_time(time)).single()?;
            WrittenTime::Exact(moment.to_utc())
        }
        (Dates::One(date), Some(time), None) => WrittenTime::Local(date.and_time(time)),
        (Dates::One(date), None, _) => WrittenTime::Day(date),
        (Dates::Two(day_first, month_first), time, _) => {
            WrittenTime::Doubtful(day_first, month_first, time)
        }
    })
}

impl WrittenTime {
    /// Returns the moment in this zone, which must be over.
    pub(crate) fn past<Z: TimeZone>(
        self,
        order: Option<DayOrder>,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<DateTime<Utc>, TimeError> {
        let of_local = |time: NaiveDateTime| day::local(time, zone).ok_or(TimeError::Skipped);
        let of_day = |date: NaiveDate| day::beginning(date, zone).ok_or(TimeError::Skipped);
        let moment = match self {
            Self::Exact(moment) => moment,
            Self::Local(time) => of_local(time)?,
            Self::Day(date) => of_day(date)?,
            Self::Doubtful(day_first, month_first, time) => {
                let date = match order.ok_or(TimeError::DayOrMonth)? {
                    DayOrder::DayFirst => day_first,
                    DayOrder::MonthFirst => month_first,
                };
                match time {
                    Some(time) => of_local(date.and_time(time))?,
                    None => of_day(date)?,
                }
            }
        };
        day::check_past(moment, now)
    }
}

/// Tells whether a text is digits with at most one decimal mark.
fn is_number(text: &str) -> bool {
    let marks = text.bytes().filter(|byte| matches!(byte, b'.' | b','));
    let is_of_number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',');
    marks.count() <= 1 && !text.is_empty() && text.bytes().all(is_of_number)
}

/// Reads a number: of a spreadsheet's days, of seconds since 1970, or a day without marks.
fn of_number(text: &str) -> Option<WrittenTime> {
    let text = text.replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if whole.len() == 8 && fraction.is_empty() {
        let date = NaiveDate::parse_from_str(whole, "%Y%m%d").ok();
        return date.map(WrittenTime::Day);
    }
    if let Some((_, nanos)) = UNIX.iter().find(|(digits, _)| *digits == whole.len()) {
        let number = text.parse::<Decimal>().ok()?;
        let nanos = number
            .checked_mul(Decimal::from(*nanos))
            .and_then(|it| it.to_i64());
        return nanos.map(|nanos| WrittenTime::Exact(DateTime::from_timestamp_nanos(nanos)));
    }
    serial(&text)
}

/// Reads the day number of a spreadsheet: days since 30 December 1899, with the time behind the
/// point (<https://support.microsoft.com/en-us/office/date-systems-in-excel>).
fn serial(text: &str) -> Option<WrittenTime> {
    let number = text.parse::<Decimal>().ok()?;
    let days = number
        .trunc()
        .to_i64()
        .filter(|days| SERIALS.contains(days))?;
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(TimeDelta::days(days))?;
    if number.fract().is_zero() {
        return Some(WrittenTime::Day(date));
    }
    let seconds = (number.fract() * Decimal::from(86_400)).round().to_i64()?;
    let time = date
        .and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::seconds(seconds))?;
    Some(WrittenTime::Local(time))
}

/// Returns a text in small letters without accents, commas and kinds of spaces.
fn folded(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'à' | 'â' | 'ä' => 'a',
            'û' | 'ù' | 'ü' => 'u',
            'ô' | 'ö' => 'o',
            'î' | 'ï' => 'i',
            'ç' => 'c',
            ',' => ' ',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    plain.trim().to_owned()
}

/// Splits the zone from the end of a text, if it names one.
fn without_offset(text: &str) -> (&str, Option<FixedOffset>) {
    let utc = FixedOffset::east_opt(0);
    for name in ["utc", "gmt", "z"] {
        if let Some(rest) = text.strip_suffix(name)
            && rest.ends_with(|c: char| c.is_ascii_digit() || c == ' ')
        {
            return (rest.trim_end(), utc);
        }
    }
    // Only behind a time: `17-05-2025` ends with no zone.
    let Some(time) = text.find(':') else {
        return (text, None);
    };
    let sign = text.rfind(['+', '-']).filter(|at| *at > time);
    let offset = sign.and_then(|at| Some((at, offset(text.get(at..)?)?)));
    match offset {
        Some((at, offset)) => (text.get(..at).unwrap_or(text).trim_end(), Some(offset)),
        None => (text, None),
    }
}

/// Reads `+02`, `+0200` or `+02:00`. `None` for any other text.
#[must_use]
pub fn offset(text: &str) -> Option<FixedOffset> {
    let (is_west, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+')?),
    };
    let digits = digits.replace(':', "");
    let is_of_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = match digits.len() {
        2 if is_of_digits => (digits.as_str(), "0"),
        4 if is_of_digits => digits.split_at(2),
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
    FixedOffset::east_opt(if is_west { -seconds } else { seconds })
}

/// Splits date and time, and drops the name of a weekday.
fn parts(text: &str) -> Option<(String, Option<String>)> {
    let mut date = Vec::new();
    let mut time: Option<String> = None;
    for token in text.split_whitespace() {
        // `2026-04-23t14:05`.
        let joined = token.split_once('t').filter(|(day, _)| {
            day.len() >= 8
                && day
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-')
        });
        if let Some((day, clock)) = joined {
            date.push(day);
            time = Some(clock.to_owned());
        } else if matches!(token, "am" | "pm" | "a.m." | "p.m.") {
            time.as_mut()?.push_str(&token.replace('.', ""));
        } else if is_time(token) && time.is_none() {
            time = Some(token.to_owned());
        } else if !is_weekday(token) && !matches!(token, "at" | "a" | "le" | "of") {
            date.push(token);
        }
    }
    (!date.is_empty()).then(|| (date.join(" "), time))
}

fn is_time(token: &str) -> bool {
    let begins = token.starts_with(|c: char| c.is_ascii_digit());
    let has_hour = |mark: char| {
        token.split_once(mark).is_some_and(|(hour, _)| {
            hour.len() <= 2 && hour.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    begins && (has_hour(':') || has_hour('h'))
}

fn is_weekday(token: &str) -> bool {
    const BEGINS: [&str; 14] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam",
        "dim",
    ];
    let token = token.trim_end_matches('.');
    // `mar` is Tuesday in French and March in English: with a day beside it, it is the month.
    let is_whole = matches!(
        token,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
    );
    is_whole || (token != "mar" && BEGINS.contains(&token))
}

fn read_time(text: &str) -> Option<NaiveTime> {
    let (text, half) = if let Some(rest) = text.strip_suffix("am") {
        (rest.trim(), Some(0))
    } else if let Some(rest) = text.strip_suffix("pm") {
        (rest.trim(), Some(12))
    } else {
        (text, None)
    };
    let text = text.replace('h', ":").replace("min", ":").replace('m', ":");
    let text = text.trim_end_matches([':', 's']);
    let time = if text.contains(':') {
        NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
            .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
            .ok()?
    } else {
        NaiveTime::from_hms_opt(text.parse().ok()?, 0, 0)?
    };
    match half {
        None => Some(time),
        Some(half) => {
            let hour = chrono::Timelike::hour(&time);
            let hour = (1..=12).contains(&hour).then_some(hour % 12 + half)?;
            chrono::Timelike::with_hour(&time, hour)
        }
    }
}

/// One day, or two of which nobody knows which is meant: day first, month first.
enum Dates {
    One(NaiveDate),
    Two(NaiveDate, NaiveDate),
}

fn read_date(text: &str) -> Option<Dates> {
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let one = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(Dates::One);
    if let Some(month) = month(second) {
        // `23 avr. 2026`, `23-Apr-2026`.
        return one(year(third)?, month, day_number(first)?);
    }
    if let Some(month) = month(first) {
        // `Apr 23 2026`.
        return one(year(third)?, month, day_number(second)?);
    }
    if first.len() == 4 {
        return one(year(first)?, number(second)?, number(third)?);
    }
    let (first, second, year) = (number(first)?, number(second)?, year(third)?);
    // With points the day is always first.
    if text.contains('.') {
        return one(year, second, first);
    }
    let day_first = NaiveDate::from_ymd_opt(year, second, first);
    let month_first = NaiveDate::from_ymd_opt(year, first, second);
    match (day_first, month_first) {
        (Some(one), Some(other)) if one != other => Some(Dates::Two(one, other)),
        (Some(date), _) | (_, Some(date)) => Some(Dates::One(date)),
        (None, None) => None,
    }
}

fn year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// Reads `23`, `23rd` or `1er`.
fn day_number(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = text.get(digits.len()..)?;
    matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er")
        .then(|| digits.parse().ok())
        .flatten()
}

/// Finds a month by the beginning of its name in English or French.
fn month(text: &str) -> Option<u32> {
    const BEGINS: [(&str, u32); 20] = [
        ("jan", 1),
        ("feb", 2),
        ("fev", 2),
        ("mar", 3),
        ("apr", 4),
        ("avr", 4),
        ("may", 5),
        ("mai", 5),
        ("june", 6),
        ("juin", 6),
        ("jun", 6),
        ("july", 7),
        ("juil", 7),
        ("jul", 7),
        ("aug", 8),
        ("aou", 8),
        ("sep", 9),
        ("oct", 10),
        ("nov", 11),
        ("dec", 12),
    ];
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let found = BEGINS.iter().find(|(begin, _)| text.starts_with(begin));
    found.map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let now = "2026-11-23T12:00:00Z".parse().unwrap();
        let paris = FixedOffset::east_opt(3600).unwrap();
        let read = |order| {
            let moment = written(text).ok_or(TimeError::Unreadable)?;
            moment.past(order, now, &paris)
        };
        match read(None) {
            Ok(moment) => moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true),
            Err(TimeError::DayOrMonth) => {
                let by = |order| read(Some(order)).unwrap().to_rfc3339();
                let (day, month) = (by(DayOrder::DayFirst), by(DayOrder::MonthFirst));
                format!("{} or {}", &day[..10], &month[..10])
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn moments_are_read_as_programs_spreadsheets_and_people_write_them() {
        for (text, expected) in [
            ("2026-04-23T14:05:11Z", "2026-04-23T14:05:11Z"),
            (
                "2026-06-13T03:44:17.164745000Z",
                "2026-06-13T03:44:17.164745Z",
            ),
            ("2026-04-23 14:05:11.123+00", "2026-04-23T14:05:11.123Z"),
            ("2026-04-23T14:05:11+0000", "2026-04-23T14:05:11Z"),
            ("2026-04-23T14:05:11+02:00", "2026-04-23T12:05:11Z"),
            ("2026-04-23 14:05 -0500", "2026-04-23T19:05:00Z"),
            ("2026-04-23 14:05 UTC", "2026-04-23T14:05:00Z"),
            ("2026-04-23 14:05:11 GMT", "2026-04-23T14:05:11Z"),
            ("2026-04-23 14:05", "2026-04-23T13:05:00Z"),
            ("2026-04-23T14:05", "2026-04-23T13:05:00Z"),
            ("2026/04/23 14:05", "2026-04-23T13:05:00Z"),
            ("23.04.2026 14:05", "2026-04-23T13:05:00Z"),
            ("23.04.26", "2026-04-22T23:00:00Z"),
            ("4.5.2026", "2026-05-03T23:00:00Z"),
            ("04/23/2026", "2026-04-22T23:00:00Z"),
            ("23/04/2026 14:05", "2026-04-23T13:05:00Z"),
            ("17-05-2025", "2025-05-16T23:00:00Z"),
            ("20260423", "2026-04-22T23:00:00Z"),
            ("Apr 23, 2026", "2026-04-22T23:00:00Z"),
            ("April 23rd, 2026 2:05 PM", "2026-04-23T13:05:00Z"),
            ("Nov 20, 2026 14:02", "2026-11-20T13:02:00Z"),
            ("23 avr. 2026", "2026-04-22T23:00:00Z"),
            ("23 août 2026 à 14h05", "2026-08-23T13:05:00Z"),
            ("1er mai 2026", "2026-04-30T23:00:00Z"),
            ("jeudi 23 avril 2026 14:05", "2026-04-23T13:05:00Z"),
            ("2026-04-23 2:05 PM", "2026-04-23T13:05:00Z"),
            ("2026-04-23 12:05am", "2026-04-22T23:05:00Z"),
            ("2026-04-23 14h05", "2026-04-23T13:05:00Z"),
            ("Thu, 23 Apr 2026 14:05:11 GMT", "2026-04-23T14:05:11Z"),
            ("23-Apr-2026", "2026-04-22T23:00:00Z"),
            ("1776953111", "2026-04-23T14:05:11Z"),
            ("1776953111123", "2026-04-23T14:05:11.123Z"),
            ("1776953111.5", "2026-04-23T14:05:11.500Z"),
            ("46135", "2026-04-22T23:00:00Z"),
            ("46135.5", "2026-04-23T11:00:00Z"),
            ("46135,5", "2026-04-23T11:00:00Z"),
            ("05/05/2026", "2026-05-04T23:00:00Z"),
            ("04/05/2026", "2026-05-03 or 2026-04-04"),
            ("04-05-2026 10:00", "2026-05-04 or 2026-04-05"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "foo",
            "2026",
            "2026-13-40",
            "32.01.2026",
            "12345",
            "2026-04-23 25:00",
            "14:05",
            "0.5",
            "Total",
            "99/99/2026",
            "2026-04-23 13:05 PM",
            "23 foo 2026",
            "1.2.3.4",
        ] {
            assert_eq!(read(text), "Unreadable", "{text}");
        }
        assert_eq!(read("2026-11-24"), "Future");
        assert_eq!(read("2019-01-01"), "TooEarly");
    }
}
