//! CSV (RFC 4180), with commas, semicolons or tabs.

use std::ops::ControlFlow;

use chrono::TimeZone;
use csv::{ByteRecord, ReaderBuilder};

use super::cell::Cell;
use super::field::Field;
use super::file::{ImportError, RowLimit, RowResult};
use super::row::{Cells, FileConventions, RejectedRow};
use crate::say;

/// What tells the values apart: of the first line's marks outside of quotes the most frequent.
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
    // Of equals the first.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| count)
        .map_or(b',', |(mark, _)| *mark)
}

/// The names in the first line.
pub(super) fn columns(file: RowLimit, delimiter: u8) -> Result<Vec<String>, ImportError> {
    let gauge = file.gauge.clone();
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(file);
    let names = reader
        .byte_headers()
        .map_err(|error| failure(error, gauge.is_over(), 1))?;
    let name = |bytes: &[u8]| std::str::from_utf8(bytes).map(|name| name.trim().to_owned());
    names
        .iter()
        .map(name)
        .collect::<Result<_, _>>()
        .map_err(|_| ImportError::Binary)
}

/// Walks the rows after the first line.
pub(super) fn rows<Z: TimeZone>(
    file: RowLimit,
    delimiter: u8,
    custom: &FileConventions<'_, Z>,
    mut each: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let gauge = file.gauge.clone();
    let mut quotes = Quotes { file, odd: false };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(&mut quotes);
    let names = reader
        .byte_headers()
        .map_err(|error| failure(error, gauge.is_over(), 1))?
        .clone();
    let places = places(&names, custom);
    let (mut record, mut number) = (ByteRecord::new(), 1);
    // The last row waits: only after it the file is known to have a quote that is never closed.
    let mut waiting: Option<RowResult> = None;
    loop {
        let read = gauge.row_ends();
        if !reader
            .read_byte_record(&mut record)
            .map_err(|error| failure(error, gauge.is_over(), number + 1))?
        {
            break;
        }
        number += 1;
        let is_blank = record.iter().all(<[u8]>::is_empty);
        if let Some(found) = waiting.take()
            && each(read, found).is_break()
        {
            return Ok(());
        }
        if !is_blank {
            waiting = Some(row(number, &record, names.len(), &places, custom));
        }
    }
    drop(reader);
    if let Some(found) = waiting {
        let found = if quotes.odd {
            Err(unclosed(number))
        } else {
            found
        };
        // Nothing comes after it that could be ended.
        let _ = each(gauge.row_ends(), found);
    }
    Ok(())
}

/// In which place of a row each mapped field stands.
fn places<Z>(names: &ByteRecord, custom: &FileConventions<'_, Z>) -> Vec<(Field, usize)> {
    let place = |field: Field| {
        let column = custom.mapping.column(field)?;
        let name = |bytes: &[u8]| {
            std::str::from_utf8(bytes).is_ok_and(|name| name.trim() == column.trim())
        };
        Some((field, names.iter().position(name)?))
    };
    Field::ALL.into_iter().filter_map(place).collect()
}

fn row<Z: TimeZone>(
    number: u64,
    record: &ByteRecord,
    width: usize,
    places: &[(Field, usize)],
    custom: &FileConventions<'_, Z>,
) -> RowResult {
    if record.len() != width {
        let values = record.len();
        let (shown, width) = (values.to_string(), width.to_string());
        let reason = say!(
            "import-row-width",
            values = values,
            number = shown,
            width = width
        );
        return Err(RejectedRow {
            number,
            column: None,
            reason,
        });
    }
    let mut cells = Cells::default();
    for (field, place) in places {
        let bytes = record.get(*place).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else {
            let column = custom.mapping.column(*field).unwrap_or_default().to_owned();
            let reason = say!("import-not-utf8");
            return Err(RejectedRow {
                number,
                column: Some((column, String::new())),
                reason,
            });
        };
        cells.put(
            *field,
            Cell {
                text: text.to_owned(),
                is_number: false,
            },
        );
    }
    custom.row(number, &cells)
}

fn unclosed(number: u64) -> RejectedRow {
    RejectedRow {
        number,
        column: None,
        reason: say!("import-odd-quotes"),
    }
}

fn failure(error: csv::Error, is_too_long: bool, number: u64) -> ImportError {
    match error.into_kind() {
        _ if is_too_long => ImportError::TooLong(number),
        csv::ErrorKind::Io(error) => ImportError::Unreadable(error),
        _ => ImportError::Binary,
    }
}

/// Counts the quotes that pass.
struct Quotes {
    file: RowLimit,
    odd: bool,
}

impl std::io::Read for &mut Quotes {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(to)?;
        let quotes = to.iter().take(count).filter(|byte| **byte == b'"').count();
        self.odd ^= quotes % 2 == 1;
        Ok(count)
    }
}
