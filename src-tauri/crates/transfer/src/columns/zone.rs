//! Time zones as files and people name them.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::spending::day;

/// Zone in which local times are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Always the same distance from UTC.
    Fixed(FixedOffset),
    /// Zone of the IANA database, such as `Europe/Paris`.
    Named(Tz),
    /// This computer's.
    Here,
}

/// Reason why a word is no zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum ZoneError {
    /// Short name of several zones.
    Doubtful(String),
    /// No zone that is known.
    Unknown(String),
}

impl ToMessage for ZoneError {
    fn to_message(&self) -> Message {
        match self {
            Self::Doubtful(name) => message!("zone-doubtful", name = name),
            Self::Unknown(name) => message!("zone-unknown", name = name),
        }
    }
}

/// Short names that stand for one zone wherever they are written, with its minutes east of UTC.
/// Those of RFC 2822 are North America's, but `CST`, which China writes as well.
const SHORT: [(&str, i32); 36] = [
    ("UTC", 0),
    ("GMT", 0),
    ("UT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("MEZ", 60),
    ("MESZ", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("PST", -480),
    ("PDT", -420),
    ("MST", -420),
    ("MDT", -360),
    ("CDT", -300),
    ("EST", -300),
    ("EDT", -240),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("BRT", -180),
    ("ART", -180),
    ("WAT", 60),
    ("SAST", 120),
    ("EAT", 180),
    ("PKT", 300),
    ("SGT", 480),
    ("HKT", 480),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
];

/// Short names of several zones, hours apart.
const DOUBTFUL: [&str; 12] = [
    "CST", "IST", "BST", "AST", "ADT", "GST", "SST", "AMT", "ECT", "WST", "LMT", "BT",
];

/// Parts of the world by which the IANA database names zones of cities. Others are old names.
const AREAS: [&str; 9] = [
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

impl Zone {
    /// Universal time.
    pub const UTC: Self = Self::Named(Tz::UTC);

    /// Lists the words that name zones best: this computer's, universal time, and those of cities.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let is_of_city = |name: &&str| {
            let area = name.split_once('/').map(|(area, _)| area);
            area.is_some_and(|area| AREAS.contains(&area))
        };
        let cities = TZ_VARIANTS.iter().map(|zone| zone.name());
        ["local", "UTC"]
            .into_iter()
            .chain(cities.filter(is_of_city))
    }

    /// Reads a zone: `local`, `UTC`, an offset, a name of the IANA database or a short one.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        let text = text.trim();
        let plain = text.to_ascii_uppercase();
        if plain == "LOCAL" {
            return Ok(Self::Here);
        }
        if DOUBTFUL.contains(&plain.as_str()) {
            return Err(ZoneError::Doubtful(text.to_owned()));
        }
        Self::short(&plain)
            .or_else(|| Self::of_offset(&plain))
            .or_else(|| Self::named(text))
            .ok_or_else(|| ZoneError::Unknown(text.to_owned()))
    }

    /// Finds the zone that a word in a moment names; `None` for a word that is no zone at all.
    /// Short names are in capitals, as other words are not.
    pub(super) fn of_word(word: &str) -> Option<Result<Self, ZoneError>> {
        let word = word.trim_matches(['(', ')', '[', ']']);
        if DOUBTFUL.contains(&word) {
            return Some(Err(ZoneError::Doubtful(word.to_owned())));
        }
        let named = || word.contains('/').then(|| Self::named(word)).flatten();
        Self::short(word)
            .filter(|_| word != "Z")
            .or_else(named)
            .map(Ok)
    }

    fn short(word: &str) -> Option<Self> {
        let (_, minutes) = SHORT.iter().find(|(name, _)| *name == word)?;
        FixedOffset::east_opt(minutes * 60).map(Self::Fixed)
    }

    /// Reads `+02:00`, `UTC+2` or `GMT+0200`.
    fn of_offset(text: &str) -> Option<Self> {
        let digits = ["UTC", "GMT"]
            .iter()
            .find_map(|name| text.strip_prefix(name));
        offset(digits.unwrap_or(text).trim()).map(Self::Fixed)
    }

    fn named(text: &str) -> Option<Self> {
        let name = text.replace(' ', "_");
        let is_it = |zone: &&Tz| zone.name().eq_ignore_ascii_case(&name);
        TZ_VARIANTS.iter().find(is_it).copied().map(Self::Named)
    }

    /// Name for a sentence: `UTC`, `UTC+02:00` or `Europe/Paris`. `None` for this computer's.
    #[must_use]
    pub fn name(self) -> Option<String> {
        match self {
            Self::Fixed(offset) if offset.local_minus_utc() == 0 => Some("UTC".to_owned()),
            Self::Fixed(offset) => Some(format!("UTC{offset}")),
            Self::Named(zone) => Some(zone.name().to_owned()),
            Self::Here => None,
        }
    }

    /// Word that is read as this zone.
    #[must_use]
    pub fn word(self) -> String {
        self.name().unwrap_or_else(|| "local".to_owned())
    }

    /// Returns the moment at which clocks of this zone show a time. `here` is this computer's zone.
    pub(super) fn moment<Z: TimeZone>(
        self,
        time: NaiveDateTime,
        here: &Z,
    ) -> Option<DateTime<Utc>> {
        match self {
            Self::Fixed(zone) => day::local(time, &zone),
            Self::Named(zone) => day::local(time, &zone),
            Self::Here => day::local(time, here),
        }
    }

    /// Returns the moment at which a day begins in this zone. `here` is this computer's zone.
    pub(super) fn beginning<Z: TimeZone>(self, date: NaiveDate, here: &Z) -> Option<DateTime<Utc>> {
        match self {
            Self::Fixed(zone) => day::beginning(date, &zone),
            Self::Named(zone) => day::beginning(date, &zone),
            Self::Here => day::beginning(date, here),
        }
    }
}

/// Reads `+2`, `+02`, `+0200` or `+02:00`. `None` for any other text.
pub(super) fn offset(text: &str) -> Option<FixedOffset> {
    let (is_west, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 && hours.len() <= 2 => (hours, minutes),
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None if digits.len() <= 2 => (digits, "0"),
        _ => return None,
    };
    let is_of_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_of_digits(hours) || !is_of_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    FixedOffset::east_opt(if is_west { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_that_is_offered_is_read_as_itself() {
        let names: Vec<_> = Zone::names().collect();
        for name in &names {
            let zone = Zone::parse(name).unwrap();
            assert!(zone == Zone::Here || zone.word() == **name, "{name}");
        }
        for name in [
            "local",
            "UTC",
            "Europe/Paris",
            "America/Los_Angeles",
            "Asia/Kolkata",
        ] {
            assert!(names.contains(&name), "{name}");
        }
        for name in ["Etc/GMT+5", "US/Pacific", "EST5EDT"] {
            assert!(!names.contains(&name), "{name} says less than a city");
        }
    }

    #[test]
    fn zones_are_read_as_people_name_them() {
        for (text, name) in [
            ("UTC", Some("UTC")),
            ("utc", Some("UTC")),
            ("Z", Some("UTC")),
            ("+02:00", Some("UTC+02:00")),
            ("+0530", Some("UTC+05:30")),
            ("-5", Some("UTC-05:00")),
            ("UTC+2", Some("UTC+02:00")),
            ("GMT-03:30", Some("UTC-03:30")),
            ("Europe/Paris", Some("Europe/Paris")),
            ("europe/paris", Some("Europe/Paris")),
            ("America/New York", Some("America/New_York")),
            ("Asia/Kolkata", Some("Asia/Kolkata")),
            ("CET", Some("UTC+01:00")),
            ("PST", Some("UTC-08:00")),
            ("local", None),
        ] {
            let zone = Zone::parse(text).unwrap();
            assert_eq!(zone.name().as_deref(), name, "{text}");
            assert_eq!(Zone::parse(&zone.word()), Ok(zone), "{text}");
        }
        for text in ["CST", "ist", "BST"] {
            assert_eq!(Zone::parse(text), Err(ZoneError::Doubtful(text.into())));
        }
        for text in [
            "",
            "Mars",
            "Europe/Atlantis",
            "+25",
            "+1:2",
            "+99:00",
            "+02:60",
            "2",
        ] {
            assert_eq!(Zone::parse(text), Err(ZoneError::Unknown(text.into())));
        }
    }
}
