//! Why fal gave no balance.

use std::time::Duration;

use crate::domain::into_str::IntoStr;
use crate::domain::polling::PollOutcome;
use crate::domain::sync_error::SyncError;
use crate::{format, say};

/// A request that brought no balance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FalError {
    /// fal has locked the account; its sentence.
    #[error("{}", format::locked(.0))]
    Locked(String),
    /// Something else.
    #[error("{}", say!("trouble-nothing-changed", trouble = format::sync_error(.sync_error)))]
    Trouble {
        /// What.
        sync_error: SyncError,
        /// How long fal asks to be left alone.
        retry_after: Option<Duration>,
    },
}

impl FalError {
    /// An answer that makes no sense.
    #[must_use]
    pub const fn unreadable() -> Self {
        Self::of(SyncError::Unreadable)
    }

    pub(super) const fn of(trouble: SyncError) -> Self {
        Self::Trouble {
            sync_error: trouble,
            retry_after: None,
        }
    }

    /// The code that the page acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "locked",
            Self::Trouble {
                sync_error: trouble,
                ..
            } => trouble.into_str(),
        }
    }

    /// What it means for the next request. A locked account goes on being read.
    #[must_use]
    pub const fn outcome(&self) -> PollOutcome {
        match self {
            Self::Locked(_) => PollOutcome::Answered,
            Self::Trouble {
                sync_error: SyncError::KeyRejected,
                ..
            } => PollOutcome::Rejected,
            Self::Trouble {
                retry_after: Some(wish),
                ..
            } => PollOutcome::Busy(Some(*wish)),
            Self::Trouble {
                sync_error: trouble,
                ..
            } => match trouble {
                SyncError::Busy => PollOutcome::Busy(None),
                SyncError::Offline | SyncError::Unreachable => PollOutcome::Unreachable,
                _ => PollOutcome::Failed,
            },
        }
    }
}
