//! Every refusal and failure, with a code that the page acts on and a sentence for the person.

use crate::domain::amount::AmountError;
use crate::domain::currency::RateError;
use crate::domain::day::TimeError;
use crate::domain::estimate::CountError;
use crate::domain::money::TooLarge;
use crate::store::StoreError;

/// What went wrong; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An amount was refused.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// Counts or a duration were refused.
    #[error(transparent)]
    Count(#[from] CountError),
    /// A currency or rate was refused.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// A job's earlier time was refused.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// The result is out of range.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// There is nothing (more) to undo.
    #[error("There is nothing to undo.")]
    NothingToUndo,
    /// Nothing is left that could be the 100 % mark.
    #[error("Nothing is left to be 100 %. Enter the balance first.")]
    NothingLeft,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// The code that the page acts on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Amount(_) => "invalid_amount",
            Self::Count(_) => "invalid_count",
            Self::Rate(RateError::Currency) => "invalid_currency",
            Self::Rate(RateError::OutOfRange) => "invalid_rate",
            Self::Time(_) => "invalid_time",
            Self::TooLarge(_) => "too_large",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingLeft => "nothing_left",
            Self::Store(error) => error.code(),
        }
    }

    /// The caller's input was refused, in contrast to something that failed.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Amount(_) | Self::Count(_) | Self::Rate(_) | Self::Time(_) | Self::TooLarge(_))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
