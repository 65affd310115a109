//! What the person chose for the gateway: whether it runs, where, and which web pages may use it.

use super::connection::KeyPlace;
use crate::say;

/// The port of plain HTTP where none is chosen; TLS listens on the next.
pub const PORT: u16 = 8720;

/// The person's choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewayChoices {
    /// It runs whenever the program does.
    pub is_on: bool,
    /// The port of plain HTTP; [`PORT`] where none is chosen.
    pub port: Option<u16>,
    /// Where the key is kept that calls of allowed pages get.
    pub key_place: Option<KeyPlace>,
    /// The web pages that may use it.
    pub origins: Vec<WebOrigin>,
}

/// The origin of a web page (<https://www.rfc-editor.org/rfc/rfc6454>), as a browser sends it:
/// `http://localhost:3000`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebOrigin(String);

/// Why a text is no origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("origin-unreadable"))]
pub struct OriginError;

/// Why a text is no port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("port-out-of-range"))]
pub struct PortError;

impl WebOrigin {
    /// Reads what a person typed: the address of a page; its path is left out.
    pub fn read(typed: &str) -> Result<Self, OriginError> {
        let typed = typed.trim().to_ascii_lowercase();
        let (scheme, rest) = typed.split_once("://").ok_or(OriginError)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_scheme = matches!(scheme, "http" | "https");
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| OriginError)?))
            }
            _ => (authority, None),
        };
        let is_name = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        };
        let v6 = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'));
        let is_host = match v6 {
            Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
            None => !host.is_empty() && is_name(host),
        };
        if !is_scheme || !is_host || authority.len() > 200 {
            return Err(OriginError);
        }
        // Browsers leave the usual port out.
        let usual = if scheme == "http" { 80 } else { 443 };
        let port = port
            .filter(|port| *port != usual)
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        Ok(Self(format!("{scheme}://{host}{port}")))
    }

    /// As a browser sends it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a typed port; none where nothing was typed.
pub fn port(typed: &str) -> Result<Option<u16>, PortError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
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
