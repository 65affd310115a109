//! Core of fal Budget: everything that knows or decides something, without a desktop.
//!
//! [`domain`] is pure, [`store`] is the database, [`ledger`] joins the two; [`format`] and [`view`]
//! turn figures into the strings and shapes that window and command line print.

pub mod clock;
pub mod domain;
pub mod error;
pub mod export;
pub mod fal;
pub mod fields;
pub mod format;
pub mod gateway;
pub mod import;
pub mod input;
pub mod language;
pub mod ledger;
pub mod live_poller;
pub mod os_error;
pub mod requests;
pub mod store;
pub mod tray_icon;
pub mod view;

pub use error::Error;
