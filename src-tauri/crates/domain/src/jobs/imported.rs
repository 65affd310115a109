//! Rows of a file, before the ledger has seen them.

use chrono::{DateTime, Utc};

use strum::EnumString;

use super::NewJob;
use crate::message;
use crate::message::{Message, ToMessage};
use crate::money::Money;

/// Name of the column with fal's id of a request, as exports have it.
pub const REQUEST_COLUMN: &str = "request_id";

/// Job of a row, or the reason why the row is none.
pub type RowResult = Result<ImportedRow, NoJob>;

/// Row that is no job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoJob {
    /// Row that cannot be read as one.
    Rejected(RejectedRow),
    /// Another part of a bill.
    Charge(Charge),
}

impl From<RejectedRow> for NoJob {
    fn from(row: RejectedRow) -> Self {
        Self::Rejected(row)
    }
}

/// Row of a bill that is no job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Number of the row, counted as in [`ImportedRow::number`].
    pub number: u64,
    /// Kind of the charge.
    pub kind: ChargeKind,
    /// Amount as the bill has it; credits are below zero. `None` if it has none.
    pub amount: Option<Money>,
}

/// Kinds of charges that are no jobs, as FOCUS names them
/// (<https://focus.finops.org/focus-columns/charge-category/>) and others do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString)]
pub enum ChargeKind {
    /// Given by fal.
    #[strum(to_string = "credit", serialize = "credits", serialize = "credit note")]
    #[strum(serialize = "avoir", serialize = "crédit")]
    Credit,
    /// Given back.
    #[strum(
        to_string = "refund",
        serialize = "refunds",
        serialize = "remboursement"
    )]
    Refund,
    /// Put right after the bill.
    #[strum(
        to_string = "adjustment",
        serialize = "adjustments",
        serialize = "correction"
    )]
    #[strum(serialize = "ajustement", serialize = "rounding")]
    Adjustment,
    /// Taken off the price.
    #[strum(to_string = "discount", serialize = "discounts", serialize = "remise")]
    Discount,
    /// Of a state.
    #[strum(
        to_string = "tax",
        serialize = "taxes",
        serialize = "vat",
        serialize = "taxe"
    )]
    #[strum(serialize = "tva", serialize = "sales tax", serialize = "gst")]
    Tax,
    /// For the account itself.
    #[strum(to_string = "fee", serialize = "fees", serialize = "frais")]
    #[strum(serialize = "subscription", serialize = "support")]
    Fee,
    /// Balance that was bought.
    #[strum(to_string = "purchase", serialize = "purchases", serialize = "achat")]
    #[strum(serialize = "payment", serialize = "top-up", serialize = "topup")]
    #[strum(serialize = "commitment", serialize = "deposit")]
    Purchase,
}

/// Job of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// Number of the row, from 1. In a table the line of headers is the first row and empty lines
    /// are not counted; in JSON the first object is.
    pub number: u64,
    /// Moment at which the job ran.
    pub at: DateTime<Utc>,
    /// fal's id of the request. `None` for a job logged by hand.
    pub request: Option<String>,
    /// Subject, quantity and cost.
    pub what: NewJob,
    /// Set for a job that was voided where the file comes from.
    pub is_voided: bool,
    /// Number of its amounts that were rounded to a nano-dollar.
    pub rounded: u8,
    /// Set for a job whose amounts are converted from euros.
    pub is_of_euros: bool,
}

/// Reason why a row is no job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Number of the row, counted as in [`ImportedRow::number`].
    pub number: u64,
    /// Column and its text. `None` when the row as a whole is wrong.
    pub column: Option<(String, String)>,
    /// Reason, without row and column.
    pub reason: Message,
    /// Amount that it gives back. Set for a row that is a job as soon as a person says that it is a
    /// refund.
    pub refund: Option<Money>,
}

impl RejectedRow {
    /// Rejects a row as a whole.
    #[must_use]
    pub const fn whole(number: u64, reason: Message) -> Self {
        Self {
            number,
            column: None,
            reason,
            refund: None,
        }
    }

    /// Rejects a row for a column whose text cannot be shown.
    #[must_use]
    pub fn in_column(number: u64, column: &str, reason: Message) -> Self {
        Self {
            number,
            column: Some((column.to_owned(), String::new())),
            reason,
            refund: None,
        }
    }

    /// Returns the message for a list that has the row's number beside it.
    #[must_use]
    pub fn without_row(&self) -> Message {
        let reason = self.reason.clone();
        match &self.column {
            Some((column, text)) if text.is_empty() => {
                message!("import-column", column = column, reason = reason)
            }
            Some((column, text)) => {
                message!("import-cell", column = column, text = text, reason = reason)
            }
            None => reason,
        }
    }
}

impl ToMessage for RejectedRow {
    fn to_message(&self) -> Message {
        let (row, reason) = (self.number.to_string(), self.reason.clone());
        match &self.column {
            Some((column, text)) if text.is_empty() => message!(
                "import-row-column",
                row = row,
                column = column,
                reason = reason
            ),
            Some((column, text)) => message!(
                "import-row-cell",
                row = row,
                column = column,
                text = text,
                reason = reason
            ),
            None => message!("import-row", row = row, reason = reason),
        }
    }
}
