//! Ports of this computer for programs that are told which one to take.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Ports below those that the system hands out by itself, so that nobody's connection takes one
/// between the question and its use.
const FIRST: u16 = 12_000;
const COUNT: u16 = 20_000;

static TAKEN: AtomicU16 = AtomicU16::new(0);

/// Returns a free port whose two successors are free as well, and no port twice in one process.
pub fn free_port() -> u16 {
    let start = u16::try_from(std::process::id() * 64 % u32::from(COUNT)).unwrap();
    loop {
        let nth = TAKEN.fetch_add(3, Ordering::Relaxed);
        let port = FIRST + (start + nth % COUNT) % COUNT;
        let is_free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if (port..port + 3).all(is_free) {
            return port;
        }
    }
}
