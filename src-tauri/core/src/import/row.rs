//! A row becomes a job, or is refused with the column and the reason.

use std::fmt;

use chrono::{DateTime, TimeZone, Utc};
use rust_decimal::Decimal;
use serde_json::Value;

use super::cell::{self, Cell, Decimals};
use super::field::{Field, Mapping};
use crate::domain::into_str::IntoStr;
use crate::domain::job::{Basis, NewJob, Subject};
use crate::domain::money::Money;
use crate::domain::operation::Operation;
use crate::domain::price::is_endpoint;
use crate::domain::units;
use crate::{input, say};

/// A job of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Which row it is: in a table the names are the first and empty lines are not counted, in JSON
    /// the first object is.
    pub number: u64,
    /// When it ran.
    pub at: DateTime<Utc>,
    /// fal's id of the request.
    pub request: Option<String>,
    /// What it was and what it cost.
    pub what: NewJob,
    /// It was struck through.
    pub is_voided: bool,
}

/// Why a row is no job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Which row it is.
    pub number: u64,
    /// The column, and what stands there; none where it is the row as a whole.
    pub column: Option<(String, String)>,
    /// The sentence.
    pub reason: String,
}

impl RejectedRow {
    /// The sentence where the row's number stands beside it.
    #[must_use]
    pub fn without_row(&self) -> String {
        match &self.column {
            Some((column, text)) if text.is_empty() => {
                say!("import-column", column = column, reason = &self.reason)
            }
            Some((column, text)) => say!(
                "import-cell",
                column = column,
                text = text,
                reason = &self.reason
            ),
            None => self.reason.clone(),
        }
    }
}

impl fmt::Display for RejectedRow {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, reason) = (self.number.to_string(), &self.reason);
        to.write_str(&match &self.column {
            Some((column, text)) if text.is_empty() => {
                say!(
                    "import-row-column",
                    row = row,
                    column = column,
                    reason = reason
                )
            }
            Some((column, text)) => say!(
                "import-row-cell",
                row = row,
                column = column,
                text = text,
                reason = reason
            ),
            None => say!("import-row", row = row, reason = reason),
        })
    }
}

/// The values of a row by what they are; empty ones are none.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells([Option<Cell>; Field::ALL.len()]);

impl Cells {
    /// Puts a value in its place.
    pub(super) fn put(&mut self, field: Field, cell: Cell) {
        if let Some(place) = self.0.get_mut(field.place())
            && !cell.text.trim().is_empty()
        {
            *place = Some(cell);
        }
    }

    fn get(&self, field: Field) -> Option<&Cell> {
        self.0.get(field.place()).and_then(Option::as_ref)
    }
}

/// What all rows of a file share.
pub(super) struct FileConventions<'a, Z> {
    pub mapping: &'a Mapping,
    pub decimals: Decimals,
    pub now: DateTime<Utc>,
    pub zone: &'a Z,
}

/// A refusal in the making: of which field, and the sentence.
type CellError = (Field, String);

/// As much of a value as a sentence has room for.
const SHOWN: usize = 40;

impl<Z: TimeZone> FileConventions<'_, Z> {
    /// Makes a job of a row.
    pub(super) fn row(&self, number: u64, cells: &Cells) -> Result<ImportedRow, RejectedRow> {
        self.read(number, cells).map_err(|(field, reason)| {
            let text = cells
                .get(field)
                .map(|cell| shortened(&cell.text))
                .unwrap_or_default();
            let column = self
                .mapping
                .column(field)
                .unwrap_or_else(|| field.name())
                .to_owned();
            RejectedRow {
                number,
                column: Some((column, text)),
                reason,
            }
        })
    }

    fn read(&self, number: u64, cells: &Cells) -> Result<ImportedRow, CellError> {
        let time = cells.get(Field::Time).ok_or_else(|| missing(Field::Time))?;
        let at = cell::time(time, self.now, self.zone)
            .map_err(|error| (Field::Time, error.to_string()))?;
        if cells
            .get(Field::Basis)
            .is_some_and(|basis| basis.text.trim() == Basis::Correction.into_str())
        {
            return Err((Field::Basis, say!("import-correction")));
        }
        let subject = subject(
            cells
                .get(Field::Model)
                .ok_or_else(|| missing(Field::Model))?,
        )?;
        let quantity = self.number(cells, Field::Quantity)?;
        let unit_price = self.money(cells, Field::UnitPrice)?;
        let request = cells.get(Field::Request).map(request).transpose()?;
        let (cost, basis) = self.cost(cells, quantity, unit_price, request.is_some())?;
        let label =
            cell::label(cells.get(Field::Tag), cells.get(Field::Note)).map_err(|error| {
                (
                    if cells.get(Field::Note).is_some() {
                        Field::Note
                    } else {
                        Field::Tag
                    },
                    error.to_string(),
                )
            })?;
        let what = NewJob {
            unit: unit(cells, &subject)?,
            subject,
            quantity: quantity.unwrap_or_default(),
            unit_price,
            cost,
            basis,
            price_source: None,
            label,
        };
        let voided = cells.get(Field::Voided).map_or(Some(false), cell::truth);
        let is_voided = voided.ok_or_else(|| (Field::Voided, say!("import-voided")))?;
        Ok(ImportedRow {
            number,
            at,
            request,
            what,
            is_voided,
        })
    }

    /// What it cost and how that is known: as the file says, else from its units and their price,
    /// else not at all. Rows of requests without a word on it are fal's billing events.
    fn cost(
        &self,
        cells: &Cells,
        quantity: Option<Decimal>,
        unit_price: Option<Money>,
        has_request: bool,
    ) -> Result<(Option<Money>, Basis), CellError> {
        let billed = match self.money(cells, Field::Cost)? {
            None => self.nano(cells)?,
            some => some,
        };
        let named = cells.get(Field::Basis).map(|cell| {
            let name = cell.text.trim().to_lowercase();
            let basis = name.parse::<Basis>().ok();
            basis.ok_or_else(|| (Field::Basis, say!("import-basis")))
        });
        let product = || match (quantity, unit_price) {
            (Some(quantity), Some(price)) => units::cost(quantity, price)
                .map(Some)
                .map_err(|error| (Field::Quantity, error.to_string())),
            _ => Ok(None),
        };
        match (named.transpose()?, billed) {
            (Some(Basis::Unknown), None) => Ok((None, Basis::Unknown)),
            (Some(Basis::Unknown), Some(_)) => {
                Err((Field::Basis, say!("import-unknown-with-cost")))
            }
            (Some(basis), Some(cost)) => Ok((Some(cost), basis)),
            (None, Some(cost)) => Ok((
                Some(cost),
                if has_request {
                    Basis::Billed
                } else {
                    Basis::Estimated
                },
            )),
            (Some(Basis::Billed), None) => Err((Field::Cost, say!("import-billed-without-cost"))),
            (_, None) => Ok(product()?.map_or((None, Basis::Unknown), |cost| {
                (Some(cost), Basis::Estimated)
            })),
        }
    }

    fn number(&self, cells: &Cells, field: Field) -> Result<Option<Decimal>, CellError> {
        let number = cells
            .get(field)
            .map(|cell| cell::number(cell, self.decimals));
        number
            .transpose()
            .map_err(|error| (field, error.to_string()))
    }

    fn money(&self, cells: &Cells, field: Field) -> Result<Option<Money>, CellError> {
        let money = cells
            .get(field)
            .map(|cell| cell::money(cell, self.decimals));
        money
            .transpose()
            .map_err(|error| (field, error.to_string()))
    }

    fn nano(&self, cells: &Cells) -> Result<Option<Money>, CellError> {
        let nano = cells
            .get(Field::CostNano)
            .map(|cell| cell::nano(cell, self.decimals));
        nano.transpose()
            .map_err(|error| (Field::CostNano, error.to_string()))
    }
}

fn missing(field: Field) -> CellError {
    (field, say!("import-missing"))
}

fn subject(cell: &Cell) -> Result<Subject, CellError> {
    let name = cell::words(cell);
    if let Some(operation) = name.parse::<Operation>().ok() {
        return Ok(Subject::Operation(operation));
    }
    if is_endpoint(name) {
        Ok(Subject::Model(name.to_owned()))
    } else {
        Err((Field::Model, say!("import-model")))
    }
}

fn request(cell: &Cell) -> Result<String, CellError> {
    let id = cell::words(cell);
    let is_sound = id.len() <= 200 && !id.chars().any(char::is_control);
    is_sound
        .then(|| id.to_owned())
        .ok_or_else(|| (Field::Request, say!("import-request")))
}

fn unit(cells: &Cells, subject: &Subject) -> Result<String, CellError> {
    match (cells.get(Field::Unit), subject) {
        (Some(cell), _) => input::unit(&Value::from(cell::words(cell)))
            .map_err(|error| (Field::Unit, error.to_string())),
        (None, Subject::Operation(operation)) => Ok(format!("{}s", operation.into_str())),
        (None, Subject::Model(_) | Subject::Correction) => Ok("units".to_owned()),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text
        .trim()
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .take(SHOWN)
        .collect();
    if text.trim().chars().count() > SHOWN {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tests::speaking;

    #[test]
    fn a_refusal_names_its_row_column_and_text_as_far_as_there_are_any() {
        let cell = |column: &str, text: &str| Some((column.to_owned(), text.to_owned()));
        let said = |column: &Option<(String, String)>| {
            let refusal = RejectedRow {
                number: 1234,
                column: column.clone(),
                reason: say!("import-missing"),
            };
            (refusal.to_string(), refusal.without_row())
        };
        let reason = "Nothing stands here, and a job needs it.";
        for (column, row, beside) in [
            (None, "Row 1234: ", ""),
            (cell("cost", ""), "Row 1234, column cost: ", "cost: "),
            (
                cell("cost", "x"),
                "Row 1234, column cost, “x”: ",
                "cost, “x”: ",
            ),
        ] {
            assert_eq!(
                said(&column),
                (format!("{row}{reason}"), format!("{beside}{reason}"))
            );
        }
        let (french, _) = speaking("fr", || said(&cell("cost", "x")));
        assert!(
            french
                .starts_with("Ligne 1234, colonne cost, «\u{a0}x\u{a0}»\u{a0}: Il n’y a rien ici"),
            "{french}"
        );
    }
}
