//! The rules of the figure: pure functions and types, with no I/O and no clock.

pub mod amount;
pub mod balance;
pub mod currency;
pub mod day;
pub mod entry;
pub mod estimate;
pub mod job;
pub mod level;
pub mod money;
pub mod operation;
pub mod settings;
