//! JSON: a list of objects, or fal's answer with the list `billing_events`.

use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::ops::ControlFlow;

use fal_budget_domain::jobs::imported::{RejectedRow, RowResult};
use fal_budget_domain::message;
use fal_budget_domain::message::Message;
use fal_budget_ledger::RowSet;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::file::{Columns, ImportError, MAX_COLUMNS, RowLimit};
use super::mapping::Mapping;
use super::row::{Cells, RowReader};
use crate::columns::{Cell, JobField};

/// Names of the list in fal's answers.
const LISTS: [&str; 4] = ["billing_events", "data", "items", "rows"];
/// Number of objects whose names are taken for the columns.
const SAMPLE: u64 = 100;

/// Text of JSON, and if each of its lines is a value of its own.
type Text = (RowLimit, bool);

/// Value of the list, or the line that is none.
enum Found {
    Value(Value),
    BadLine { text: Vec<u8>, reason: Message },
}

/// Tells by the beginning of a text if a value stands on each line, so that a line that is none
/// spoils no other.
pub(super) fn is_lines(begin: &[u8]) -> bool {
    let lines = begin.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let is_object = |line: &[u8]| serde_json::from_slice::<Map<String, Value>>(line).is_ok();
    let lines = lines.filter(|line| !line.is_empty());
    let good: Vec<bool> = lines.map(is_object).collect();
    let count = good.iter().filter(|is_good| **is_good).count();
    good.len() > 1 && (good.first() == Some(&true) || count * 2 >= good.len())
}

/// Collects the names of the first objects, and their first values.
pub(super) fn columns(text: Text) -> Result<Columns, ImportError> {
    let mut columns = Columns::default();
    let mut seen = 0;
    walk(text, |_, found| {
        seen += 1;
        if let Found::Value(Value::Object(object)) = found {
            for (name, value) in object {
                let place = columns.names.iter().position(|other| *other == name);
                let place = place.unwrap_or_else(|| {
                    columns.names.push(name);
                    columns.names.len() - 1
                });
                // Refused by who opens the file: no further name is compared with all these.
                if columns.names.len() > MAX_COLUMNS {
                    return ControlFlow::Break(());
                }
                match value {
                    Value::Null => {}
                    Value::String(text) => columns.show(place, &text),
                    value => columns.show(place, &value.to_string()),
                }
            }
        }
        if seen == SAMPLE {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    if seen == 0 {
        return Err(ImportError::EmptyList);
    }
    Ok(columns)
}

/// Walks the objects.
pub(super) fn rows(
    text: Text,
    reader: &RowReader<'_>,
    mut visit: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let mut number = 0;
    walk(text, |read, found| {
        number += 1;
        let row = match found {
            Found::Value(value) => row(number, value, reader),
            Found::BadLine { reason, .. } => Err(RejectedRow::whole(number, reason).into()),
        };
        visit(read, row)
    })
}

/// Writes the objects of these numbers, one a line.
pub(super) fn write_rows(
    text: Text,
    rows: &RowSet,
    mut to: impl io::Write,
) -> Result<(), ImportError> {
    let mut number = 0;
    let mut written = Ok(());
    walk(text, |_, found| {
        number += 1;
        if rows.contains(number) {
            written = match &found {
                Found::Value(value) => writeln!(to, "{value}"),
                Found::BadLine { text, .. } => to.write_all(text).and_then(|()| writeln!(to)),
            };
        }
        if written.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    written?;
    Ok(to.flush()?)
}

fn row(number: u64, value: Value, reader: &RowReader<'_>) -> RowResult {
    let Value::Object(mut object) = value else {
        return Err(RejectedRow::whole(number, message!("import-no-object")).into());
    };
    let mut cells = Cells::default();
    for (field, column) in reader.mapping.mapped() {
        // Booleans and numbers as text too, so that both formats are read by the same rules.
        let (text, is_number) = match take(&mut object, column) {
            None | Some(Value::Null) => continue,
            Some(Value::String(text)) => (text, false),
            Some(Value::Number(number)) => (number.to_string(), true),
            Some(Value::Bool(is_true)) => (is_true.to_string(), false),
            // How a call was authorized, as fal's events say it.
            Some(Value::Object(mut by)) if field == JobField::Key => {
                match take(&mut by, "api_key_id").or_else(|| take(&mut by, "key_id")) {
                    Some(Value::String(id)) => (id, false),
                    _ => continue,
                }
            }
            Some(Value::Array(_) | Value::Object(_)) => {
                let reason = message!("import-nested");
                return Err(RejectedRow::in_column(number, column, reason).into());
            }
        };
        cells.put(field, Cell { text, is_number });
    }
    reader.read(number, &cells)
}

fn take(object: &mut Map<String, Value>, column: &str) -> Option<Value> {
    object.get_mut(column).map(Value::take)
}

/// Reads the values of the list one by one, and never holds more than one of them, or one line.
fn walk(
    (file, is_lines): Text,
    visit: impl FnMut(u64, Found) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    if is_lines {
        walk_lines(file, visit)
    } else {
        walk_values(file, visit)
    }
}

/// Reads line by line (<https://jsonlines.org>).
fn walk_lines(
    file: RowLimit,
    mut visit: impl FnMut(u64, Found) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut reader = BufReader::new(file);
    let mut text = Vec::new();
    for number in 1_u64.. {
        text.clear();
        match reader.read_until(b'\n', &mut text) {
            Ok(0) => break,
            Ok(_) => {}
            Err(_) if progress.is_over() => return Err(ImportError::TooLong(number)),
            Err(error) => return Err(error.into()),
        }
        let line = text.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let read = progress.row_ends();
        // As a whole first: half a line is no row.
        let mut is_stopped = false;
        let values = serde_json::Deserializer::from_slice(line).into_iter::<Value>();
        let taken = values.collect::<Result<Vec<_>, _>>().and_then(|values| {
            let mut one = |value| {
                is_stopped = visit(read, Found::Value(value)).is_break();
                is_stopped
            };
            let mut values = values.into_iter();
            values.try_for_each(|value| match value {
                // An empty list where a list belongs; alone on its line, nothing that is known.
                Value::Null => Err(serde::de::Error::custom("null")),
                value => Top(&mut one).deserialize(value),
            })
        });
        if let Err(error) = taken.as_ref()
            && !is_stopped
        {
            let reason = message!(
                "import-bad-line",
                line = number.to_string(),
                reason = words(error)
            );
            let text = line.to_vec();
            is_stopped = visit(read, Found::BadLine { text, reason }).is_break();
        }
        if is_stopped {
            break;
        }
    }
    Ok(())
}

fn walk_values(
    file: RowLimit,
    mut visit: impl FnMut(u64, Found) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let progress = file.progress.clone();
    let mut count = 0;
    let mut is_stopped = false;
    let mut one = |value: Value| {
        count += 1;
        is_stopped = visit(progress.row_ends(), Found::Value(value)).is_break();
        is_stopped
    };
    // The reader takes byte for byte, and counts each: buffered in between, it is several times
    // quicker.
    let mut reader = serde_json::Deserializer::from_reader(BufReader::new(file));
    // One value, or several one after the other.
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

/// Returns the JSON reader's words without the place, which our sentences name.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default();
    words.to_owned()
}

fn failure(error: serde_json::Error) -> ImportError {
    if error.is_io() {
        return ImportError::Unreadable(error.into());
    }
    ImportError::Json {
        line: error.line(),
        column: error.column(),
        reason: words(&error),
    }
}

/// Takes the list out of an answer whose name for it is not known: the only list of objects in an
/// object that is no job itself, or in an object within it. One that is longer than a row may be is
/// refused before.
fn lone_list(object: &mut Map<String, Value>) -> Option<Vec<Value>> {
    let names: Vec<String> = object.keys().cloned().collect();
    if Mapping::of_columns(&names).column(JobField::Time).is_some() {
        return None;
    }
    let is_list = |value: &Value| {
        let list = value.as_array().filter(|list| !list.is_empty());
        list.is_some_and(|list| list.iter().all(Value::is_object))
    };
    let mut lists = object.values_mut().filter(|value| is_list(value));
    if let (Some(Value::Array(list)), None) = (lists.next(), lists.next()) {
        return Some(std::mem::take(list));
    }
    let mut inner = object.values_mut().filter_map(Value::as_object_mut);
    match (inner.next(), inner.next()) {
        (Some(inner), None) => lone_list(inner),
        _ => None,
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

    /// Takes a list that is `null` for an empty one.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
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
        let is_stopped = match lone_list(&mut fields) {
            Some(list) if !has_list => list.into_iter().any(&mut *self.0),
            _ => !has_list && (self.0)(Value::Object(fields)),
        };
        if is_stopped {
            return Err(A::Error::custom("stopped"));
        }
        Ok(())
    }
}
