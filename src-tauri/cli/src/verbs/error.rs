//! Errors of the verbs.

use std::io;
use std::path::PathBuf;

use fal_budget_app::Error;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_fal::KeyError;
use fal_budget_gateway::GatewayError;
use fal_budget_ledger::LedgerError;
use fal_budget_store::StoreError;
use fal_budget_transfer::export::ExportError;

/// Reason why a verb failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub(crate) enum VerbError {
    /// A request was refused, or failed.
    Request(#[from] Error),
    /// The gateway does not run.
    Gateway(GatewayError),
    /// The extension of a file's name stands for no format that can be written.
    FileEnding,
    /// A window is open on the database that was to be replaced.
    WindowOpen,
    /// The file of a request could not be read.
    RequestFile(PathBuf, io::Error),
    /// The body of a request is no JSON.
    RequestBody(serde_json::Error),
    /// The body of a request is JSON, but no object.
    RequestNoObject,
    /// No call of unknown cost runs under the number.
    NotRunning,
    /// No row of an import is a job.
    AllRefused,
    /// The terminal could not be read.
    Terminal(io::Error),
}

impl VerbError {
    /// Returns `true` if what was typed was refused, and `false` if valid input failed.
    pub(crate) const fn is_refusal(&self) -> bool {
        match self {
            Self::Request(error) => error.is_refusal(),
            Self::FileEnding
            | Self::NotRunning
            | Self::RequestFile(..)
            | Self::RequestBody(_)
            | Self::RequestNoObject => true,
            Self::Gateway(_) | Self::WindowOpen | Self::AllRefused | Self::Terminal(_) => false,
        }
    }

    /// Returns `true` if another program holds the database, and which one is not said yet.
    pub(crate) const fn is_busy(&self) -> bool {
        use StoreError::Busy;
        matches!(self, Self::Request(Error::Ledger(LedgerError::Store(Busy))))
    }

    /// Returns `true` if the database failed.
    pub(crate) const fn is_of_the_database(&self) -> bool {
        matches!(self, Self::Request(Error::Ledger(LedgerError::Store(_))))
    }
}

impl ToMessage for VerbError {
    fn to_message(&self) -> Message {
        match self {
            Self::Request(error) => error.to_message(),
            Self::Gateway(error) => error.to_message(),
            Self::FileEnding => message!("file-ending"),
            Self::AllRefused => message!("cli-import-all-refused"),
            Self::NotRunning => message!("cli-guard-release-none"),
            Self::RequestFile(file, reason) => message!(
                "request-file-unreadable",
                file = file.display().to_string(),
                reason = reason
            ),
            Self::RequestBody(detail) => {
                message!("request-body-no-json", detail = detail.to_string())
            }
            Self::RequestNoObject => message!("request-body-no-object"),
            Self::WindowOpen => message!("window-open"),
            Self::Terminal(error) => message!("file-unwritable", reason = error),
        }
    }
}

impl From<GatewayError> for VerbError {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Ledger(error) => Self::Request(error),
            error => Self::Gateway(error),
        }
    }
}

impl From<LedgerError> for VerbError {
    fn from(error: LedgerError) -> Self {
        Self::Request(error.into())
    }
}

impl From<StoreError> for VerbError {
    fn from(error: StoreError) -> Self {
        Self::Request(error.into())
    }
}

impl From<ExportError> for VerbError {
    fn from(error: ExportError) -> Self {
        Self::Request(error.into())
    }
}

impl From<KeyError> for VerbError {
    fn from(error: KeyError) -> Self {
        Self::Request(error.into())
    }
}
