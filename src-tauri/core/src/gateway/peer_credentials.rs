//! Whether the program at the other end of a connection runs under the same account of this
//! computer. A key of ours is given to nobody else.

use std::net::SocketAddr;

/// On Linux the kernel's table of connections tells whose the other end is
/// (<https://docs.kernel.org/networking/proc_net_tcp.html>).
#[cfg(target_os = "linux")]
pub(super) fn is_own(peer: SocketAddr) -> bool {
    use std::os::unix::fs::MetadataExt;
    let table = if peer.is_ipv4() {
        "/proc/net/tcp"
    } else {
        "/proc/net/tcp6"
    };
    let (Ok(table), Ok(own)) = (
        std::fs::read_to_string(table),
        std::fs::metadata("/proc/self"),
    ) else {
        return false;
    };
    owner(&table, peer) == Some(own.uid())
}

/// Elsewhere nothing tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_own(_peer: SocketAddr) -> bool {
    true
}

/// The account of the open connection whose own end is `end`.
#[cfg(target_os = "linux")]
fn owner(table: &str, end: SocketAddr) -> Option<u32> {
    /// The state of an open connection.
    const ESTABLISHED: &str = "01";
    // Each four octets are written as one number of this computer's byte order.
    let word = |octets: [u8; 4]| format!("{:08X}", u32::from_ne_bytes(octets));
    let address: String = match end {
        SocketAddr::V4(end) => word(end.ip().octets()),
        SocketAddr::V6(end) => end
            .ip()
            .octets()
            .as_chunks()
            .0
            .iter()
            .fold(String::new(), |all, four| all + &word(*four)),
    };
    let end = format!("{address}:{:04X}", end.port());
    table.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = fields.get(1) == Some(&end.as_str()) && fields.get(3) == Some(&ESTABLISHED);
        is_it.then(|| fields.get(7)?.parse().ok()).flatten()
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_connection_of_ours_is_known_as_such() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(address) else {
                continue;
            };
            let other = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (_open, peer) = listener.accept().unwrap();
            assert!(is_own(peer), "{peer}");
            drop(other);
        }
    }

    #[test]
    fn a_connection_of_another_account_is_not_ours() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2210 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:C350 0100007F:2210 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0 20 4 30 10 -1
   2: 0100007F:C351 0100007F:2210 06 00000000:00000000 00:00000000 00000000     0        0 3 1 0 20 4 30 10 -1";
        let end = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(owner(table, end(50000)), Some(1001));
        assert_eq!(owner(table, end(50001)), None, "closed already");
        assert_eq!(owner(table, end(1)), None);
    }
}
