//! A module for each table: its rows, read and written. No policy.

pub mod account;
pub mod account_lock;
pub mod alert;
pub mod alert_state;
pub mod api_key;
pub mod billed;
pub mod call;
pub mod change;
pub mod connection;
pub mod entry;
pub mod gateway;
pub mod guard;
pub mod guard_limit;
pub mod job;
pub mod job_batch;
pub mod job_before;
pub mod metering_error;
pub mod page;
pub mod pending_charge;
pub mod price;
pub mod record;
pub mod setting;
