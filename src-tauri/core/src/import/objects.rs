//! JSON: a list of objects, or fal's answer with the list `billing_events`.

use std::fmt;
use std::ops::ControlFlow;

use chrono::TimeZone;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use super::cell::Cell;
use super::field::Field;
use super::file::{ImportError, RowLimit, RowResult};
use super::row::{Cells, FileConventions, RejectedRow};
use crate::say;

/// The list in fal's answer.
const LIST: &str = "billing_events";
/// How many objects are looked at for their names.
const LOOK: u64 = 100;

/// The names of the first objects.
pub(super) fn columns(file: RowLimit) -> Result<Vec<String>, ImportError> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = 0;
    walk(file, |_, value| {
        seen += 1;
        if let Value::Object(object) = value {
            let new: Vec<String> = object
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| !names.contains(name))
                .collect();
            names.extend(new);
        }
        if seen == LOOK {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    Ok(names)
}

/// Walks the objects.
pub(super) fn rows<Z: TimeZone>(
    file: RowLimit,
    custom: &FileConventions<'_, Z>,
    mut each: impl FnMut(u64, RowResult) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let mut number = 0;
    walk(file, |read, value| {
        number += 1;
        each(read, row(number, value, custom))
    })
}

fn row<Z: TimeZone>(number: u64, value: Value, custom: &FileConventions<'_, Z>) -> RowResult {
    let refused = |column: Option<&str>, reason: String| {
        let column = column.map(|column| (column.to_owned(), String::new()));
        Err(RejectedRow {
            number,
            column,
            reason,
        })
    };
    let Value::Object(mut object) = value else {
        return refused(None, say!("import-no-object"));
    };
    let mut cells = Cells::default();
    for field in Field::ALL {
        let Some(column) = custom.mapping.column(field) else {
            continue;
        };
        match take(&mut object, column) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => cells.put(
                field,
                Cell {
                    text,
                    is_number: false,
                },
            ),
            Some(Value::Number(number)) => cells.put(
                field,
                Cell {
                    text: number.to_string(),
                    is_number: true,
                },
            ),
            Some(Value::Bool(truth)) => cells.put(
                field,
                Cell {
                    text: truth.to_string(),
                    is_number: false,
                },
            ),
            Some(_) => return refused(Some(column), say!("import-nested")),
        }
    }
    custom.row(number, &cells)
}

fn take(object: &mut Map<String, Value>, column: &str) -> Option<Value> {
    object.get_mut(column).map(Value::take)
}

/// Reads value after value of the list, without ever holding more than one.
fn walk(
    file: RowLimit,
    each: impl FnMut(u64, Value) -> ControlFlow<()>,
) -> Result<(), ImportError> {
    let gauge = file.gauge.clone();
    let mut count = 0;
    let mut each = each;
    let mut ended = false;
    let mut listed = false;
    let mut one = |value: Value| {
        count += 1;
        listed = true;
        ended = each(gauge.row_ends(), value).is_break();
        ended
    };
    let mut reader = serde_json::Deserializer::from_reader(std::io::BufReader::new(file));
    let found = Top(&mut one)
        .deserialize(&mut reader)
        .and_then(|has_list| reader.end().map(|()| has_list));
    match found {
        _ if ended => Ok(()),
        Ok(true) => Ok(()),
        Ok(false) => Err(ImportError::NoList),
        Err(_) if gauge.is_over() => Err(ImportError::TooLong(count + 1)),
        Err(error) if error.is_io() => Err(ImportError::Unreadable(error.into())),
        Err(error) => Err(ImportError::Json {
            line: error.line(),
            column: error.column(),
            reason: error
                .to_string()
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned(),
        }),
    }
}

/// Takes a value and says whether to stop.
type Each<'a> = &'a mut dyn FnMut(Value) -> bool;

/// The whole text: a list, or an object that has it. Gives whether there was one.
struct Top<'a>(Each<'a>);

impl<'de> DeserializeSeed<'de> for Top<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<bool, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Top<'_> {
    type Value = bool;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a list of jobs")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            if (self.0)(value) {
                return Err(A::Error::custom("ended"));
            }
        }
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<bool, A::Error> {
        let mut has_list = false;
        while let Some(name) = object.next_key::<String>()? {
            if name == LIST {
                has_list = object.next_value_seed(Top(&mut *self.0))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(has_list)
    }
}
