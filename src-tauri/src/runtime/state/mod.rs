//! Everything that is shown: read from ledger, gateway and alerts, and published when it changes.

mod notices;
mod published;
mod quit_notice;
mod shown;
mod shown_gateway;

pub(crate) use notices::Notices;
pub(crate) use published::State;
pub(crate) use quit_notice::QuitNotice;
pub(crate) use shown::Shown;
pub(crate) use shown_gateway::ShownGateway;
