//! Errors of the ledger's use cases.

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::TooLarge;
use fal_budget_store::StoreError;
use strum::IntoStaticStr;

/// Reason why a use case did not end well. Nothing was stored.
#[derive(Debug, thiserror::Error, IntoStaticStr)]
#[error("{}", self.to_message())]
#[strum(serialize_all = "snake_case")]
pub enum LedgerError {
    /// Nothing is left to undo.
    NothingToUndo,
    /// No job has the given id.
    NoSuchJob,
    /// The job was not logged by hand, so a person can neither correct nor void it.
    NotByHand,
    /// No balance is left that could become the 100 % mark.
    NothingLeft,
    /// A balance cannot be typed while an Admin key is connected.
    Connected,
    /// No balance is known that could be reconciled.
    NothingToReconcile,
    /// The person cancelled the work while it ran.
    Stopped,
    /// The rows of a file could not be read. Carries the reason.
    #[strum(serialize = "import")]
    Rows(Message),
    /// A sum is out of range.
    TooLarge(#[from] TooLarge),
    /// The database failed.
    Store(#[from] StoreError),
}

impl LedgerError {
    /// Returns the code that callers act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.into_str(),
            error => error.into_str(),
        }
    }
}

impl LedgerError {
    /// Returns `true` if an amount or a sum does not fit into 64 bits.
    pub(crate) const fn is_too_large(&self) -> bool {
        matches!(self, Self::TooLarge(_) | Self::Store(StoreError::TooLarge))
    }
}

impl ToMessage for LedgerError {
    fn to_message(&self) -> Message {
        match self {
            Self::NothingToUndo => message!("nothing-to-undo"),
            Self::NoSuchJob => message!("job-missing"),
            Self::NotByHand => message!("job-not-by-hand"),
            Self::NothingLeft => message!("balance-nothing-left"),
            Self::Connected => message!("balance-from-key"),
            Self::NothingToReconcile => message!("reconcile-no-balance"),
            Self::Stopped => message!("stopped"),
            Self::Rows(reason) => reason.clone(),
            Self::TooLarge(error) => error.to_message(),
            Self::Store(error) => error.to_message(),
        }
    }
}
