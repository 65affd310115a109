//! A row becomes a job, or is rejected with the column and the reason.

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::imported::{Charge, ImportedRow, NoJob, RejectedRow, RowResult};
use fal_budget_domain::jobs::{Basis, NewJob, Subject};
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::Money;
use fal_budget_domain::money::amount::{AmountError, TypedAmount};
use fal_budget_domain::money::currency::Currency;
use fal_budget_domain::tariffs::units;
use rust_decimal::Decimal;
use strum::EnumCount;

use super::customs::{Customs, RefundChoice};
use super::header::{Header, HeaderCurrency};
use super::mapping::Mapping;
use crate::columns::{Cell, FileConventions, JobField, RowDraft};

/// Cells of a row by field. Empty cells are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells([Option<(JobField, Cell)>; JobField::COUNT]);

impl Cells {
    /// Puts a cell in the place of its field, unless it is empty.
    pub(super) fn put(&mut self, field: JobField, cell: Cell) {
        let is_absent = cell.text.trim().is_empty() || field.has_absent_words() && cell.is_absent();
        if let Some(place) = self.0.get_mut(field as usize)
            && !is_absent
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
    conventions: FileConventions<'a>,
    customs: &'a Customs,
    /// Currencies that headers name.
    currencies: Vec<(JobField, HeaderCurrency)>,
}

/// Amount in dollars, and how it became one.
#[derive(Clone, Copy, Debug, Default)]
struct Dollars {
    amount: Money,
    is_rounded: bool,
    is_of_euros: bool,
}

/// Field that a row is rejected for, and the reason.
struct CellError {
    field: JobField,
    reason: Message,
    /// Amount of a row that may be a refund.
    refund: Option<Money>,
}

impl CellError {
    const fn new(field: JobField, reason: Message) -> Self {
        Self {
            field,
            reason,
            refund: None,
        }
    }
}

/// Characters of a cell that a sentence quotes at most.
const MAX_QUOTED: usize = 40;

impl<'a> RowReader<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        conventions: FileConventions<'a>,
        customs: &'a Customs,
    ) -> Self {
        let amounts = mapping.mapped().filter(|(field, _)| field.is_amount());
        let currency = |(field, column)| Some((field, Header::of(column).currency()?));
        let currencies = amounts.filter_map(currency).collect();
        Self {
            mapping,
            conventions,
            customs,
            currencies,
        }
    }

    /// Makes a job of a row.
    pub(super) fn read(&self, number: u64, cells: &Cells) -> RowResult {
        let charge = self.charge(number, cells);
        if let Ok(Some(charge)) = charge {
            return Err(NoJob::Charge(charge));
        }
        let read = charge
            .and_then(|_| self.draft(cells))
            .and_then(|draft| self.job(number, draft));
        read.map_err(|error| {
            let quoted = cells
                .get(error.field)
                .map(|cell| shortened(&cell.text, MAX_QUOTED));
            let column = self.mapping.column(error.field);
            let column = column.unwrap_or_else(|| error.field.name());
            let row = RejectedRow {
                number,
                column: Some((column.to_owned(), quoted.unwrap_or_default())),
                reason: error.reason,
                refund: error.refund,
            };
            row.into()
        })
    }

    /// Recognizes a row that is another part of a bill than a job. Of such a one, only the amount
    /// is read.
    fn charge(&self, number: u64, cells: &Cells) -> Result<Option<Charge>, CellError> {
        let mut draft = RowDraft::default();
        self.read_field(JobField::Category, cells, &mut draft)?;
        let Some(kind) = draft.charge else {
            return Ok(None);
        };
        self.read_field(JobField::Currency, cells, &mut draft)?;
        self.read_field(JobField::Cost, cells, &mut draft)?;
        let amount = self.dollars(JobField::Cost, draft.cost, draft.currency)?;
        Ok(Some(Charge {
            number,
            kind,
            amount: amount.map(|dollars| dollars.amount),
        }))
    }

    /// Reads the cells that are there. A missing one is noticed only by [`Self::job`]: a correction
    /// has no model, and is to be rejected as a correction.
    fn draft(&self, cells: &Cells) -> Result<RowDraft, CellError> {
        let mut draft = RowDraft::default();
        for (field, _) in cells.iter() {
            self.read_field(*field, cells, &mut draft)?;
        }
        Ok(draft)
    }

    fn read_field(
        &self,
        field: JobField,
        cells: &Cells,
        draft: &mut RowDraft,
    ) -> Result<(), CellError> {
        let Some(cell) = cells.get(field) else {
            return Ok(());
        };
        field
            .read(cell, &self.conventions, draft)
            .map_err(|reason| CellError::new(field, reason))
    }

    /// Converts an amount into dollars. Its currency is what it names itself, else its row, else
    /// its header; a bare one is in dollars, as fal's are.
    fn dollars(
        &self,
        field: JobField,
        amount: Option<TypedAmount>,
        of_row: Option<Currency>,
    ) -> Result<Option<Dollars>, CellError> {
        let Some(TypedAmount { value, currency }) = amount else {
            return Ok(None);
        };
        let refuse = |reason| Err(CellError::new(field, reason));
        let header = self.currencies.iter().find(|(other, _)| *other == field);
        let of_header = match header.map(|(_, currency)| currency) {
            Some(HeaderCurrency::Known(currency)) => Some(*currency),
            Some(HeaderCurrency::Other(unit)) => {
                return refuse(message!("import-other-currency", currency = unit));
            }
            None => None,
        };
        let mut named = [currency, of_row, of_header].into_iter().flatten();
        let currency = named.next().unwrap_or(Currency::Usd);
        if named.any(|other| other != currency) {
            return refuse(message!("import-two-currencies"));
        }
        let is_of_euros = currency == Currency::Eur && !value.is_zero();
        let dollars = match self.customs.euro_rate {
            _ if !is_of_euros => value,
            None => return refuse(message!("import-no-euro-rate")),
            Some(rate) => value
                .checked_div(rate)
                .ok_or_else(|| CellError::new(field, AmountError::TooLarge.to_message()))?,
        };
        let amount = Money::from_dollars_rounded(dollars)
            .map_err(|error| CellError::new(field, error.to_message()))?;
        Ok(Some(Dollars {
            amount,
            // Euros have more digits than they were written with.
            is_rounded: !is_of_euros && amount.dollars() != dollars,
            is_of_euros,
        }))
    }

    fn job(&self, number: u64, mut draft: RowDraft) -> Result<ImportedRow, CellError> {
        let at = draft.at.ok_or_else(|| missing(JobField::Time))?;
        let subject = draft.subject.take();
        let subject = subject.ok_or_else(|| missing(JobField::Model))?;
        let amounts = self.amounts(&draft)?;
        // Taken apart by name: a value that is read but not used does not compile.
        let RowDraft {
            at: _,
            subject: _,
            request,
            quantity,
            unit,
            unit_price: _,
            cost: _,
            refund: _,
            currency: _,
            charge: _,
            basis,
            label,
            is_voided,
        } = draft;
        let unit_price = amounts.unit_price.map(|price| price.amount);
        let (cost, basis) = Costs {
            whole: amounts.whole.map(|cost| cost.amount),
            back: amounts.back.map(|back| back.amount),
            basis,
            has_request: request.is_some(),
            quantity,
            unit_price,
        }
        .judge(self.customs.refunds)?;
        let what = NewJob {
            unit: unit.unwrap_or_else(|| usual_unit(&subject)),
            subject,
            quantity: counted(quantity.unwrap_or_default(), cost)?,
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
            rounded: amounts.count(|dollars| dollars.is_rounded),
            is_of_euros: amounts.count(|dollars| dollars.is_of_euros) > 0,
        })
    }

    fn amounts(&self, draft: &RowDraft) -> Result<Amounts, CellError> {
        Ok(Amounts {
            unit_price: self.dollars(JobField::UnitPrice, draft.unit_price, draft.currency)?,
            whole: self.dollars(JobField::Cost, draft.cost, draft.currency)?,
            back: self.given_back(draft)?,
        })
    }

    /// Returns what the column of refunds gives back, below zero. Nobody knows beforehand if it is
    /// taken off the cost already, so it is asked about.
    fn given_back(&self, draft: &RowDraft) -> Result<Option<Dollars>, CellError> {
        let field = JobField::Refund;
        let back = self.dollars(field, draft.refund, draft.currency)?;
        let back = back.filter(|dollars| dollars.amount != Money::ZERO);
        let Some(mut back) = back.filter(|_| self.customs.refunds != Some(RefundChoice::Leave))
        else {
            return Ok(None);
        };
        if back.amount > Money::ZERO {
            let negated = Money::ZERO.minus(back.amount);
            back.amount = negated.map_err(|error| CellError::new(field, error.to_message()))?;
        }
        match self.customs.refunds {
            None => Err(CellError {
                refund: Some(back.amount),
                ..CellError::new(field, message!("import-refund-column"))
            }),
            Some(_) => Ok(Some(back)),
        }
    }
}

/// Returns the quantity of a job. Only that of a refund may be below zero, and counts nothing.
fn counted(quantity: Decimal, cost: Option<Money>) -> Result<Decimal, CellError> {
    let is_refund = cost.is_some_and(|cost| cost < Money::ZERO);
    if quantity < Decimal::ZERO && !is_refund {
        let reason = AmountError::Negative.to_message();
        return Err(CellError::new(JobField::Quantity, reason));
    }
    Ok(quantity.max(Decimal::ZERO))
}

/// Amounts of a row.
struct Amounts {
    unit_price: Option<Dollars>,
    whole: Option<Dollars>,
    back: Option<Dollars>,
}

impl Amounts {
    fn count(&self, of: impl Fn(&Dollars) -> bool) -> u8 {
        let all = [self.unit_price, self.whole, self.back];
        all.iter()
            .flatten()
            .map(|dollars| u8::from(of(dollars)))
            .sum()
    }
}

/// Everything that decides on the cost of a row.
struct Costs {
    whole: Option<Money>,
    /// Part that was given back, below zero.
    back: Option<Money>,
    basis: Option<Basis>,
    has_request: bool,
    quantity: Option<Decimal>,
    unit_price: Option<Money>,
}

impl Costs {
    /// Returns the cost and how it is known: as the file says, else from quantity and unit price,
    /// else unknown. A cost without a basis is billed if the row has a request, as in fal's billing
    /// events.
    fn judge(self, refunds: Option<RefundChoice>) -> Result<(Option<Money>, Basis), CellError> {
        let refuse = |field, reason| Err(CellError::new(field, reason));
        let (cost, basis) = match (self.basis, self.whole) {
            (Some(Basis::Unknown), None) => (None, Basis::Unknown),
            (Some(Basis::Unknown), Some(_)) => {
                return refuse(JobField::Basis, message!("import-unknown-with-cost"));
            }
            (Some(basis), Some(cost)) => (Some(cost), basis),
            (None, Some(cost)) if self.has_request => (Some(cost), Basis::Billed),
            (None, Some(cost)) => (Some(cost), Basis::Estimated),
            // A refund of its own: the charge stands elsewhere.
            (_, None) if self.back.is_some() => (Some(Money::ZERO), Basis::Billed),
            // Unlike an estimate, a bill is not to be worked out here.
            (Some(Basis::Billed), None) => {
                return refuse(JobField::Cost, message!("import-billed-without-cost"));
            }
            (_, None) => estimated(self.quantity, self.unit_price)?,
        };
        let less = |cost: Money| cost.plus(self.back.unwrap_or_default());
        let cost = cost
            .map(less)
            .transpose()
            .map_err(|error| CellError::new(JobField::Refund, error.to_message()))?;
        // A refund is fal's; of anybody else nobody knows what a cost below zero means.
        match cost.filter(|cost| *cost < Money::ZERO && !self.has_request) {
            Some(below) if basis != Basis::Billed => match refunds {
                Some(RefundChoice::Take) => Ok((cost, Basis::Billed)),
                asked => Err(CellError {
                    refund: Some(below).filter(|_| asked.is_none()),
                    ..CellError::new(JobField::Cost, message!("import-below-zero"))
                }),
            },
            _ => Ok((cost, basis)),
        }
    }
}

fn estimated(
    quantity: Option<Decimal>,
    unit_price: Option<Money>,
) -> Result<(Option<Money>, Basis), CellError> {
    let (Some(quantity), Some(price)) = (quantity, unit_price) else {
        return Ok((None, Basis::Unknown));
    };
    let cost = units::cost(quantity, price)
        .map_err(|error| CellError::new(JobField::Quantity, error.to_message()))?;
    Ok((Some(cost), Basis::Estimated))
}

fn missing(field: JobField) -> CellError {
    CellError::new(field, message!("import-missing"))
}

/// Unit of a row that names none.
fn usual_unit(subject: &Subject) -> String {
    match subject {
        Subject::Operation(operation) => format!("{}s", operation.into_str()),
        Subject::Model(_) | Subject::Correction => "units".to_owned(),
    }
}

/// Quotes the beginning of a cell, on one line.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut short: String = text
        .trim()
        .chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .take(most)
        .collect();
    if text.trim().chars().count() > most {
        short.push('…');
    }
    short
}
