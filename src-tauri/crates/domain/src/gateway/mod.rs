//! The gateway as others see it: the choices for it, and the state of one that runs.

pub mod call;

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::live::connection::KeyPlace;
use crate::message;
use crate::message::{Message, ToMessage};

/// Default port of plain HTTP; TLS listens on the next one.
pub const PORT: u16 = 8720;
/// Longest authority of an origin that is read, in bytes.
const MAX_AUTHORITY: usize = 200;

/// Choices of the person for the gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewayChoices {
    /// Runs the gateway whenever the program runs.
    pub is_on: bool,
    /// Port of plain HTTP; `None` for [`PORT`].
    pub port: Option<u16>,
    /// Place of the run key that calls of allowed pages get; `None` without one.
    pub key_place: Option<KeyPlace>,
    /// Origins of the web pages that may use the gateway.
    pub origins: Vec<WebOrigin>,
}

/// Origin of a web page (<https://www.rfc-editor.org/rfc/rfc6454>), as a browser sends it:
/// `http://localhost:3000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebOrigin(String);

/// Addresses and files of a running gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningGateway {
    /// Address of plain HTTP.
    pub http: SocketAddr,
    /// Address of TLS.
    pub https: SocketAddr,
    /// File with the certificate of the gateway's authority.
    #[serde(rename = "ca")]
    pub certificate: PathBuf,
    /// File with the system's roots and that certificate.
    pub bundle: PathBuf,
    /// File with the token of the local API.
    #[serde(rename = "tokenFile")]
    pub token: PathBuf,
    /// Address of fal's webhooks, the only one to tunnel; `None` if it takes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<SocketAddr>,
}

/// State of a running gateway at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayStatus {
    /// Addresses and files of the gateway.
    pub running: RunningGateway,
    /// Number of calls since the gateway was started.
    pub calls: u64,
    /// Time and model of the newest call.
    pub last_call: Option<(DateTime<Utc>, String)>,
    /// Journal records that are not in the ledger yet.
    pub backlog: Backlog,
}

/// Records of the gateway's journal that are not in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Number of records still to be applied.
    pub waiting: u64,
    /// Some of them are in memory only, because the file cannot be written.
    pub is_in_memory: bool,
    /// Number of records that not even memory could take.
    pub lost: u64,
}

/// Refusal of a text that is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub struct OriginError;

impl ToMessage for OriginError {
    fn to_message(&self) -> Message {
        message!("origin-unreadable")
    }
}

/// Refusal of a text that is no port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.to_message())]
pub struct PortError;

impl ToMessage for PortError {
    fn to_message(&self) -> Message {
        message!("port-out-of-range")
    }
}

impl WebOrigin {
    /// Reads the address of a page, as a person types it, and drops its path.
    pub fn read(typed: &str) -> Result<Self, OriginError> {
        // Requests are matched by equal text, so that this must be what browsers send: small
        // letters, neither path nor query.
        let typed = typed.trim().to_ascii_lowercase();
        let (scheme, rest) = typed.split_once("://").ok_or(OriginError)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = host_and_port(authority)?;
        let is_scheme = matches!(scheme, "http" | "https");
        if !is_scheme || !is_host(host) || authority.len() > MAX_AUTHORITY {
            return Err(OriginError);
        }
        // Browsers leave the scheme's default port out.
        let default = if scheme == "http" { 80 } else { 443 };
        let port = port
            .filter(|port| *port != default)
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Ok(Self(format!("{scheme}://{host}{port}")))
    }

    /// Returns the origin as a browser sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Splits `host:port`; the port is `None` if there is none.
fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), OriginError> {
    match authority.rsplit_once(':') {
        // The last colon of `[::1]` belongs to the address.
        Some((host, port)) if !port.ends_with(']') => {
            Ok((host, Some(port.parse().map_err(|_| OriginError)?)))
        }
        _ => Ok((authority, None)),
    }
}

/// Recognizes a host name, an IPv4 address, or an IPv6 address in brackets. Neither wildcards nor
/// user names are.
fn is_host(host: &str) -> bool {
    let v6 = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_name = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
    };
    match v6 {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && is_name(host),
    }
}

/// Reads a typed port. Returns `None` if nothing was typed.
pub fn port(typed: &str) -> Result<Option<u16>, PortError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    // Lower ports need special rights, and TLS must have one after this.
    typed
        .parse()
        .ok()
        .filter(|port| (1024..=65534).contains(port))
        .map(Some)
        .ok_or(PortError)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_a_browser_sends() {
        for (typed, origin) in [
            ("http://localhost:3000", "http://localhost:3000"),
            (
                " HTTPS://My-App.example.com/page?x#y ",
                "https://my-app.example.com",
            ),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("https://example.com:443/", "https://example.com"),
            ("http://[::1]:5173", "http://[::1]:5173"),
            ("http://[::1]", "http://[::1]"),
        ] {
            assert_eq!(WebOrigin::read(typed).unwrap().as_str(), origin, "{typed}");
        }
        for typed in [
            "",
            "*",
            "http://*",
            "https://*.example.com",
            "null",
            "localhost:3000",
            "file:///x",
            "http://",
            "http://user@host",
            "http://a b",
            "http://host:port",
            "http://host:99999",
            "chrome-extension://abc",
            "http://[x]",
        ] {
            assert_eq!(WebOrigin::read(typed), Err(OriginError), "{typed}");
        }
    }

    #[test]
    fn a_port_needs_no_special_rights_and_has_one_after_it() {
        assert_eq!(
            (port(" "), port("8720"), port("65534")),
            (Ok(None), Ok(Some(8720)), Ok(Some(65534)))
        );
        for typed in ["80", "0", "65535", "-1", "x", "8720.5"] {
            assert_eq!(port(typed), Err(PortError), "{typed}");
        }
    }
}
