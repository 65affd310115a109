//! Peer credentials: the user account of the program at the other end of a connection. The run key
//! is lent to programs of the same account only.

use std::net::SocketAddr;

/// Copies of the kernel's table in which a connection is looked for.
#[cfg(target_os = "linux")]
const READS: usize = 5;

/// Tells whether the peer of a connection to `here` runs under this process's account, by the
/// kernel's table of connections (<https://docs.kernel.org/networking/proc_net_tcp.html>). `false`
/// if the table cannot be read, or the peer is not on this computer.
#[cfg(target_os = "linux")]
pub(crate) fn is_same_user(peer: SocketAddr, here: SocketAddr) -> bool {
    use std::os::unix::fs::MetadataExt;
    if !peer.ip().to_canonical().is_loopback() {
        return false;
    }
    let table = if peer.is_ipv4() {
        "/proc/net/tcp"
    } else {
        "/proc/net/tcp6"
    };
    let Ok(own) = std::fs::metadata("/proc/self") else {
        return false;
    };
    // The kernel writes the table while connections come and go: a line can be missing from one
    // copy of it, or stand there twice.
    let found = (0..READS).find_map(|_| {
        let table = std::fs::read_to_string(table).ok()?;
        owner(&table, peer, here)
    });
    found == Some(own.uid())
}

/// Returns `true`: on other systems nothing tells whose a connection is.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_same_user(_peer: SocketAddr, _here: SocketAddr) -> bool {
    true
}

/// Finds the user id that owns the open connection from `end` to `other`. `None` unless exactly one
/// line is of both ends: another connection may share one of them, because ports are free to be
/// used again toward another address.
#[cfg(target_os = "linux")]
fn owner(table: &str, end: SocketAddr, other: SocketAddr) -> Option<u32> {
    /// State of an open connection. A closed one has user id 0, whoever had it.
    const ESTABLISHED: &str = "01";
    let (end, other) = (printed(end), printed(other));
    let mut owners = table.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let is_it = fields.get(1) == Some(&end.as_str())
            && fields.get(2) == Some(&other.as_str())
            && fields.get(3) == Some(&ESTABLISHED);
        is_it.then(|| fields.get(7)?.parse().ok()).flatten()
    });
    owners.next().filter(|_| owners.next().is_none())
}

/// Writes an address as the kernel does: each four octets as one number in this computer's byte
/// order.
#[cfg(target_os = "linux")]
fn printed(end: SocketAddr) -> String {
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
    format!("{address}:{:04X}", end.port())
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
            let (open, peer) = listener.accept().unwrap();
            assert!(is_same_user(peer, open.local_addr().unwrap()), "{peer}");
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
        let here = end(0x2210);
        assert_eq!(owner(&table, end(50000), here), Some(1001));
        assert_eq!(owner(&table, end(50001), here), None, "closed already");
        assert_eq!(owner(&table, end(1), here), None);
    }

    /// A port can be used twice, toward two addresses, and the other use may be this user's.
    #[test]
    fn a_connection_from_the_same_port_to_elsewhere_says_nothing() {
        let line = |to: &str, user: u32| {
            format!("   1: 0100007F:C350 {to} 01 00000000:00000000 00:00000000 00000000 {user}")
        };
        let end = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let (ours, theirs) = (line("0100007F:1538", 1000), line("0100007F:2210", 1001));
        let table = format!("{ours}\n{theirs}");
        assert_eq!(owner(&table, end(50000), end(0x2210)), Some(1001));
        assert_eq!(owner(&ours, end(50000), end(0x2210)), None);
        let twice = format!("{theirs}\n{}", line("0100007F:2210", 1000));
        assert_eq!(owner(&twice, end(50000), end(0x2210)), None, "nobody's");
        assert!(!is_same_user(SocketAddr::from(([192, 0, 2, 1], 1)), end(2)));
    }
}
