//! Access: who may use the gateway. Programs on this computer and the allowed pages do; the run
//! key is lent to pages of the same user, and the local API wants a token.

mod checks;
mod control;
mod cors;
mod lent_key;
mod peer_credentials;
mod token;

pub use control::PageAccess;

pub(crate) use control::{AccessControl, admit, admit_tunnel, confine};
pub(crate) use lent_key::{KeyFound, KeySearch, LentKey};
pub(crate) use token::Token;
