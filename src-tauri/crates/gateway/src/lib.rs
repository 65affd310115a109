//! The gateway: an optional server on this computer that forwards calls to fal and reads from fal's
//! own responses what they cost.
//!
//! A request comes in by the `server`, within its limits on size, number and time. `access` turns
//! it away, or lets it through to the `webhook`, the `local_api` or, with everything else, the
//! `proxy`. The proxy has the `guard` admit the call, forwards it, and has the response observed by
//! `metering`. What happened to a call goes into the `journal`, and from there into the ledger in
//! its own time: no call waits for the database.

mod access;
mod error;
mod guard;
mod input;
mod instance;
mod journal;
mod local_api;
mod metering;
mod private_files;
mod proxy;
mod server;
mod webhook;

pub use access::PageAccess;
pub use error::GatewayError;
pub use instance::{
    Gateway, GatewayConfig, Monitor, WebhookPort, answers, renew_token, running, token,
};

pub use journal::JournalApplier;
pub use server::ServerLimits;
