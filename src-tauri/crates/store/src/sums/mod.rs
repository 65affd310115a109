//! Sums over jobs that triggers keep up to date.

pub mod spending;
pub mod spent;
