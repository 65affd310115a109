//! Jobs, entries and prices as CSV or JSON, for a spreadsheet or another program. Amounts are US
//! dollars to the last digit, times RFC 3339 UTC. Written row by row: a million jobs need no more
//! memory than one.

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use crate::domain::entry::{Entry, EntryOrigin};
use crate::domain::into_str::IntoStr;
use crate::domain::job::{Job, Subject};
use crate::domain::money::Money;
use crate::domain::price::Price;

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// All jobs, voided ones too.
    Jobs,
    /// All balances entered.
    Entries,
    /// The price book.
    Prices,
}

impl ExportKind {
    /// Reads the word that a caller names it by.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "jobs" => Some(Self::Jobs),
            "entries" => Some(Self::Entries),
            "prices" => Some(Self::Prices),
            _ => None,
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Jobs => &[
                "request_id",
                "endpoint_id",
                "timestamp",
                "output_units",
                "unit",
                "unit_price",
                "cost_total",
                "basis",
                "source",
                "tag",
                "note",
                "voided",
            ],
            Self::Entries => &["timestamp", "amount", "reference", "source", "undone"],
            Self::Prices => &[
                "endpoint_id",
                "unit",
                "unit_price",
                "source",
                "as_of",
                "note",
            ],
        }
    }
}

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180), with a line of names.
    Csv,
    /// A list of objects.
    Json,
}

impl ExportFormat {
    /// By the ending of a file's name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// A file in the making.
pub struct Export<W: Write> {
    what: ExportKind,
    sheet: Sheet<W>,
    rows: u64,
}

enum Sheet<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json(W),
}

impl<W: Write> Export<W> {
    /// Begins with the names of the columns.
    pub fn begin(to: W, what: ExportKind, form: ExportFormat) -> io::Result<Self> {
        let sheet = match form {
            ExportFormat::Csv => {
                let mut sheet = csv::Writer::from_writer(to);
                sheet.write_record(what.columns())?;
                Sheet::Csv(Box::new(sheet))
            }
            ExportFormat::Json => Sheet::Json(to),
        };
        Ok(Self {
            what,
            sheet,
            rows: 0,
        })
    }

    /// Adds a job.
    pub fn job(&mut self, job: &Job) -> io::Result<()> {
        let subject = match &job.what.subject {
            Subject::Operation(operation) => operation.into_str().to_owned(),
            Subject::Correction => String::new(),
            Subject::Model(model) => model.clone(),
        };
        self.row(&[
            text(job.request.clone()),
            text(Some(subject)),
            time(job.at),
            number(Some(job.what.quantity.normalize().to_string())),
            text(Some(job.what.unit.clone())),
            number(job.what.unit_price.map(dollars)),
            number(job.what.cost.map(dollars)),
            text(Some(job.what.basis.into_str().to_owned())),
            text(Some(job.origin.into_str().to_owned())),
            text(job.what.label.tag.clone()),
            text(job.what.label.note.clone()),
            ExportValue::Truth(job.voided_at.is_some()),
        ])
    }

    /// Adds an entry.
    pub fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let source = match entry.origin {
            EntryOrigin::Typed { .. } => "typed",
            EntryOrigin::Connected => "connected",
            EntryOrigin::ToppedUp => "topped_up",
            EntryOrigin::Disconnected => "disconnected",
        };
        self.row(&[
            time(entry.at),
            number(entry.amount.map(dollars)),
            number(entry.reference.map(dollars)),
            text(Some(source.to_owned())),
            ExportValue::Truth(entry.undone_at.is_some()),
        ])
    }

    /// Adds a price.
    pub fn price(&mut self, price: &Price) -> io::Result<()> {
        let source = if price.origin.is_empty() {
            price.source.into_str()
        } else {
            &price.origin
        };
        self.row(&[
            text(Some(price.endpoint.clone())),
            text(Some(price.unit.clone())),
            number(price.known().map(dollars)),
            text(Some(source.to_owned())),
            text(Some(price.as_of.clone())),
            text(Some(price.note.clone())),
        ])
    }

    /// Ends it, and gives how many rows there are.
    pub fn end(self) -> io::Result<u64> {
        match self.sheet {
            Sheet::Csv(mut sheet) => sheet.flush()?,
            Sheet::Json(mut to) => {
                to.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                to.flush()?;
            }
        }
        Ok(self.rows)
    }

    fn row(&mut self, cells: &[ExportValue]) -> io::Result<()> {
        match &mut self.sheet {
            Sheet::Csv(sheet) => {
                sheet.write_record(cells.iter().map(ExportValue::for_spreadsheet))?
            }
            Sheet::Json(to) => {
                let names = self.what.columns().iter().map(|name| (*name).to_owned());
                let object: Map<String, Value> =
                    names.zip(cells.iter().map(ExportValue::as_json)).collect();
                to.write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *to, &object)?;
            }
        }
        self.rows += 1;
        Ok(())
    }
}

/// A value of a row.
enum ExportValue {
    /// Words: the person's, or fal's.
    Text(String),
    /// A decimal as it is written.
    Number(String),
    /// Yes or no.
    Truth(bool),
    /// Not known.
    Nothing,
}

impl ExportValue {
    /// Words that a spreadsheet would take for a formula get an apostrophe before them, which it
    /// hides (<https://owasp.org/www-community/attacks/CSV_Injection>).
    fn for_spreadsheet(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => {
                format!("'{text}")
            }
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Truth(truth) => if *truth { "yes" } else { "no" }.to_owned(),
            Self::Nothing => String::new(),
        }
    }

    fn as_json(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            // As text where a binary number would not be exactly that.
            Self::Number(number) => number
                .parse()
                .map_or_else(|_| Value::String(number.clone()), Value::Number),
            Self::Truth(truth) => Value::Bool(*truth),
            Self::Nothing => Value::Null,
        }
    }
}

fn text(text: Option<String>) -> ExportValue {
    text.map_or(ExportValue::Nothing, ExportValue::Text)
}

fn number(number: Option<String>) -> ExportValue {
    number.map_or(ExportValue::Nothing, ExportValue::Number)
}

fn time(at: DateTime<Utc>) -> ExportValue {
    ExportValue::Text(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

fn dollars(money: Money) -> String {
    money.dollars().normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::price_list;

    #[test]
    fn the_form_is_told_by_the_ending() {
        for (name, form) in [
            ("a.csv", Some(ExportFormat::Csv)),
            ("A.JSON", Some(ExportFormat::Json)),
            ("a.xlsx", None),
            ("csv", None),
        ] {
            assert_eq!(ExportFormat::of_file(name), form, "{name}");
        }
    }

    #[test]
    fn prices_are_written_in_both_forms() {
        let prices = price_list::all();
        for form in [ExportFormat::Csv, ExportFormat::Json] {
            let mut file = Vec::new();
            let mut export = Export::begin(&mut file, ExportKind::Prices, form).unwrap();
            for price in prices {
                export.price(price).unwrap();
            }
            assert_eq!(export.end().unwrap(), 59);
            let text = String::from_utf8(file).unwrap();
            match form {
                ExportFormat::Csv => assert_eq!(
                    text.lines().next(),
                    Some("endpoint_id,unit,unit_price,source,as_of,note")
                ),
                ExportFormat::Json => {
                    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
                    assert_eq!(
                        (&rows[0]["endpoint_id"], &rows[0]["unit_price"]),
                        (&"fal-ai/flux/dev".into(), &0.025.into())
                    );
                }
            }
        }
        let nothing = Export::begin(Vec::new(), ExportKind::Jobs, ExportFormat::Json)
            .unwrap()
            .end()
            .unwrap();
        assert_eq!(nothing, 0);
    }

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
                ExportValue::Text(dangerous.to_owned()).for_spreadsheet(),
                format!("'{dangerous}")
            );
        }
        assert_eq!(
            ExportValue::Text("fal-ai/flux".to_owned()).for_spreadsheet(),
            "fal-ai/flux"
        );
        assert_eq!(
            ExportValue::Number("-0.5".to_owned()).for_spreadsheet(),
            "-0.5",
            "a number is no formula"
        );
    }
}
