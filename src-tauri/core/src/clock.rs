//! The only place that reads the clock; everywhere else time is an argument.

use chrono::{DateTime, Local, Utc};

/// The present moment.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The zone that days and shown times belong to.
#[must_use]
pub const fn zone() -> Local {
    Local
}
