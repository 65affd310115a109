//! CSV (RFC 4180), with commas, semicolons, tabs or bars.

use std::io;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use csv::{ByteRecord, ReaderBuilder};
use fal_budget_domain::jobs::imported::{RejectedRow, RowResult};
use fal_budget_domain::message;
use fal_budget_domain::message::Message;
use fal_budget_i18n::{Language, say};
use fal_budget_ledger::RowSet;

use super::file::{Columns, ImportError, ReadProgress, RowLimit};
use super::mapping::{Mapping, told_apart};
use super::row::{Cells, RowReader};
use crate::columns::{Cell, JobField, plain_name};

/// Finds the mark between values: the one that the file names (`sep=;`), else the most frequent one
/// of the first line that has any, outside of quotes.
pub(super) fn delimiter(text: &[u8]) -> u8 {
    let begin = text.trim_ascii_start();
    if let Some([mark @ (b',' | b';' | b'\t' | b'|'), ..]) = begin
        .strip_prefix(b"sep=")
        .or_else(|| begin.strip_prefix(b"SEP="))
    {
        return *mark;
    }
    let mut is_quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in begin {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            byte if !is_quoted => {
                if let Some((_, count)) = counts.iter_mut().find(|(mark, _)| mark == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // `max_by_key` returns the last of equals, and the comma is to win: a table of one column has
    // no mark at all.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| count)
        .map_or(b',', |(mark, _)| *mark)
}

/// Lines at the beginning of a file among which the headers are looked for.
const MAX_BEFORE: usize = 30;

/// Finds the line with the headers, from 0: the first in which the needed columns are recognized,
/// else the first that is not empty and no word to a spreadsheet (`sep=;`).
pub(super) fn header(text: &[u8], delimiter: u8) -> usize {
    let mut reader = csv_reader(text, delimiter);
    let mut records = Vec::new();
    let mut record = ByteRecord::new();
    while records.len() < MAX_BEFORE && reader.read_byte_record(&mut record).unwrap_or(false) {
        records.push(names(&record));
    }
    let is_of_jobs = |names: &Vec<String>| {
        let mapping = Mapping::of_columns(&told_apart(names.clone()));
        mapping.column(JobField::Time).is_some() && mapping.column(JobField::Model).is_some()
    };
    let says_something = |names: &Vec<String>| {
        let is_word = names
            .first()
            .is_some_and(|name| name.to_lowercase().starts_with("sep="));
        !is_word && names.iter().any(|name| !name.is_empty())
    };
    let found = records.iter().position(is_of_jobs);
    found
        .or_else(|| records.iter().position(says_something))
        .unwrap_or_default()
}

/// Returns the cells of a line of headers.
fn names(record: &ByteRecord) -> Vec<String> {
    let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let mut names: Vec<String> = record.iter().map(name).collect();
    // A separator behind the last value makes no column.
    while names.len() > 1 && names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

/// Rows whose values are shown beside the headers.
const SAMPLE: usize = 20;

/// Reads the headers in the line of this number, from 0, and the first values. Headers that occur
/// twice are told apart.
pub(super) fn columns(
    file: RowLimit,
    delimiter: u8,
    header: usize,
) -> Result<Columns, ImportError> {
    let progress = file.progress.clone();
    let mut reader = csv_reader(file, delimiter);
    let mut record = ByteRecord::new();
    read_header(&mut reader, header, &progress, &mut record)?;
    let mut columns = Columns {
        names: told_apart(names(&record)),
        ..Columns::default()
    };
    for _ in 0..SAMPLE {
        // What is wrong with a row is said when it is its turn.
        if !reader.read_byte_record(&mut record).unwrap_or_default() {
            break;
        }
        for (place, value) in record.iter().enumerate() {
            columns.show(place, &String::from_utf8_lossy(value));
        }
    }
    Ok(columns)
}

/// Reads up to the line of headers, which is left in `record`.
fn read_header<R: io::Read>(
    reader: &mut csv::Reader<R>,
    header: usize,
    progress: &ReadProgress,
    record: &mut ByteRecord,
) -> Result<(), ImportError> {
    for number in 0..=header {
        // Bytes, not text: one value that is not UTF-8 rejects its row, not the file.
        reader
            .read_byte_record(record)
            .map_err(|error| failure(error, progress.is_over(), number as u64 + 1))?;
    }
    Ok(())
}

/// Writes the headers, and the rows of these numbers.
pub(super) fn write_rows(
    file: RowLimit,
    (delimiter, header): (u8, usize),
    rows: &RowSet,
    to: impl io::Write,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut table = csv_reader(file, delimiter);
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_writer(to);
    let mut record = ByteRecord::new();
    read_header(&mut table, header, &progress, &mut record)?;
    let unwritten = |error| failure(error, false, 0);
    writer.write_byte_record(&record).map_err(unwritten)?;
    let mut number = header as u64 + 1;
    loop {
        progress.row_ends();
        let more = table.read_byte_record(&mut record);
        if !more.map_err(|error| failure(error, progress.is_over(), number + 1))? {
            return Ok(writer.flush()?);
        }
        number += 1;
        if rows.contains(number) {
            writer.write_byte_record(&record).map_err(unwritten)?;
        }
    }
}

/// Walks the rows after the line of headers.
pub(super) fn rows(
    file: RowLimit,
    (delimiter, header): (u8, usize),
    reader: &RowReader<'_>,
    mut visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut quotes = QuoteCounter {
        file,
        is_odd: false,
    };
    let mut table = csv_reader(&mut quotes, delimiter);
    let mut record = ByteRecord::new();
    read_header(&mut table, header, &progress, &mut record)?;
    let names = told_apart(names(&record));
    let row = TableRow {
        width: names.len(),
        places: places(&names, reader.mapping),
        header: record,
        reader,
    };
    let last = visit_all_but_last(&mut table, &row, header as u64 + 1, &progress, &mut visit)?;
    drop(table);
    if let Some((number, result)) = last {
        let result = if quotes.is_odd {
            Err(RejectedRow::whole(number, message!("import-odd-quotes")).into())
        } else {
            result
        };
        // Nothing follows that a break could end.
        let _ = visit(progress.row_ends(), result);
    }
    Ok(())
}

/// Walks the rows and keeps the last one back: only at the end of the file a quote is known to be
/// never closed. Returns it with the number of rows, or `None` if there is none or `visit` broke
/// off.
fn visit_all_but_last<R: io::Read>(
    table: &mut csv::Reader<R>,
    row: &TableRow<'_>,
    mut number: u64,
    progress: &ReadProgress,
    visit: &mut impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<Option<(u64, RowResult)>, ImportError> {
    let mut record = ByteRecord::new();
    let mut waiting: Option<RowResult> = None;
    loop {
        let read = progress.row_ends();
        let more = table.read_byte_record(&mut record);
        if !more.map_err(|error| failure(error, progress.is_over(), number + 1))? {
            return Ok(waiting.map(|result| (number, result)));
        }
        number += 1;
        if let Some(result) = waiting.take()
            && visit(read, result).is_break()
        {
            return Ok(None);
        }
        // Spreadsheets write blank lines as rows of empty values, and drawn tables have a rule;
        // files that were put together have their headers again, and statements end with a sum.
        let is_drawn = |byte: &u8| matches!(byte, b'-' | b'=' | b':' | b'+');
        let is_blank = |cell: &[u8]| cell.trim_ascii().iter().all(is_drawn);
        let is_blank = record.iter().all(is_blank);
        if !is_blank && record != row.header && !row.is_sum(&record) {
            waiting = Some(row.read(number, &record));
        }
    }
}

/// Reads CSV whose rows may differ in width: each wrong one is a rejection of its own.
fn csv_reader<R: io::Read>(file: R, delimiter: u8) -> csv::Reader<R> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(file)
}

/// Finds the place of each mapped field in a row: once, not in each of a million rows.
fn places(names: &[String], mapping: &Mapping) -> Vec<(JobField, usize)> {
    let place = |(field, column): (JobField, &str)| {
        let at = names.iter().position(|name| name.trim() == column.trim());
        Some((field, at?))
    };
    mapping.mapped().filter_map(place).collect()
}

/// Words of every language that stand beside a sum.
fn sum_words() -> &'static [String] {
    static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let lists = Language::all().map(|language| language.scope(|| say!("sum-words")));
        let lists: Vec<String> = lists.collect();
        lists
            .iter()
            .flat_map(|list| list.split('|'))
            .map(plain_name)
            .collect()
    });
    &WORDS
}

/// Rows of one table.
struct TableRow<'a> {
    /// Number of headers.
    width: usize,
    /// Place of each mapped field in a row.
    places: Vec<(JobField, usize)>,
    /// Line of the headers.
    header: ByteRecord,
    reader: &'a RowReader<'a>,
}

impl TableRow<'_> {
    /// Recognizes the sum at the end of a statement: no model, and a word for it or nothing but an
    /// amount.
    fn is_sum(&self, record: &ByteRecord) -> bool {
        let cell = |field| {
            let place = self.places.iter().find(|(other, _)| *other == field);
            let bytes = place.and_then(|(_, place)| record.get(*place));
            bytes.unwrap_or_default().trim_ascii()
        };
        let is_word = |bytes: &[u8]| {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            sum_words().contains(&plain_name(text))
        };
        let filled = record.iter().filter(|cell| !cell.trim_ascii().is_empty());
        let is_alone = filled.count() == 1 && !cell(JobField::Cost).is_empty();
        cell(JobField::Model).is_empty() && (is_alone || record.iter().any(is_word))
    }

    fn read(&self, number: u64, record: &ByteRecord) -> RowResult {
        let is_wider = |record: &ByteRecord| {
            record
                .iter()
                .skip(self.width)
                .any(|cell| !cell.trim_ascii().is_empty())
        };
        if record.len() < self.width || is_wider(record) {
            return Err(RejectedRow::whole(number, self.wrong_width(record.len())).into());
        }
        let mut cells = Cells::default();
        for (field, place) in &self.places {
            let bytes = record.get(*place).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|_| {
                let column = self.reader.mapping.column(*field).unwrap_or_default();
                RejectedRow::in_column(number, column, message!("import-not-utf8"))
            })?;
            let cell = Cell {
                text: text.to_owned(),
                is_number: false,
            };
            cells.put(*field, cell);
        }
        self.reader.read(number, &cells)
    }

    fn wrong_width(&self, values: usize) -> Message {
        message!(
            "import-row-width",
            values = values,
            number = values.to_string(),
            width = self.width.to_string()
        )
    }
}

fn failure(error: csv::Error, is_too_long: bool, number: u64) -> ImportError {
    match error.into_kind() {
        _ if is_too_long => ImportError::TooLong(number),
        csv::ErrorKind::Io(error) => ImportError::Unreadable(error),
        _ => ImportError::Binary,
    }
}

/// Counts the quotes that pass: CSV has them in pairs.
struct QuoteCounter {
    file: RowLimit,
    is_odd: bool,
}

impl io::Read for &mut QuoteCounter {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(to)?;
        let quotes = to.iter().take(count).filter(|byte| **byte == b'"').count();
        self.is_odd ^= quotes % 2 == 1;
        Ok(count)
    }
}
