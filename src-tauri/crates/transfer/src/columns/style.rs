//! Writing of a table for a spreadsheet: what separates its values, and how numbers and times look.

use chrono::{DateTime, SecondsFormat, Utc};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Sign between two values of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Separator {
    /// `,`, as RFC 4180 has it.
    #[default]
    Comma,
    /// `;`, as spreadsheets have it where decimals have commas.
    Semicolon,
    /// Tab.
    Tab,
}

/// Decimal sign of the numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum DecimalSign {
    /// `0.025`.
    #[default]
    Point,
    /// `0,025`.
    Comma,
}

/// Writing of a table. The usual one is for programs: commas, points and RFC 3339.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvStyle {
    /// Sign between two values.
    pub separator: Separator,
    /// Decimal sign.
    pub decimal: DecimalSign,
    /// Opens in Excel by a double click: begins with the mark of UTF-8, and has times that Excel
    /// takes for times.
    pub is_for_excel: bool,
}

impl Separator {
    /// Returns the sign.
    #[must_use]
    pub const fn sign(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
        }
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

impl CsvStyle {
    /// Bytes that the file begins with.
    pub(crate) const fn mark(self) -> &'static [u8] {
        // Without it, Excel takes UTF-8 for the code page of the computer.
        if self.is_for_excel {
            b"\xef\xbb\xbf"
        } else {
            b""
        }
    }

    /// Header of a column. One of times names their zone where the times do not.
    pub(crate) fn header(self, name: &str, is_of_times: bool) -> String {
        if self.is_for_excel && is_of_times {
            format!("{name} (UTC)")
        } else {
            name.to_owned()
        }
    }

    pub(super) fn number(self, text: String) -> String {
        match (self.decimal, self.separator) {
            (DecimalSign::Comma, _) => text.replace('.', ","),
            (DecimalSign::Point, Separator::Comma) => text,
            // Among semicolons a point before three digits could stand for thousands.
            (DecimalSign::Point, _) => match text.split_once('.') {
                Some((_, decimals)) if decimals.len() == 3 => text + "0",
                _ => text,
            },
        }
    }

    /// Writes a moment, for Excel without the zone that would make it a text to it.
    pub(super) fn time(self, at: DateTime<Utc>) -> String {
        if !self.is_for_excel {
            return rfc3339(at);
        }
        let seconds = at.format("%Y-%m-%d %H:%M:%S").to_string();
        match at.timestamp_subsec_millis() {
            0 => seconds,
            millis => self.number(format!("{seconds}.{millis:03}")),
        }
    }
}

/// RFC 3339 in UTC, to the millisecond.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
