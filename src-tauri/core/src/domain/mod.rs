//! The rules of the figure: pure functions and types, with no I/O and no clock.

pub mod amount;
pub mod balance;
pub mod connection;
pub mod currency;
pub mod day;
pub mod entry;
pub mod estimate;
pub mod forecast;
pub mod hold;
pub mod job;
pub mod level;
pub mod model_job;
pub mod money;
pub mod news;
pub mod operation;
pub mod period;
pub mod polling;
pub mod price;
pub mod price_list;
pub mod reading;
pub mod record;
pub mod settings;
pub mod trouble;
pub mod units;
