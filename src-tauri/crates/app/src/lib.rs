//! Requests as callers ask for them: window, command line and local API send the same requests to
//! the ledger and print the same strings.
//!
//! A request is [`input`], then the ledger, then a [`view`] whose strings come from
//! [`format`](mod@format).

pub mod clock;
mod error;
pub mod format;
pub mod input;
pub mod live_poller;
mod printable;
pub mod requests;
pub mod sample;
pub mod tray;
pub mod view;

pub use error::{Error, InputError};
