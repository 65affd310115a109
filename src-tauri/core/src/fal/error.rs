//! Why fal gave no balance.

use std::time::Duration;

use crate::domain::polling::Outcome;
use crate::domain::trouble::Trouble;
use crate::{format, say};

/// A request that brought no balance.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FalError {
    /// fal has locked the account; its sentence.
    #[error("{}", format::locked(.0))]
    Locked(String),
    /// Something else.
    #[error("{}", say!("trouble-nothing-changed", trouble = format::trouble(.trouble)))]
    Trouble {
        /// What.
        trouble: Trouble,
        /// How long fal asks to be left alone.
        retry_after: Option<Duration>,
    },
}

impl FalError {
    /// An answer that makes no sense.
    #[must_use]
    pub const fn unreadable() -> Self {
        Self::of(Trouble::Unreadable)
    }

    pub(super) const fn of(trouble: Trouble) -> Self {
        Self::Trouble {
            trouble,
            retry_after: None,
        }
    }

    /// The code that the page acts on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked(_) => "locked",
            Self::Trouble { trouble, .. } => trouble.code(),
        }
    }

    /// What it means for the next request. A locked account goes on being read.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Locked(_) => Outcome::Answered,
            Self::Trouble {
                trouble: Trouble::KeyRejected,
                ..
            } => Outcome::Rejected,
            Self::Trouble {
                retry_after: Some(wish),
                ..
            } => Outcome::Busy(Some(*wish)),
            Self::Trouble { trouble, .. } => match trouble {
                Trouble::Busy => Outcome::Busy(None),
                Trouble::Offline | Trouble::Unreachable => Outcome::Unreachable,
                _ => Outcome::Failed,
            },
        }
    }
}
