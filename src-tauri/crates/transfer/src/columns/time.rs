//! Moments as programs, spreadsheets and people write them, in English and in French.

use chrono::{
    DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::spending::day::{self, TimeError};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use strum::{EnumString, IntoStaticStr};

use super::zone::{Zone, ZoneError, offset};

/// Order of day and month where both are numbers: `04/05/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
pub enum DayOrder {
    /// 4 May.
    #[strum(to_string = "day-first", serialize = "dmy")]
    DayFirst,
    /// 5 April.
    #[strum(to_string = "month-first", serialize = "mdy")]
    MonthFirst,
}

/// Moment before its order of day and month is known, and its zone if it names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenTime {
    pub(crate) when: When,
    /// Zone that stands beside it.
    zone: Option<Zone>,
}

/// Moment without its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Needs no zone.
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

/// Reads a moment. `Err` is the sentence about what is none.
pub(crate) fn written(text: &str) -> Result<WrittenTime, Message> {
    let text = text.trim();
    let exact = |when| WrittenTime { when, zone: None };
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(exact(When::Exact(moment.to_utc())));
    }
    let unreadable = || TimeError::Unreadable.to_message();
    if is_number(text) {
        return of_number(text).map(exact).ok_or_else(unreadable);
    }
    let (text, named) = without_zone(text).map_err(|error| error.to_message())?;
    of_words(&text, named).ok_or_else(unreadable)
}

/// Splits the zone that a word names from a text. An offset beside it goes before it, as in
/// `10:00+01:00[Europe/Paris]` (RFC 9557).
fn without_zone(text: &str) -> Result<(String, Option<Zone>), ZoneError> {
    // Words in parentheses are the offset's name, which pages write behind it.
    let text = match text.rsplit_once(" (") {
        Some((before, words)) if words.ends_with(')') && before.contains("GMT") => before,
        _ => text,
    };
    let apart = text.replace('[', " [");
    let mut rest = Vec::new();
    let mut zone = None;
    let last = apart.split_whitespace().next_back().unwrap_or_default();
    for word in apart.split_whitespace() {
        // In small letters only at the end, where no other word stands.
        let found = Zone::of_word(word).or_else(|| {
            let upper = word.to_ascii_uppercase();
            (word == last && upper.len() > 2)
                .then(|| Zone::of_word(&upper))
                .flatten()
        });
        match found {
            Some(found) if zone.is_none() => zone = Some(found?),
            _ => rest.push(word),
        }
    }
    Ok((rest.join(" "), zone))
}

fn of_words(text: &str, named: Option<Zone>) -> Option<WrittenTime> {
    let plain = folded(text);
    let (plain, offset) = without_offset(&plain);
    let (date, time) = parts(plain)?;
    let time = match time {
        Some(time) => Some(read_time(&time)?),
        None => None,
    };
    let when = match (read_date(&date)?, time) {
        (Dates::One(date), Some(time)) => When::Local(date.and_time(time)),
        (Dates::One(date), None) => When::Day(date),
        (Dates::Two(day_first, month_first), time) => When::Doubtful(day_first, month_first, time),
    };
    Some(WrittenTime {
        when,
        zone: offset.map(Zone::Fixed).or(named),
    })
}

impl WrittenTime {
    /// Tells whether its zone is known.
    pub(crate) const fn is_zoned(self) -> bool {
        self.zone.is_some() || matches!(self.when, When::Exact(_))
    }

    /// Returns the moment, which must be over. One that names no zone is read in `zone`; `here` is
    /// this computer's.
    pub(crate) fn past<Z: TimeZone>(
        self,
        order: Option<DayOrder>,
        now: DateTime<Utc>,
        (zone, here): (Zone, &Z),
    ) -> Result<DateTime<Utc>, TimeError> {
        let zone = self.zone.unwrap_or(zone);
        let of_local = |time| zone.moment(time, here).ok_or(TimeError::Skipped);
        let of_day = |date| zone.beginning(date, here).ok_or(TimeError::Skipped);
        let moment = match self.when {
            When::Exact(moment) => moment,
            When::Local(time) => of_local(time)?,
            When::Day(date) => of_day(date)?,
            When::Doubtful(day_first, month_first, time) => {
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
fn of_number(text: &str) -> Option<When> {
    let text = text.replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if whole.len() == 8 && fraction.is_empty() {
        let date = NaiveDate::parse_from_str(whole, "%Y%m%d").ok();
        return date.map(When::Day);
    }
    if whole.len() == 14 {
        let time = NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").ok();
        return time.map(When::Local);
    }
    if let Some((_, nanos)) = UNIX.iter().find(|(digits, _)| *digits == whole.len()) {
        let number = text.parse::<Decimal>().ok()?;
        let nanos = number
            .checked_mul(Decimal::from(*nanos))
            .and_then(|it| it.to_i64());
        return nanos.map(|nanos| When::Exact(DateTime::from_timestamp_nanos(nanos)));
    }
    serial(&text)
}

/// Reads the day number of a spreadsheet: days since 30 December 1899, with the time behind the
/// point (<https://support.microsoft.com/en-us/office/date-systems-in-excel>).
fn serial(text: &str) -> Option<When> {
    let number = text.parse::<Decimal>().ok()?;
    let days = number
        .trunc()
        .to_i64()
        .filter(|days| SERIALS.contains(days))?;
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_signed(TimeDelta::days(days))?;
    if number.fract().is_zero() {
        return Some(When::Day(date));
    }
    let seconds = (number.fract() * Decimal::from(86_400)).round().to_i64()?;
    let time = date
        .and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::seconds(seconds))?;
    Some(When::Local(time))
}

/// Returns a text in small letters without accents, commas and kinds of spaces.
fn folded(text: &str) -> String {
    let plain: String = with_point(text)
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

/// Writes the fraction of a second behind a point, which ISO 8601 allows behind a comma too.
fn with_point(text: &str) -> String {
    let Some((before, after)) = text.rsplit_once(',') else {
        return text.to_owned();
    };
    let clock = before.rsplit([' ', 't', 'T']).next().unwrap_or_default();
    let digits = clock.bytes().filter(u8::is_ascii_digit).count();
    let is_clock = clock
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b':')
        && digits == 6
        && clock.len() < before.len();
    if is_clock && after.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{before}.{after}")
    } else {
        text.to_owned()
    }
}

/// Splits the offset from the end of a text, if it names one.
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
    let Some(time) = text.find(':').or_else(|| text.find('t')) else {
        return (text, None);
    };
    let sign = text.rfind(['+', '-']).filter(|at| *at > time);
    let offset = sign.and_then(|at| Some((at, offset(text.get(at..)?.trim())?)));
    let Some((at, offset)) = offset else {
        return (text, None);
    };
    let rest = text.get(..at).unwrap_or(text).trim_end();
    // `10:00 GMT+0100`.
    let rest = ["utc", "gmt"]
        .iter()
        .find_map(|name| rest.strip_suffix(name))
        .unwrap_or(rest);
    (rest.trim_end(), Some(offset))
}

/// Splits date and time, and drops the name of a weekday.
fn parts(text: &str) -> Option<(String, Option<String>)> {
    let mut date = Vec::new();
    let mut time: Option<String> = None;
    for token in text.split_whitespace() {
        // `2026-04-23t14:05`, `20260423t140500`, `2026-w17-4t14:05`.
        let joined = token.split_once('t').filter(|(day, _)| {
            day.len() >= 7
                && day
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'w'))
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
    } else if text.len() > 2 {
        // `140500.123`, `1405`.
        NaiveTime::parse_from_str(text, "%H%M%S%.f")
            .or_else(|_| NaiveTime::parse_from_str(text, "%H%M"))
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
    if let Some((year, week)) = text.split_once('w') {
        return of_week(year.trim_end_matches('-'), week).map(Dates::One);
    }
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d")
            .ok()
            .map(Dates::One);
    }
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    if let [year, day] = parts.as_slice()
        && (year.len(), day.len()) == (4, 3)
    {
        // `2026-113`, the day of the year.
        let date = NaiveDate::from_yo_opt(year.parse().ok()?, day.parse().ok()?);
        return date.map(Dates::One);
    }
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let one = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).map(Dates::One);
    if let Some(month) = month(second) {
        if first.len() == 4 {
            // `2026-Apr-23`.
            return one(year(first)?, month, day_number(third)?);
        }
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

/// Reads a day by its week, `2026-W17-4` or `2026W174`, as ISO 8601 numbers them.
fn of_week(year: &str, week: &str) -> Option<NaiveDate> {
    let digits: String = week.chars().filter(|c| *c != '-').collect();
    if year.len() != 4 || digits.len() != 3 || week.len() > 4 {
        return None;
    }
    let (week, day) = digits.split_at_checked(2)?;
    let day = Weekday::try_from(day.parse::<u8>().ok()?.checked_sub(1)?).ok()?;
    NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, day)
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
        let moment = match written(text) {
            Ok(moment) => moment,
            Err(error) if error == TimeError::Unreadable.to_message() => {
                return "Unreadable".into();
            }
            Err(error) => return error.to_string(),
        };
        let read = |order| moment.past(order, now, (Zone::Here, &paris));
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
    fn moments_are_read_without_marks_by_weeks_and_with_zones_by_name() {
        for (text, expected) in [
            ("20260423T140511Z", "2026-04-23T14:05:11Z"),
            ("20260423T140511.5Z", "2026-04-23T14:05:11.500Z"),
            ("20260423T1405+0200", "2026-04-23T12:05:00Z"),
            ("20260423T140511", "2026-04-23T13:05:11Z"),
            ("20260423 14:05", "2026-04-23T13:05:00Z"),
            ("2026-04-23T14:05:11,123Z", "2026-04-23T14:05:11.123Z"),
            ("2026-04-23 14:05:11,123", "2026-04-23T13:05:11.123Z"),
            ("20260423T140511,5-0500", "2026-04-23T19:05:11.500Z"),
            ("2026-04-23 14:05:11 PST", "2026-04-23T22:05:11Z"),
            ("2026-04-23 14:05 CEST", "2026-04-23T12:05:00Z"),
            ("2026-04-23 CET", "2026-04-22T23:00:00Z"),
            ("2026-04-23 2:05 PM EDT", "2026-04-23T18:05:00Z"),
            ("2026-04-23 14:05 Europe/Paris", "2026-04-23T12:05:00Z"),
            ("2026-01-23 14:05 Europe/Paris", "2026-01-23T13:05:00Z"),
            (
                "2026-04-23T14:05+02:00[Europe/Paris]",
                "2026-04-23T12:05:00Z",
            ),
            ("2026-04-23T14:05[America/New_York]", "2026-04-23T18:05:00Z"),
            ("Thu Apr 23 14:05:11 UTC 2026", "2026-04-23T14:05:11Z"),
            (
                "Thu Apr 23 2026 14:05:11 GMT+0200 (Central European Summer Time)",
                "2026-04-23T12:05:11Z",
            ),
            ("2026-04-23 14:05 UTC+2", "2026-04-23T12:05:00Z"),
            ("2026-W17-4", "2026-04-22T23:00:00Z"),
            ("2026W174", "2026-04-22T23:00:00Z"),
            ("2026-113", "2026-04-22T23:00:00Z"),
            ("20260423140511", "2026-04-23T13:05:11Z"),
            ("2026-04-23 14:05:11 pst", "2026-04-23T22:05:11Z"),
            ("2026-W17-4T14:05:11Z", "2026-04-23T14:05:11Z"),
            ("04/05/2026 00:30 +02:00", "2026-05-03 or 2026-04-04"),
            ("2026-04-23 14:05 CST", "zone-doubtful (name: CST)"),
            ("2026-04-23 14:05 IST", "zone-doubtful (name: IST)"),
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
            "2026-W54-1",
            "2026-W17-8",
            "2026-W17",
            "20260423T9999Z",
            "2026-04-23 14:05 XYZ",
            "2026-04-23 14:05 Europe/Atlantis",
        ] {
            assert_eq!(read(text), "Unreadable", "{text}");
        }
        assert_eq!(read("2026-11-24"), "Future");
        assert_eq!(read("2019-01-01"), "TooEarly");
    }
}
