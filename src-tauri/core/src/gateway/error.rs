//! Why the gateway does not run.

use std::io;

/// Why the gateway does not run.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// One runs on the same database.
    #[error("A gateway of another fal Budget is running on this database{0}. Stop that one first.")]
    Running(String),
    /// Something else listens there.
    #[error("Port {0} of this computer is taken by another program. Choose another port, or stop that program.")]
    PortTaken(u16),
    /// It cannot listen.
    #[error("The gateway cannot listen on port {0}: {1}.")]
    Listen(u16, io::Error),
    /// Its folder cannot be used.
    #[error("The gateway cannot write its files: {0}. Check the data folder and the space on the disk.")]
    File(#[from] io::Error),
    /// Certificates cannot be made.
    #[error("The gateway cannot make its certificate: {0}.")]
    Certificate(String),
    /// The system gives no random numbers.
    #[error("The gateway cannot make the token of its API: this system gives no random numbers.")]
    Chance,
    /// The system's certificates cannot be used.
    #[error("The gateway cannot speak with fal.ai: this system's certificates cannot be used.")]
    Client,
}

impl From<rcgen::Error> for GatewayError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}

impl From<rustls::Error> for GatewayError {
    fn from(error: rustls::Error) -> Self {
        Self::Certificate(error.to_string())
    }
}
