//! The server: sockets and TLS, limits on callers, bodies of requests and the gateway's own
//! responses. Serves a router, and knows nothing of what is routed.

mod body;
mod ca;
mod idle;
mod limits;
mod listen;
mod responses;

pub use limits::ServerLimits;

pub(crate) use body::{Upload, UploadError, read_whole};
pub(crate) use ca::Authority;
pub(crate) use listen::{CallerConnection, Server};
pub(crate) use responses::{ApiError, accepted, json, refuse};
