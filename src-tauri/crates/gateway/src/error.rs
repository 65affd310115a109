//! Errors of the gateway: why it does not run, or its journal is not in the ledger.

use std::io;
use std::net::SocketAddr;

use fal_budget_app::Error;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_ledger::LedgerError;

/// Reason why the gateway does not run, or cannot go on with its journal.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.to_message())]
pub enum GatewayError {
    /// Another gateway runs on the same database, at this address if it is known.
    Running(Option<SocketAddr>),
    /// Another program listens on this port.
    PortTaken(u16),
    /// The port cannot be listened on for another reason.
    Listen(u16, io::Error),
    /// A file of the gateway's cannot be read or written.
    File(#[from] io::Error),
    /// No certificate can be made, for this reason.
    Certificate(String),
    /// The system gives no random numbers for a token.
    Randomness,
    /// The gateway is being stopped.
    Stopped,
    /// No HTTP client can be made, because the system's certificates cannot be used.
    Client,
    /// The ledger could not be read or written.
    Ledger(#[from] Error),
}

impl ToMessage for GatewayError {
    fn to_message(&self) -> Message {
        match self {
            Self::Running(address) => running(*address),
            Self::PortTaken(value) => message!("gateway-port-taken", port = value.to_string()),
            Self::Listen(port, error) => {
                message!("gateway-listen", port = port.to_string(), reason = error)
            }
            Self::File(value) => message!("gateway-files", reason = value),
            Self::Certificate(value) => message!("gateway-certificate", reason = value),
            Self::Randomness => message!("gateway-token"),
            Self::Stopped => message!("gateway-stopped"),
            Self::Client => message!("gateway-client"),
            Self::Ledger(error) => error.to_message(),
        }
    }
}

impl GatewayError {
    /// Returns the code that the page acts on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ledger(error) => error.code(),
            _ => "gateway",
        }
    }
}

fn running(address: Option<SocketAddr>) -> Message {
    match address {
        Some(address) => message!("gateway-running-at", address = address.to_string()),
        None => message!("gateway-running"),
    }
}

impl From<LedgerError> for GatewayError {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<rcgen::Error> for GatewayError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

impl From<rustls::Error> for GatewayError {
    fn from(error: rustls::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_i18n::{Language, Localize};

    fn french(error: &GatewayError) -> String {
        Language::from_tag("fr")
            .unwrap()
            .scope(|| error.localized())
    }

    #[test]
    fn a_port_is_written_as_a_name_and_not_as_a_quantity() {
        let taken = GatewayError::PortTaken(8720);
        assert!(
            taken.localized().starts_with("Port 8720 of this computer "),
            "{taken}"
        );
        let french = french(&taken);
        assert!(
            french.starts_with("Le port 8720 de cet ordinateur "),
            "{french}"
        );
    }

    #[test]
    fn the_sentence_says_where_the_other_gateway_is_if_it_is_known() {
        let at = |address: Option<SocketAddr>| GatewayError::Running(address);
        let here = Some(SocketAddr::from(([127, 0, 0, 1], 8720)));
        assert!(
            at(here)
                .localized()
                .contains(" on this database, at 127.0.0.1:8720. "),
            "{}",
            at(here)
        );
        assert!(
            at(None).localized().contains(" on this database. "),
            "{}",
            at(None)
        );
        assert!(french(&at(here)).contains(" à l’adresse 127.0.0.1:8720. "));
    }
}
