//! Client of fal's Platform API (<https://docs.fal.ai/platform-apis>): balance, prices and billing
//! record of an account, with its Admin key.

mod address;
mod client;
mod error;
mod key;
mod wire;

pub use address::{AddressError, Addresses};
pub use client::{Client, ClientLimits};
pub use error::FalError;
pub use key::{Key, KeyError};
pub use wire::{Credit, EventPage, QuotedPrice, lock_message};
