//! Errors of requests to fal's Platform API.

use std::time::Duration;

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::live::polling::PollOutcome;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};

/// Reason why fal gave no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum FalError {
    /// fal has locked the account, and says so in this message.
    Locked(String),
    /// Anything else.
    Failed {
        /// Reason, as it is shown.
        sync_error: SyncError,
        /// Time for which fal asks to be left alone (`Retry-After`).
        retry_after: Option<Duration>,
    },
}

impl ToMessage for FalError {
    fn to_message(&self) -> Message {
        match self {
            Self::Locked(words) => message!("locked-says", message = words),
            Self::Failed { sync_error, .. } => {
                message!("trouble-nothing-changed", trouble = sync_error.to_message())
            }
        }
    }
}

impl FalError {
    /// Makes the error of an answer that cannot be understood.
    #[must_use]
    pub const fn unreadable() -> Self {
        Self::failed(SyncError::Unreadable)
    }

    /// Makes an error without a `Retry-After`.
    pub(super) const fn failed(sync_error: SyncError) -> Self {
        Self::Failed {
            sync_error,
            retry_after: None,
        }
    }

    /// Returns the code that the page acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "locked",
            Self::Failed { sync_error, .. } => sync_error.into_str(),
        }
    }

    /// Returns what the error means for the next poll.
    #[must_use]
    pub const fn outcome(&self) -> PollOutcome {
        match self {
            // fal did answer, and goes on being asked: the lock may be lifted.
            Self::Locked(_) => PollOutcome::Answered,
            Self::Failed {
                sync_error,
                retry_after,
            } => match (sync_error, retry_after) {
                // Before a `Retry-After`: a rejected key is not tried again by itself at all.
                (SyncError::KeyRejected, _) => PollOutcome::Rejected,
                (_, Some(retry_after)) => PollOutcome::Busy(Some(*retry_after)),
                (SyncError::Busy, None) => PollOutcome::Busy(None),
                (SyncError::Offline | SyncError::Unreachable, None) => PollOutcome::Unreachable,
                _ => PollOutcome::Failed,
            },
        }
    }
}
