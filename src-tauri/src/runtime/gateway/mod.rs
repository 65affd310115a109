//! The gateway of the window's process, and the work beside its calls.

mod applier;
mod hosted;
mod prices;
mod run_key;

pub(crate) use hosted::HostedGateway;
