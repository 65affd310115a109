//! Reasons why the gateway does not run.

use std::io;
use std::net::SocketAddr;

use crate::{os_error, say};

/// Reason why the gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// Another gateway runs on the same database, at this address if it is known.
    #[error("{}", running(*.0))]
    Running(Option<SocketAddr>),
    /// Another program listens on this port.
    #[error("{}", say!("gateway-port-taken", port = .0.to_string()))]
    PortTaken(u16),
    /// The port cannot be listened on for another reason.
    #[error("{}", say!("gateway-listen", port = .0.to_string(), reason = os_error::describe(.1)))]
    Listen(u16, io::Error),
    /// A file of the gateway's cannot be read or written.
    #[error("{}", say!("gateway-files", reason = os_error::describe(.0)))]
    File(#[from] io::Error),
    /// No certificate can be made, for this reason.
    #[error("{}", say!("gateway-certificate", reason = .0))]
    Certificate(String),
    /// The system gives no random numbers for a token.
    #[error("{}", say!("gateway-token"))]
    Randomness,
    /// No HTTP client can be made, because the system's certificates cannot be used.
    #[error("{}", say!("gateway-client"))]
    Client,
}

fn running(address: Option<SocketAddr>) -> String {
    match address {
        Some(address) => say!("gateway-running-at", address = address.to_string()),
        None => say!("gateway-running"),
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
    use crate::language::tests::speaking;

    #[test]
    fn a_port_is_written_as_a_name_and_not_as_a_quantity() {
        let taken = GatewayError::PortTaken(8720);
        assert!(
            taken.to_string().starts_with("Port 8720 of this computer "),
            "{taken}"
        );
        let french = speaking("fr", || taken.to_string());
        assert!(
            french.starts_with("Le port 8720 de cet ordinateur "),
            "{french}"
        );
    }

    #[test]
    fn the_sentence_says_where_the_other_gateway_is_if_it_is_known() {
        let at = |address: Option<SocketAddr>| GatewayError::Running(address).to_string();
        let here = Some(SocketAddr::from(([127, 0, 0, 1], 8720)));
        assert!(
            at(here).contains(" on this database, at 127.0.0.1:8720. "),
            "{}",
            at(here)
        );
        assert!(at(None).contains(" on this database. "), "{}", at(None));
        assert!(speaking("fr", || at(here)).contains(" à l’adresse 127.0.0.1:8720. "));
    }
}
