//! CSV (RFC 4180), with commas, semicolons or tabs.

use std::io;
use std::ops::ControlFlow;

use csv::{ByteRecord, ReaderBuilder};
use fal_budget_domain::jobs::imported::{RejectedRow, RowResult};
use fal_budget_domain::message;
use fal_budget_domain::message::Message;

use super::file::{ImportError, ReadProgress, RowLimit};
use super::mapping::Mapping;
use super::row::{Cells, RowReader};
use crate::columns::{Cell, JobField};

/// Finds the mark between values: the most frequent one of the first line, outside of quotes.
pub(super) fn delimiter(text: &[u8]) -> u8 {
    let mut is_quoted = false;
    let mut counts = [(b',', 0_u32), (b';', 0), (b'\t', 0)];
    for byte in text {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
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

/// Reads the headers in the first line.
pub(super) fn columns(file: RowLimit, delimiter: u8) -> Result<Vec<String>, ImportError> {
    let progress = file.progress.clone();
    let mut reader = csv_reader(file, delimiter);
    let names = reader
        .byte_headers()
        .map_err(|error| failure(error, progress.is_over(), 1))?;
    let name = |bytes: &[u8]| std::str::from_utf8(bytes).map(|name| name.trim().to_owned());
    names
        .iter()
        .map(name)
        .collect::<Result<_, _>>()
        .map_err(|_| ImportError::Binary)
}

/// Walks the rows after the first line.
pub(super) fn rows(
    file: RowLimit,
    delimiter: u8,
    reader: &RowReader<'_>,
    mut visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut quotes = QuoteCounter {
        file,
        is_odd: false,
    };
    let mut table = csv_reader(&mut quotes, delimiter);
    // Bytes, not text: one value that is not UTF-8 rejects its row, not the file.
    let names = table
        .byte_headers()
        .map_err(|error| failure(error, progress.is_over(), 1))?
        .clone();
    let row = TableRow {
        width: names.len(),
        places: places(&names, reader.mapping),
        reader,
    };
    let last = visit_all_but_last(&mut table, &row, &progress, &mut visit)?;
    drop(table);
    if let Some((number, result)) = last {
        let result = if quotes.is_odd {
            Err(RejectedRow::whole(number, message!("import-odd-quotes")))
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
    progress: &ReadProgress,
    visit: &mut impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<Option<(u64, RowResult)>, ImportError> {
    let (mut record, mut number) = (ByteRecord::new(), 1);
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
        // Spreadsheets write blank lines as rows of empty values.
        if !record.iter().all(<[u8]>::is_empty) {
            waiting = Some(row.read(number, &record));
        }
    }
}

/// Reads CSV whose rows may differ in width: each wrong one is a rejection of its own.
fn csv_reader<R: io::Read>(file: R, delimiter: u8) -> csv::Reader<R> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(file)
}

/// Finds the place of each mapped field in a row: once, not in each of a million rows.
fn places(names: &ByteRecord, mapping: &Mapping) -> Vec<(JobField, usize)> {
    let place = |(field, column): (JobField, &str)| {
        let is_it = |bytes: &[u8]| {
            std::str::from_utf8(bytes).is_ok_and(|name| name.trim() == column.trim())
        };
        Some((field, names.iter().position(is_it)?))
    };
    mapping.columns().filter_map(place).collect()
}

/// Rows of one table.
struct TableRow<'a> {
    /// Number of headers.
    width: usize,
    /// Place of each mapped field in a row.
    places: Vec<(JobField, usize)>,
    reader: &'a RowReader<'a>,
}

impl TableRow<'_> {
    fn read(&self, number: u64, record: &ByteRecord) -> RowResult {
        if record.len() != self.width {
            return Err(RejectedRow::whole(number, self.wrong_width(record.len())));
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
