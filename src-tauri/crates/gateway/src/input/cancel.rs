//! Cancelling of work that runs on a thread, which nobody else can end.

use std::io;
use std::sync::{Arc, Weak};

/// Cancels work once this is dropped, with the future that waits for the work.
#[derive(Debug, Default)]
pub(crate) struct CancelOnDrop(Arc<()>);

impl CancelOnDrop {
    /// Makes the token by which the work learns of it.
    pub(crate) fn token(&self) -> CancelToken {
        CancelToken(Arc::downgrade(&self.0))
    }
}

/// Tells work when nobody waits for it any more.
#[derive(Clone, Debug)]
pub(crate) struct CancelToken(Weak<()>);

impl CancelToken {
    /// Returns `Err` once the work is cancelled.
    pub(crate) fn check(&self) -> io::Result<()> {
        if self.0.strong_count() == 0 {
            // Not `Interrupted`, after which readers try again.
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(())
    }
}
