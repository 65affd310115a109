//! Commands of the balance and of what was spent.

pub(super) mod budget;
pub(super) mod live;
pub(super) mod spending;
