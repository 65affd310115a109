//! The ledger of the window's process, and the SQL plugin that opens its database.

mod hosted;
mod sql_plugin;

pub(crate) use hosted::{HostedLedger, UnopenedLedger};
pub(crate) use sql_plugin::SqlPlugin;
