//! One value of an export.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use fal_budget_domain::money::Money;
use rust_decimal::Decimal;
use serde_json::Value;

/// Column of an export: its header, and its value for a row.
pub(crate) struct ExportColumn<T> {
    pub(crate) name: &'static str,
    pub(crate) value: fn(&T) -> ExportValue,
}

/// Value of a row.
pub(crate) enum ExportValue {
    /// Text of the person or of fal.
    Text(String),
    /// Decimal in plain digits.
    Number(String),
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

    /// RFC 3339 in UTC, to the millisecond.
    pub(crate) fn time(at: DateTime<Utc>) -> Self {
        Self::Text(at.to_rfc3339_opts(SecondsFormat::Millis, true))
    }

    /// Text of the cell in CSV. What a spreadsheet would take for a formula gets an apostrophe before
    /// it, which spreadsheets hide (<https://owasp.org/www-community/attacks/CSV_Injection>).
    pub(crate) fn into_csv(self) -> String {
        match self {
            // Numbers are left alone: a cost below zero begins with a minus sign too.
            Self::Text(text) => escaped(&text),
            Self::Number(text) => text,
            Self::Bool(is_true) => if is_true { "yes" } else { "no" }.to_owned(),
            Self::Empty => String::new(),
        }
    }

    /// Value in JSON, whose numbers have no more than 17 digits.
    pub(crate) fn into_json(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text),
            // A decimal always is a number of JSON. As text it would at least not be lost.
            Self::Number(number) => number
                .parse()
                .map_or_else(|_| Value::String(number), Value::Number),
            Self::Bool(is_true) => Value::Bool(is_true),
            Self::Empty => Value::Null,
        }
    }
}

/// Signs at which a cell may begin anew. Where decimals have commas, spreadsheets divide a line at
/// semicolons, and at each of its line ends, wherever the quotes of a comma's file are.
const DIVIDERS: [char; 3] = [';', '\n', '\r'];

/// Puts an apostrophe before each part of a text that may be taken for a formula.
fn escaped(text: &str) -> String {
    by_parts(text, |part| is_formula_like(part).then_some(("'", part)))
}

/// Takes back what [`escaped`] did.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    // Nearly every cell, of perhaps a million rows.
    if !text.contains('\'') {
        return text.into();
    }
    by_parts(text, |part| {
        let rest = part.strip_prefix('\'')?;
        // Only before such a sign: the apostrophe of 'tis is the person's own.
        is_formula_like(rest).then_some(("", rest))
    })
    .into()
}

/// Writes a text again, with `change` of each part between two dividers: what comes before it, and
/// what it becomes. `None` leaves a part as it is.
fn by_parts<'a>(
    text: &'a str,
    change: impl Fn(&'a str) -> Option<(&'static str, &'a str)>,
) -> String {
    text.split_inclusive(DIVIDERS)
        .map(|part| change(part).unwrap_or(("", part)))
        .flat_map(|(before, part)| [before, part])
        .collect()
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
                ExportValue::text(dangerous).into_csv(),
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
            assert_eq!(ExportValue::text(dangerous).into_csv(), harmless);
        }
        assert_eq!(ExportValue::text("fal-ai/flux").into_csv(), "fal-ai/flux");
        assert_eq!(
            ExportValue::Number("-0.5".to_owned()).into_csv(),
            "-0.5",
            "a number is no formula"
        );
    }

    proptest::proptest! {
        #[test]
        fn an_import_reads_what_an_export_escaped(text in "[a;='\"\n\r\t ＝-]{0,12}") {
            let cell = escaped(&text);
            proptest::prop_assert_eq!(unescaped(&cell), text);
        }
    }
}
