//! Connection to fal: how often to ask, what the answers mean, and what the person is told.

pub mod account_lock;
pub mod connection;
pub mod notice;
pub mod polling;
pub mod reading;
pub mod sync_error;
