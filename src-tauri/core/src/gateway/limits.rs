//! What is taken of callers at most.

use std::time::Duration;

/// What is taken of callers at most.
#[derive(Clone, Copy, Debug)]
pub struct ServerLimits {
    /// Connections of each listener.
    pub connections: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Bytes of its head.
    pub head_bytes: usize,
    /// For the handshake of TLS.
    pub head: Duration,
    /// For a head to come to its end, and between two requests.
    pub idle: Duration,
    /// Between two parts of a body that is sent.
    pub stall: Duration,
    /// Bytes of a body that is sent.
    pub upload: u64,
    /// Bytes of a body that is read for what it says of the cost.
    pub read: usize,
    /// How long fal may be silent: models work for many minutes.
    pub silence: Duration,
    /// How long a connection to fal is kept without a call.
    pub rest: Duration,
    /// How long calls may go on when the gateway is stopped.
    pub goodbye: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 256,
            headers: 100,
            head_bytes: 64 << 10,
            head: Duration::from_secs(10),
            idle: Duration::from_mins(1),
            stall: Duration::from_mins(1),
            upload: 256 << 20,
            read: 1 << 20,
            silence: Duration::from_hours(1),
            rest: Duration::from_secs(20),
            goodbye: Duration::from_secs(3),
        }
    }
}
