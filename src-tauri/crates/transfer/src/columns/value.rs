//! One value of an export.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use fal_budget_domain::money::Money;
use rust_decimal::Decimal;
use serde_json::Value;

use super::style::{CsvStyle, Separator, rfc3339};

/// Column of an export: its header, and its value for a row.
pub(crate) struct ExportColumn<T> {
    pub(crate) name: &'static str,
    /// Set if the values are moments.
    pub(crate) is_time: bool,
    pub(crate) value: fn(&T) -> ExportValue,
}

impl<T> ExportColumn<T> {
    pub(crate) const fn new(name: &'static str, value: fn(&T) -> ExportValue) -> Self {
        Self {
            name,
            is_time: false,
            value,
        }
    }

    pub(crate) const fn of_times(name: &'static str, value: fn(&T) -> ExportValue) -> Self {
        Self {
            name,
            is_time: true,
            value,
        }
    }
}

/// Value of a row.
pub(crate) enum ExportValue {
    /// Text of the person or of fal.
    Text(String),
    /// Decimal in plain digits.
    Number(String),
    /// Moment.
    Time(DateTime<Utc>),
    /// `yes` or `no` in CSV.
    Bool(bool),
    /// Not known: an empty cell, or `null`.
    Empty,
}

impl ExportValue {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn optional_text(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    pub(crate) fn decimal(number: Decimal) -> Self {
        Self::Number(number.normalize().to_string())
    }

    /// US dollars to the last digit.
    pub(crate) fn dollars(money: Option<Money>) -> Self {
        money.map_or(Self::Empty, |money| Self::decimal(money.dollars()))
    }

    /// Text of the cell in CSV. What a spreadsheet would take for a formula gets an apostrophe
    /// before it, which spreadsheets hide
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>).
    pub(crate) fn into_csv(self, style: CsvStyle) -> String {
        match self {
            // Numbers are left alone: a cost below zero begins with a minus sign too.
            Self::Text(text) => escaped(&text, style.separator),
            Self::Number(text) => style.number(text),
            Self::Time(at) => style.time(at),
            Self::Bool(is_true) => if is_true { "yes" } else { "no" }.to_owned(),
            Self::Empty => String::new(),
        }
    }

    /// Value in JSON, whose numbers have no more than 17 digits.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text),
            Self::Time(at) => Value::String(rfc3339(at)),
            // A decimal always is a number of JSON. As text it would at least not be lost.
            Self::Number(number) => number
                .parse()
                .map_or_else(|_| Value::String(number), Value::Number),
            Self::Bool(is_true) => Value::Bool(is_true),
            Self::Empty => Value::Null,
        }
    }
}

/// Signs at which a cell may begin anew. A spreadsheet divides a line at what separates values
/// where it stands, wherever the quotes of another separator's file are, and at each line end.
const DIVIDERS: [char; 4] = [';', ',', '\n', '\r'];

/// Puts an apostrophe before each part of a text that may be taken for a formula.
fn escaped(text: &str, separator: Separator) -> String {
    by_parts(text, |behind, part| {
        // A text with the file's own separator is quoted, wherever that separator is known.
        let is_safe = behind == Some(separator.sign());
        let is_at_risk = is_formula_like(part) && !is_safe;
        // Otherwise an import would take the person's apostrophe for ours.
        let is_like_ours = part.strip_prefix('\'').is_some_and(is_formula_like);
        (is_at_risk || is_like_ours).then_some(("'", part))
    })
}

/// Takes back what [`escaped`] did.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    // Nearly every cell, of perhaps a million rows.
    if !text.contains('\'') {
        return text.into();
    }
    by_parts(text, |_, part| {
        let rest = part.strip_prefix('\'')?;
        // Only before such a sign: the apostrophe of 'tis is the person's own.
        is_formula_like(rest).then_some(("", rest))
    })
    .into()
}

/// Writes a text again, with `change` of each part between two dividers, the one before it beside
/// it: what comes before the part, and what it becomes. `None` leaves a part as it is.
fn by_parts<'a>(
    text: &'a str,
    change: impl Fn(Option<char>, &'a str) -> Option<(&'static str, &'a str)>,
) -> String {
    let mut behind = None;
    let mut changed = String::with_capacity(text.len());
    for part in text.split_inclusive(DIVIDERS) {
        let (before, part_changed) = change(behind, part).unwrap_or(("", part));
        changed.push_str(before);
        changed.push_str(part_changed);
        behind = part.chars().next_back();
    }
    changed
}

/// Returns `true` for a part that is written with an apostrophe before it, which may stand behind
/// spaces and quotes. A part that begins with an apostrophe is too: otherwise an import could not
/// tell ours from the person's.
fn is_formula_like(part: &str) -> bool {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\''];
    part.starts_with(signs) || part.trim_start_matches([' ', '"']).starts_with(signs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for dangerous in [
            "=cmd|' /C calc'!A0",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "'=1",
            "＝1",
            "＋1",
            "－1",
            "＠SUM(A1)",
            " =1",
            "\"=1\"",
        ] {
            assert_eq!(
                ExportValue::text(dangerous).into_csv(CsvStyle::default()),
                format!("'{dangerous}")
            );
        }
        for (dangerous, harmless) in [
            ("a;=1", "a;'=1"),
            ("a; \"=1\"", "a;' \"=1\""),
            ("a\n=1;＋1;b", "a\n'=1;'＋1;b"),
            ("\r=1", "'\r'=1"),
            ("a;b - c", "a;b - c"),
        ] {
            assert_eq!(
                ExportValue::text(dangerous).into_csv(CsvStyle::default()),
                harmless
            );
        }
        assert_eq!(
            ExportValue::text("fal-ai/flux").into_csv(CsvStyle::default()),
            "fal-ai/flux"
        );
        assert_eq!(
            ExportValue::Number("-0.5".to_owned()).into_csv(CsvStyle::default()),
            "-0.5",
            "a number is no formula"
        );
    }

    /// A spreadsheet of the other custom divides a line at commas.
    #[test]
    fn a_formula_behind_a_comma_is_none_where_semicolons_divide() {
        let text = "a,=cmd|' /C calc'!A0";
        assert_eq!(escaped(text, Separator::Comma), text, "quoted as a whole");
        for separator in [Separator::Semicolon, Separator::Tab] {
            assert_eq!(escaped(text, separator), "a,'=cmd|' /C calc'!A0");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_import_reads_what_an_export_escaped(text in "[a;,='\"\n\r\t ＝-]{0,12}") {
            let separators = [Separator::Comma, Separator::Semicolon, Separator::Tab];
            for separator in separators {
                let cell = escaped(&text, separator);
                proptest::prop_assert_eq!(unescaped(&cell), text.as_str());
            }
        }
    }
}
