//! Commands of jobs and their prices.

pub(super) mod import;
pub(super) mod log;
pub(super) mod prices;
