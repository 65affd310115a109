//! A row becomes a job, or is rejected with the column and the reason.

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::imported::{ImportedRow, RejectedRow, RowResult};
use fal_budget_domain::jobs::{Basis, NewJob, Subject};
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::Money;
use fal_budget_domain::money::amount::AmountError;
use fal_budget_domain::tariffs::units;
use rust_decimal::Decimal;
use strum::EnumCount;

use super::mapping::Mapping;
use crate::columns::{Cell, FileConventions, JobField, RowDraft};

/// Cells of a row by field. Empty cells are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells([Option<(JobField, Cell)>; JobField::COUNT]);

impl Cells {
    /// Puts a cell in the place of its field, unless it is empty.
    pub(super) fn put(&mut self, field: JobField, cell: Cell) {
        if let Some(place) = self.0.get_mut(field as usize)
            && !cell.text.trim().is_empty()
        {
            *place = Some((field, cell));
        }
    }

    fn get(&self, field: JobField) -> Option<&Cell> {
        let place = self.0.get(field as usize)?;
        place.as_ref().map(|(_, cell)| cell)
    }

    /// Iterates in the order of [`JobField`].
    fn iter(&self) -> impl Iterator<Item = &(JobField, Cell)> {
        self.0.iter().flatten()
    }
}

/// Reader of the rows of one file.
pub(super) struct RowReader<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) conventions: FileConventions<'a>,
}

/// Field that a row is rejected for, and the reason.
type CellError = (JobField, Message);

/// Characters of a cell that a sentence quotes at most.
const MAX_QUOTED: usize = 40;

impl RowReader<'_> {
    /// Makes a job of a row.
    pub(super) fn read(&self, number: u64, cells: &Cells) -> RowResult {
        let read = self.draft(cells).and_then(|draft| job(number, draft));
        read.map_err(|(field, reason)| {
            let quoted = cells.get(field).map(|cell| shortened(&cell.text));
            let column = self.mapping.column(field).unwrap_or_else(|| field.name());
            RejectedRow {
                number,
                column: Some((column.to_owned(), quoted.unwrap_or_default())),
                reason,
            }
        })
    }

    /// Reads the cells that are there. A missing one is noticed only by [`job`]: a correction has
    /// no model, and is to be rejected as a correction.
    fn draft(&self, cells: &Cells) -> Result<RowDraft, CellError> {
        let mut draft = RowDraft::default();
        for (field, cell) in cells.iter() {
            field
                .read(cell, &self.conventions, &mut draft)
                .map_err(|reason| (*field, reason))?;
        }
        Ok(draft)
    }
}

fn job(number: u64, mut draft: RowDraft) -> Result<ImportedRow, CellError> {
    let at = draft.at.ok_or_else(|| missing(JobField::Time))?;
    let subject = draft.subject.take();
    let subject = subject.ok_or_else(|| missing(JobField::Model))?;
    let (cost, basis) = cost(&draft)?;
    let is_refund = cost.is_some_and(|cost| cost < Money::ZERO);
    let is_below_zero = |quantity| quantity < Decimal::ZERO;
    if draft.quantity.is_some_and(is_below_zero) && !is_refund {
        return Err((JobField::Quantity, AmountError::Negative.to_message()));
    }
    // Taken apart by name: a value that is read but not used does not compile.
    let RowDraft {
        at: _,
        subject: _,
        request,
        quantity,
        unit,
        unit_price,
        cost: _,
        basis: _,
        label,
        is_voided,
    } = draft;
    let what = NewJob {
        unit: unit.unwrap_or_else(|| usual_unit(&subject)),
        subject,
        // What fal takes back counts nothing.
        quantity: quantity.unwrap_or_default().max(Decimal::ZERO),
        unit_price,
        cost,
        basis,
        // Known to whoever wrote the file.
        price_source: None,
        label,
    };
    Ok(ImportedRow {
        number,
        at,
        request,
        what,
        is_voided,
    })
}

/// Returns the cost and how it is known: as the file says, else from quantity and unit price, else
/// unknown. A cost without a basis is billed if the row has a request, as in fal's billing events.
fn cost(draft: &RowDraft) -> Result<(Option<Money>, Basis), CellError> {
    match (draft.basis, draft.cost) {
        (Some(Basis::Unknown), None) => Ok((None, Basis::Unknown)),
        (Some(Basis::Unknown), Some(_)) => {
            Err((JobField::Basis, message!("import-unknown-with-cost")))
        }
        // A refund is fal's; of anybody else nobody knows what a cost below zero means.
        (basis, Some(cost))
            if cost < Money::ZERO && draft.request.is_none() && basis != Some(Basis::Billed) =>
        {
            Err((JobField::Cost, message!("import-below-zero")))
        }
        (Some(basis), Some(cost)) => Ok((Some(cost), basis)),
        (None, Some(cost)) if draft.request.is_some() => Ok((Some(cost), Basis::Billed)),
        (None, Some(cost)) => Ok((Some(cost), Basis::Estimated)),
        // Unlike an estimate, a bill is not to be worked out here.
        (Some(Basis::Billed), None) => {
            Err((JobField::Cost, message!("import-billed-without-cost")))
        }
        (_, None) => estimated(draft.quantity, draft.unit_price),
    }
}

fn estimated(
    quantity: Option<Decimal>,
    unit_price: Option<Money>,
) -> Result<(Option<Money>, Basis), CellError> {
    let (Some(quantity), Some(price)) = (quantity, unit_price) else {
        return Ok((None, Basis::Unknown));
    };
    let cost =
        units::cost(quantity, price).map_err(|error| (JobField::Quantity, error.to_message()))?;
    Ok((Some(cost), Basis::Estimated))
}

fn missing(field: JobField) -> CellError {
    (field, message!("import-missing"))
}

/// Unit of a row that names none.
fn usual_unit(subject: &Subject) -> String {
    match subject {
        Subject::Operation(operation) => format!("{}s", operation.into_str()),
        Subject::Model(_) | Subject::Correction => "units".to_owned(),
    }
}

/// Quotes the beginning of a cell, on one line.
fn shortened(text: &str) -> String {
    let mut short: String = text
        .trim()
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .take(MAX_QUOTED)
        .collect();
    if text.trim().chars().count() > MAX_QUOTED {
        short.push('…');
    }
    short
}
