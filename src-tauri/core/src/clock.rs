//! The only place that reads the clock; everywhere else time is an argument.

use std::sync::LazyLock;
use std::time::Instant;

use chrono::{DateTime, Local, Utc};

use crate::domain::polling::Moment;

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The present moment.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock"
)]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The present moment on both clocks; uptime counts from the first call.
#[must_use]
pub fn moment() -> Moment {
    let began = *BEGAN;
    Moment {
        wall: now(),
        uptime: began.elapsed(),
    }
}

/// The zone that days and shown times belong to.
#[must_use]
pub const fn zone() -> Local {
    Local
}
