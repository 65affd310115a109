//! Peer credentials: the user account of the program at the other end of a connection. The run key
//! is lent to programs of the same account only.

use std::net::SocketAddr;

/// Tells whether the peer runs under this process's account, by the kernel's table of connections
/// (<https://docs.kernel.org/networking/proc_net_tcp.html>). `false` if the table cannot be read.
#[cfg(target_os = "linux")]
pub(crate) fn is_same_user(peer: SocketAddr) -> bool {
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

/// Returns `true`: on other systems nothing tells whose a connection is.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_same_user(_peer: SocketAddr) -> bool {
    true
}

/// Finds the user id that owns the open connection with the local address `end`.
#[cfg(target_os = "linux")]
fn owner(table: &str, end: SocketAddr) -> Option<u32> {
    /// State of an open connection. A closed one has user id 0, whoever had it.
    const ESTABLISHED: &str = "01";
    // The kernel prints each four octets as one number in this computer's byte order.
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
        let is_end = fields.get(1) == Some(&end.as_str()) && fields.get(3) == Some(&ESTABLISHED);
        is_end.then(|| fields.get(7)?.parse().ok()).flatten()
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_connection_of_this_user_is_recognized() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(address) else {
                continue;
            };
            let other = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (_open, peer) = listener.accept().unwrap();
            assert!(is_same_user(peer), "{peer}");
            drop(other);
        }
    }

    #[test]
    fn a_connection_of_another_user_is_not_taken_for_this_ones() {
        let table = [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid",
            "   0: 0100007F:2210 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0",
            "   1: 0100007F:C350 0100007F:2210 01 00000000:00000000 00:00000000 00000000  1001",
            "   2: 0100007F:C351 0100007F:2210 06 00000000:00000000 00:00000000 00000000     0",
        ]
        .map(|row| format!("{row}        0 1 1 0 20 4 30 10 -1"))
        .join("\n");
        let end = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(owner(&table, end(50000)), Some(1001));
        assert_eq!(owner(&table, end(50001)), None, "closed already");
        assert_eq!(owner(&table, end(1)), None);
    }
}
