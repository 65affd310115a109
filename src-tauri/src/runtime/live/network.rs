//! The way out of this computer.

use std::env;
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};

/// Returns `true` if there is a way out of this computer: a route, or a proxy that routes do not
/// know of.
pub(super) fn is_reachable() -> bool {
    // Connecting a datagram socket sends nothing, and fails without a route. The addresses are
    // those of documentation (RFC 5737, RFC 3849).
    let v4 =
        || UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?.connect((Ipv4Addr::new(192, 0, 2, 1), 443));
    let v6 = || UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?.connect(("2001:db8::1", 443));
    let has_proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    has_proxy || v4().or_else(|_| v6()).is_ok()
}
