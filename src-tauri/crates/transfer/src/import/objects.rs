//! JSON: a list of objects, or fal's answer with the list `billing_events`.

use std::fmt;
use std::ops::ControlFlow;

use fal_budget_domain::jobs::imported::{RejectedRow, RowResult};
use fal_budget_domain::message;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::file::{ImportError, RowLimit};
use super::row::{Cells, RowReader};
use crate::columns::Cell;

/// Names of the list in fal's answers.
const LISTS: [&str; 4] = ["billing_events", "data", "items", "rows"];
/// Number of objects whose names are taken for the columns.
const SAMPLE: u64 = 100;

/// Collects the names of the first objects.
pub(super) fn columns(file: RowLimit) -> Result<Vec<String>, ImportError> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = 0;
    walk(file, |_, value| {
        seen += 1;
        if let Value::Object(object) = value {
            for (name, _) in object {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if seen == SAMPLE {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(names)
}

/// Walks the objects.
pub(super) fn rows(
    file: RowLimit,
    reader: &RowReader<'_>,
    mut visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let mut number = 0;
    walk(file, |read, value| {
        number += 1;
        visit(read, row(number, value, reader))
    })
}

fn row(number: u64, value: Value, reader: &RowReader<'_>) -> RowResult {
    let Value::Object(mut object) = value else {
        return Err(RejectedRow::whole(number, message!("import-no-object")));
    };
    let mut cells = Cells::default();
    for (field, column) in reader.mapping.mapped() {
        // Booleans and numbers as text too, so that both formats are read by the same rules.
        let (text, is_number) = match take(&mut object, column) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => (text, false),
            Some(Value::Number(number)) => (number.to_string(), true),
            Some(Value::Bool(is_true)) => (is_true.to_string(), false),
            Some(Value::Array(_) | Value::Object(_)) => {
                let reason = message!("import-nested");
                return Err(RejectedRow::in_column(number, column, reason));
            }
        };
        cells.put(field, Cell { text, is_number });
    }
    reader.read(number, &cells)
}

fn take(object: &mut Map<String, Value>, column: &str) -> Option<Value> {
    object.get_mut(column).map(Value::take)
}

/// Reads the values of the list one by one, and never holds more than one of them.
fn walk(
    file: RowLimit,
    mut visit: impl FnMut(u64, Value) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut count = 0;
    let mut is_stopped = false;
    let mut one = |value: Value| {
        count += 1;
        is_stopped = visit(progress.row_ends(), value).is_break();
        is_stopped
    };
    // The reader takes byte for byte, and counts each: buffered in between, it is several times
    // quicker.
    let mut reader = serde_json::Deserializer::from_reader(std::io::BufReader::new(file));
    // One value, or one a line (<https://jsonlines.org>).
    let read = loop {
        if let Err(error) = Top(&mut one).deserialize(&mut reader) {
            break Err(error);
        }
        if reader.end().is_ok() {
            break Ok(());
        }
    };
    match read {
        // Stopping is an error to the reader, the only way out of a list.
        _ if is_stopped => Ok(()),
        Ok(()) => Ok(()),
        Err(_) if progress.is_over() => Err(ImportError::TooLong(count + 1)),
        Err(error) => Err(failure(error)),
    }
}

fn failure(error: serde_json::Error) -> ImportError {
    if error.is_io() {
        return ImportError::Unreadable(error.into());
    }
    // The sentence names the place in the person's language: the reader's own is cut off.
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or_default();
    ImportError::Json {
        line: error.line(),
        column: error.column(),
        reason: reason.to_owned(),
    }
}

/// Takes a value, and returns `true` to stop.
type Visit<'a> = &'a mut dyn FnMut(Value) -> bool;

/// One value of the text: a list, an object that has the list, or an object that is a job itself.
struct Top<'a>(Visit<'a>);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of jobs")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            if (self.0)(value) {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut has_list = false;
        let mut fields = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            if LISTS.contains(&name.as_str()) {
                has_list = true;
                object.next_value_seed(Top(&mut *self.0))?;
            } else {
                fields.insert(name, object.next_value()?);
            }
        }
        if !has_list && (self.0)(Value::Object(fields)) {
            return Err(A::Error::custom("stopped"));
        }
        Ok(())
    }
}
