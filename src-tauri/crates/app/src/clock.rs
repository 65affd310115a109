//! The only module that reads the clock; everywhere else time is an argument.

use std::sync::LazyLock;
use std::time::Instant;

use chrono::{DateTime, Local, Utc};
use fal_budget_domain::live::polling::Moment;

static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Returns the present moment.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Returns the present moment on both clocks; uptime counts from the first call.
#[must_use]
pub fn moment() -> Moment {
    // Before `now`, so that the first moment does not lie before the start.
    let started = *STARTED;
    Moment {
        wall: now(),
        uptime: started.elapsed(),
    }
}

/// Returns the time zone that local days and shown times belong to: the system's.
#[must_use]
pub const fn zone() -> Local {
    Local
}
