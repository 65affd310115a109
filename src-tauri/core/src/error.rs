//! Errors of the core: each has a code that the page acts on and a sentence for the person.

use crate::domain::alert::AlertError;
use crate::domain::amount::AmountError;
use crate::domain::currency::RateError;
use crate::domain::day::TimeError;
use crate::domain::estimate::CountError;
use crate::domain::gateway::{OriginError, PortError};
use crate::domain::into_str::IntoStr;
use crate::domain::money::TooLarge;
use crate::domain::units::QuantityError;
use crate::fal::{AddressError, FalError, KeyError};
use crate::gateway::GatewayError;
use crate::import::ImportError;
use crate::store::StoreError;
use crate::{os_error, say};

/// Reason why a request failed. Nothing was stored.
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
    /// A value is not among the choices of its setting.
    #[error("{}", say!("choice-unknown"))]
    Choice,
    /// A job's earlier time was refused.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// A result is out of range.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Nothing is left to undo.
    #[error("{}", say!("nothing-to-undo"))]
    NothingToUndo,
    /// No job has the given id.
    #[error("{}", say!("job-missing"))]
    NoSuchJob,
    /// The job was not logged by hand, so a person can neither correct nor void it.
    #[error("{}", say!("job-not-by-hand"))]
    NotByHand,
    /// A quantity, model or label was refused.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// No balance is left that could become the 100 % mark.
    #[error("{}", say!("balance-nothing-left"))]
    NothingLeft,
    /// A balance cannot be typed while an Admin key is connected.
    #[error("{}", say!("balance-from-key"))]
    Connected,
    /// An address in an environment variable does not point at this computer.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The pasted text cannot be a key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A request to fal failed, or fal refused it.
    #[error(transparent)]
    Fal(#[from] FalError),
    /// A window is open on the database that was to be replaced.
    #[error("{}", say!("window-open"))]
    WindowOpen,
    /// The extension of a file's name stands for no format that can be written.
    #[error("{}", say!("file-ending"))]
    FileEnding,
    /// A file could not be written or read.
    #[error("{}", say!("file-unwritable", reason = os_error::describe(.0)))]
    File(#[from] std::io::Error),
    /// No balance is known that could be reconciled.
    #[error("{}", say!("reconcile-no-balance"))]
    NothingToReconcile,
    /// Nothing of a damaged database can be read.
    #[error("{}", say!("database-nothing-readable"))]
    NothingReadable,
    /// A file of jobs cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The person cancelled the request while it ran.
    #[error("{}", say!("stopped"))]
    Stopped,
    /// The gateway could not be started.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// A web page's address was refused.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// A port was refused.
    #[error(transparent)]
    Port(#[from] PortError),
    /// A mark of an alert was refused.
    #[error(transparent)]
    Alert(#[from] AlertError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Error {
    /// Returns the code that the page acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Amount(_) => "invalid_amount",
            Self::Count(_) => "invalid_count",
            Self::Rate(RateError::Currency) => "invalid_currency",
            Self::Rate(RateError::OutOfRange) => "invalid_rate",
            Self::Choice => "invalid_choice",
            Self::Time(_) => "invalid_time",
            Self::TooLarge(_) => "too_large",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingLeft => "nothing_left",
            Self::NoSuchJob => "no_such_job",
            Self::NotByHand => "not_by_hand",
            Self::Quantity(error) => error.into_str(),
            Self::Connected => "connected",
            Self::Address(_) => "invalid_address",
            Self::Key(_) => "invalid_key",
            Self::Fal(error) => error.code(),
            Self::WindowOpen => "window_open",
            Self::FileEnding => "file_ending",
            Self::File(_) => "file",
            Self::NothingToReconcile => "nothing_to_reconcile",
            Self::NothingReadable => "nothing_readable",
            Self::Import(_) => "import",
            Self::Stopped => "stopped",
            Self::Gateway(_) => "gateway",
            Self::Origin(_) => "invalid_origin",
            Self::Port(_) => "invalid_port",
            Self::Alert(_) => "invalid_alert",
            Self::Store(error) => error.into_str(),
        }
    }

    /// Returns `true` if the caller's input was refused, and `false` if valid input failed.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        // The failures are listed, so that a new validation error counts as a refusal by default.
        !matches!(
            self,
            Self::NothingToUndo
                | Self::WindowOpen
                | Self::NothingLeft
                | Self::NoSuchJob
                | Self::NotByHand
                | Self::Fal(_)
                | Self::File(_)
                | Self::NothingToReconcile
                | Self::NothingReadable
                | Self::Stopped
                | Self::Gateway(_)
                | Self::Store(_)
        )
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
