//! Rows of a file, before the ledger has seen them.

use chrono::{DateTime, Utc};

use super::NewJob;
use crate::message;
use crate::message::{Message, ToMessage};

/// Name of the column with fal's id of a request, as exports have it.
pub const REQUEST_COLUMN: &str = "request_id";

/// Job of a row, or the reason why the row is none.
pub type RowResult = Result<ImportedRow, RejectedRow>;

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
}

impl RejectedRow {
    /// Rejects a row as a whole.
    #[must_use]
    pub const fn whole(number: u64, reason: Message) -> Self {
        Self {
            number,
            column: None,
            reason,
        }
    }

    /// Rejects a row for a column whose text cannot be shown.
    #[must_use]
    pub fn in_column(number: u64, column: &str, reason: Message) -> Self {
        Self {
            number,
            column: Some((column.to_owned(), String::new())),
            reason,
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
