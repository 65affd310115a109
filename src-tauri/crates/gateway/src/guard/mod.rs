//! The guard: limits on what calls may spend.

mod call_guard;

pub(crate) use call_guard::{CallGuard, NotAdmitted};
