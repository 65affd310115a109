//! Everything that is shown: read from ledger, gateway and alerts, and published when it changes.

mod gateway_status;
mod notices;
mod published;
mod quit_notice;
mod shown;

pub(crate) use gateway_status::GatewayStatus;
pub(crate) use notices::Notices;
pub(crate) use published::State;
pub(crate) use quit_notice::QuitNotice;
pub(crate) use shown::Shown;
