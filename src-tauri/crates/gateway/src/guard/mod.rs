//! The guard: limits on what calls may spend.

mod admission;
mod call_guard;
mod switch;

pub(crate) use call_guard::{CallGuard, NotAdmitted};
