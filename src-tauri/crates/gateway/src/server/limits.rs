//! Limits of the gateway's server and of its connections to fal.

use std::time::Duration;

/// Bounds of size, number and time, so that no caller can exhaust the gateway.
#[derive(Clone, Copy, Debug)]
pub struct ServerLimits {
    /// Open connections of each listener. Beyond them the one that has waited longest for its
    /// caller is closed, and while none waits further ones do.
    pub max_connections: usize,
    /// Time for a request's body to arrive, before its connection may be closed for another.
    pub body_grace: Duration,
    /// Header fields of a request.
    pub max_headers: usize,
    /// Bytes of a request's head, which is its first line and its headers.
    pub max_head_bytes: usize,
    /// Time for a caller's TLS handshake, and for connecting to fal.
    pub handshake_timeout: Duration,
    /// Time for a request's head to arrive, counted from the end of the request before.
    pub head_timeout: Duration,
    /// Longest pause between two parts of a request's body, or the time for all of it when the
    /// body is buffered.
    pub stall_timeout: Duration,
    /// Bytes of a request's body.
    pub max_upload_bytes: u64,
    /// Bytes of a body that is buffered to be inspected. Longer ones pass through uninspected.
    pub max_inspected_bytes: usize,
    /// Longest silence of fal's while a response is awaited or read: models work for many minutes.
    pub upstream_timeout: Duration,
    /// Time that an unused connection to fal is kept open.
    pub pool_idle_timeout: Duration,
    /// Time for open calls to end when the gateway stops.
    pub shutdown_grace: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            max_connections: 256,
            body_grace: Duration::from_mins(1),
            max_headers: 100,
            max_head_bytes: 64 << 10,
            handshake_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_mins(1),
            stall_timeout: Duration::from_mins(1),
            max_upload_bytes: 256 << 20,
            max_inspected_bytes: 1 << 20,
            upstream_timeout: Duration::from_hours(1),
            pool_idle_timeout: Duration::from_secs(20),
            shutdown_grace: Duration::from_secs(3),
        }
    }
}
