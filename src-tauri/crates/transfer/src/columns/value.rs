//! One value of an export.

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

    /// Text of the cell in CSV. Text that a spreadsheet would take for a formula gets an apostrophe
    /// before it, which spreadsheets hide
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>).
    pub(crate) fn into_csv(self) -> String {
        match self {
            // Numbers are left alone: a cost below zero begins with a minus sign too.
            Self::Text(text) if is_formula_like(&text) => format!("'{text}"),
            Self::Text(text) | Self::Number(text) => text,
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

/// Returns `true` for text that is written with an apostrophe before it. Text that begins with one
/// is too: otherwise an import could not tell our apostrophe from the person's.
pub(super) fn is_formula_like(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\''])
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
            "\r=1",
            "'=1",
        ] {
            assert_eq!(
                ExportValue::text(dangerous).into_csv(),
                format!("'{dangerous}")
            );
        }
        assert_eq!(ExportValue::text("fal-ai/flux").into_csv(), "fal-ai/flux");
        assert_eq!(
            ExportValue::Number("-0.5".to_owned()).into_csv(),
            "-0.5",
            "a number is no formula"
        );
    }
}
