//! The live balance, and fal's billing record: what the Admin key reads from fal.

mod connection;
mod network;
mod record;

pub(crate) use connection::LiveConnection;
pub(crate) use record::RecordFetch;
