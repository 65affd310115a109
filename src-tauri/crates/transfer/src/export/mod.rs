//! Jobs, entries and prices as CSV or JSON, for a spreadsheet or another program. Amounts are US
//! dollars to the last digit, times RFC 3339 UTC. Written row by row: a million jobs need no more
//! memory than one.

mod file;

use std::io::{self, Write};

use fal_budget_domain::balance::entry::{Entry, EntryOrigin};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::Job;
use fal_budget_domain::tariffs::price::Price;
use serde_json::{Map, Value};
use strum::{EnumString, IntoStaticStr};

use crate::columns::{self, CsvStyle, ExportColumn, ExportValue};

pub use file::{ExportError, RecoveredRows, export, export_readable, free_name, write_new};

/// Content of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ExportKind {
    /// All jobs, voided ones too.
    Jobs,
    /// All entries, undone ones too.
    Entries,
    /// The price book.
    Prices,
}

impl ExportKind {
    /// Reads a caller's word, such as `jobs`. Returns `None` for any other.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Format of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", ascii_case_insensitive)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180) below a line of headers.
    Csv,
    /// A list of objects.
    Json,
}

impl ExportFormat {
    /// Reads the extension of a file's name. Returns `None` for any but `.csv` and `.json`.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Self::from_name(extension)
    }

    /// Reads the name of a format, such as `csv`. Returns `None` for anything else.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Columns of a table of jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum JobColumns {
    /// This program's own, which begin as fal's billing events do.
    #[default]
    Own,
    /// Those of FOCUS.
    Focus,
}

/// Choice of an export's rows, and how they are written.
pub struct ExportRequest<'a> {
    /// Content.
    pub kind: ExportKind,
    /// Format.
    pub format: ExportFormat,
    /// Columns of jobs.
    pub columns: JobColumns,
    /// Writing of CSV.
    pub style: CsvStyle,
    /// Chooses jobs; `None` takes all.
    pub takes: Option<&'a (dyn Fn(&Job) -> bool + Sync)>,
}

impl ExportRequest<'_> {
    /// Returns the request for all rows in the usual form.
    #[must_use]
    pub fn all(kind: ExportKind, format: ExportFormat) -> Self {
        Self {
            kind,
            format,
            columns: JobColumns::default(),
            style: CsvStyle::default(),
            takes: None,
        }
    }
}

/// Part of what was spent, for a table of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentPart {
    /// Model or tag.
    pub name: String,
    /// US dollars in plain digits.
    pub cost: String,
    /// Number of jobs.
    pub jobs: i64,
    /// Share of the sum, from 0 to 1.
    pub share: String,
}

impl ExportRow for SpentPart {
    fn columns() -> Vec<ExportColumn<Self>> {
        vec![
            column("name", |part| ExportValue::text(&part.name)),
            column("cost", |part| ExportValue::Number(part.cost.clone())),
            column("jobs", |part| ExportValue::Number(part.jobs.to_string())),
            column("share", |part| ExportValue::Number(part.share.clone())),
        ]
    }
}

/// Writes parts of what was spent as CSV.
pub fn parts_csv(parts: &[SpentPart]) -> io::Result<String> {
    let mut text = Vec::new();
    let columns = SpentPart::columns();
    let mut export = Export::begin(&mut text, ExportFormat::Csv, columns, CsvStyle::default())?;
    parts.iter().try_for_each(|part| export.add(part))?;
    export.end()?;
    Ok(String::from_utf8_lossy(&text).trim_end().to_owned())
}

/// Row of an export.
pub(crate) trait ExportRow: Sized {
    /// Returns the columns, from the first to the last.
    fn columns() -> Vec<ExportColumn<Self>>;
}

impl ExportRow for Job {
    fn columns() -> Vec<ExportColumn<Self>> {
        columns::export_columns()
    }
}

impl ExportRow for Entry {
    fn columns() -> Vec<ExportColumn<Self>> {
        vec![
            ExportColumn::of_times("timestamp", |entry| ExportValue::Time(entry.at)),
            column("amount", |entry| ExportValue::dollars(entry.amount)),
            column("reference", |entry| ExportValue::dollars(entry.reference)),
            column("source", |entry| {
                ExportValue::text(match entry.origin {
                    EntryOrigin::Typed { .. } => "typed",
                    EntryOrigin::Connected => "connected",
                    EntryOrigin::ToppedUp => "topped_up",
                    EntryOrigin::Disconnected => "disconnected",
                })
            }),
            column("undone", |entry| {
                ExportValue::Bool(entry.undone_at.is_some())
            }),
        ]
    }
}

impl ExportRow for Price {
    fn columns() -> Vec<ExportColumn<Self>> {
        vec![
            column("endpoint_id", |price| ExportValue::text(&price.endpoint)),
            column("unit", |price| ExportValue::text(&price.unit)),
            column("unit_price", |price| ExportValue::dollars(price.known())),
            column("source", |price| {
                // The list names pages; of other prices nothing but their kind is known.
                ExportValue::text(if price.cited_from.is_empty() {
                    price.source.into_str()
                } else {
                    &price.cited_from
                })
            }),
            column("as_of", |price| ExportValue::text(&price.as_of)),
            column("note", |price| ExportValue::text(&price.note)),
        ]
    }
}

const fn column<T>(name: &'static str, value: fn(&T) -> ExportValue) -> ExportColumn<T> {
    ExportColumn::new(name, value)
}

/// Export under way, of rows of one type: headers and values come from the same columns.
pub(crate) struct Export<T, W: Write> {
    columns: Vec<ExportColumn<T>>,
    style: CsvStyle,
    file: ExportFile<W>,
    rows: u64,
}

enum ExportFile<W: Write> {
    // Boxed: the writer holds its buffer, many times the size of the other variant.
    Csv(Box<csv::Writer<W>>),
    Json(W),
}

impl<T, W: Write> Export<T, W> {
    /// Begins a file; CSV with its headers.
    pub(crate) fn begin(
        mut to: W,
        format: ExportFormat,
        columns: Vec<ExportColumn<T>>,
        style: CsvStyle,
    ) -> io::Result<Self> {
        let file = match format {
            ExportFormat::Csv => {
                to.write_all(style.mark())?;
                let mut settings = csv::WriterBuilder::new();
                let mut table = settings.delimiter(style.separator.byte()).from_writer(to);
                let name = |column: &ExportColumn<T>| style.header(column.name, column.is_time);
                table.write_record(columns.iter().map(name))?;
                ExportFile::Csv(Box::new(table))
            }
            ExportFormat::Json => ExportFile::Json(to),
        };
        Ok(Self {
            columns,
            style,
            file,
            rows: 0,
        })
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, row: &T) -> io::Result<()> {
        let columns = &self.columns;
        match &mut self.file {
            ExportFile::Csv(table) => {
                let style = self.style;
                let cell = |column: &ExportColumn<T>| (column.value)(row).into_csv(style);
                table.write_record(columns.iter().map(cell))?;
            }
            ExportFile::Json(to) => {
                let named = |column: &ExportColumn<T>| {
                    (column.name.to_owned(), (column.value)(row).into_json())
                };
                // Sorted by name, as this map does: released files have their names in that order.
                let object: Map<String, Value> = columns.iter().map(named).collect();
                // A row a line, and never the whole list in memory.
                to.write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *to, &object)?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the file. Returns the number of rows.
    pub(crate) fn end(self) -> io::Result<u64> {
        match self.file {
            ExportFile::Csv(mut table) => table.flush()?,
            ExportFile::Json(mut to) => {
                to.write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                to.flush()?;
            }
        }
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::tariffs::price_list;

    #[test]
    fn the_format_is_recognized_by_the_extension() {
        for (name, format) in [
            ("a.csv", Some(ExportFormat::Csv)),
            ("A.JSON", Some(ExportFormat::Json)),
            ("a.xlsx", None),
            ("csv", None),
        ] {
            assert_eq!(ExportFormat::of_file(name), format, "{name}");
        }
        for path in [".csv", "\\..\\x.csv", "/../x.csv", "csv/../csv", ""] {
            assert_eq!(ExportFormat::from_name(path), None, "{path} is no name");
        }
    }

    #[test]
    fn an_export_is_named_by_one_word() {
        assert_eq!(ExportKind::from_name("entries"), Some(ExportKind::Entries));
        assert_eq!(ExportKind::from_name("Entries"), None);
    }

    #[test]
    fn prices_are_written_in_both_formats() {
        let prices = price_list::all();
        for format in [ExportFormat::Csv, ExportFormat::Json] {
            let mut file = Vec::new();
            let mut export =
                Export::begin(&mut file, format, Price::columns(), CsvStyle::default()).unwrap();
            for price in prices {
                export.add(price).unwrap();
            }
            assert_eq!(export.end().unwrap(), 59);
            let text = String::from_utf8(file).unwrap();
            match format {
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
        let nothing = Export::begin(
            Vec::new(),
            ExportFormat::Json,
            Job::columns(),
            CsvStyle::default(),
        )
        .unwrap()
        .end()
        .unwrap();
        assert_eq!(nothing, 0);
    }
}
