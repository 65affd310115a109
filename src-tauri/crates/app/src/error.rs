//! Errors of requests: each has a code that callers act on and a message for the person.

use fal_budget_domain::alerts::AlertError;
use fal_budget_domain::gateway::{OriginError, PortError};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::estimate::CountError;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::money::amount::AmountError;
use fal_budget_domain::money::currency::RateError;
use fal_budget_domain::spending::day::TimeError;
use fal_budget_domain::tariffs::units::QuantityError;
use fal_budget_fal::{FalError, KeyError};
use fal_budget_ledger::LedgerError;
use fal_budget_store::StoreError;
use fal_budget_transfer::export::ExportError;
use fal_budget_transfer::import::ImportError;

/// Reason why a request failed. Nothing was stored.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum Error {
    /// Refused input of a caller.
    Input(#[from] InputError),
    /// The ledger refused it, or its database failed.
    Ledger(#[from] LedgerError),
    /// A request to fal failed, or fal refused it.
    Fal(#[from] FalError),
    /// A file of jobs cannot be read.
    Import(#[from] ImportError),
    /// An export could not be written.
    Export(#[from] ExportError),
}

/// Reason why input was refused.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum InputError {
    /// An amount.
    Amount(#[from] AmountError),
    /// Counts or a duration.
    Count(#[from] CountError),
    /// A currency or rate.
    Rate(#[from] RateError),
    /// A value that is not among the choices of its setting.
    Choice,
    /// A job's earlier time.
    Time(#[from] TimeError),
    /// A quantity, model or label.
    Quantity(#[from] QuantityError),
    /// Text that cannot be a key.
    Key(#[from] KeyError),
    /// A web page's address.
    Origin(#[from] OriginError),
    /// A port.
    Port(#[from] PortError),
    /// A mark of an alert.
    Alert(#[from] AlertError),
    /// A month or days.
    Period,
    /// Text that names no key, or two.
    NoKey,
    /// A name that is empty or too long.
    Name,
    /// A name of an account that is empty, too long, or would be taken for a path.
    AccountName,
    /// A name that another account has.
    AccountTaken,
    /// A name that no account has. Carries those that there are.
    NoAccount(String),
    /// The account in use, which cannot be hidden.
    AccountInUse,
    /// A choice of jobs, or a form that only they have, for something else.
    OnlyJobs,
    /// Commas between values and within numbers.
    CommaTwice,
    /// Input whose result is out of range.
    TooLarge(#[from] TooLarge),
}

impl Error {
    /// Returns the code that callers act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Input(error) => error.code(),
            Self::Ledger(error) | Self::Export(ExportError::Ledger(error)) => error.code(),
            Self::Fal(error) => error.code(),
            Self::Import(_) => "import",
            Self::Export(ExportError::File(_)) => "file",
            Self::Export(ExportError::NothingReadable) => "nothing_readable",
        }
    }

    /// Returns `true` if the caller's input was refused, and `false` if valid input failed.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        use LedgerError::{Connected, Rows, TooLarge};
        matches!(
            self,
            Self::Input(_) | Self::Import(_) | Self::Ledger(Connected | Rows(_) | TooLarge(_))
        )
    }
}

impl InputError {
    fn code(&self) -> &'static str {
        match self {
            Self::Amount(_) => "invalid_amount",
            Self::Count(_) => "invalid_count",
            Self::Rate(RateError::Currency) => "invalid_currency",
            Self::Rate(RateError::OutOfRange) => "invalid_rate",
            Self::Choice | Self::CommaTwice => "invalid_choice",
            Self::Time(_) => "invalid_time",
            Self::Quantity(error) => error.into_str(),
            Self::Key(_) | Self::NoKey => "invalid_key",
            Self::Origin(_) => "invalid_origin",
            Self::Port(_) => "invalid_port",
            Self::Alert(_) => "invalid_alert",
            Self::Period => "invalid_period",
            Self::Name | Self::AccountName => "invalid_name",
            Self::AccountTaken => "account_taken",
            Self::NoAccount(_) => "no_account",
            Self::AccountInUse => "account_in_use",
            Self::OnlyJobs => "only_jobs",
            Self::TooLarge(_) => "too_large",
        }
    }
}

impl ToMessage for Error {
    fn to_message(&self) -> Message {
        match self {
            Self::Input(error) => error.to_message(),
            Self::Ledger(error) => error.to_message(),
            Self::Fal(error) => error.to_message(),
            Self::Import(error) => error.to_message(),
            Self::Export(error) => error.to_message(),
        }
    }
}

impl ToMessage for InputError {
    fn to_message(&self) -> Message {
        match self {
            Self::Amount(error) => error.to_message(),
            Self::Count(error) => error.to_message(),
            Self::Rate(error) => error.to_message(),
            Self::Choice => message!("choice-unknown"),
            Self::Time(error) => error.to_message(),
            Self::Quantity(error) => error.to_message(),
            Self::Key(error) => error.to_message(),
            Self::Origin(error) => error.to_message(),
            Self::Port(error) => error.to_message(),
            Self::Alert(error) => error.to_message(),
            Self::Period => message!("period-unreadable"),
            Self::NoKey => message!("key-unknown"),
            Self::Name => message!("name-unreadable"),
            Self::AccountName => message!("account-name-unreadable"),
            Self::AccountTaken => message!("account-taken"),
            Self::NoAccount(names) => message!("account-unknown", names = names.as_str()),
            Self::AccountInUse => message!("account-in-use"),
            Self::OnlyJobs => message!("export-only-jobs"),
            Self::CommaTwice => message!("export-comma-twice"),
            Self::TooLarge(error) => error.to_message(),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Lets `?` take an error of one input to the error of its request.
macro_rules! input_errors {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for Error {
            fn from(error: $error) -> Self {
                Self::Input(error.into())
            }
        })*
    };
}

input_errors!(
    AlertError,
    AmountError,
    CountError,
    KeyError,
    OriginError,
    PortError,
    QuantityError,
    RateError,
    TimeError,
    TooLarge,
);
