//! The gateway: an optional server on this computer that forwards calls to fal and reads from fal's
//! own responses what they cost.
//!
//! A request passes `listen` (sockets and limits), `access` (who may use the gateway), `route` (its
//! destination), `guard` (limits on spending) and `proxy`, which forwards it. `relay` lets `meter`
//! read the response, and the call's records go into the `journal`. From there the `applier` takes
//! them into the ledger in its own time: no call waits for the database.

mod access;
mod api;
mod applier;
mod body;
mod ca;
mod error;
mod guard;
mod headers;
mod in_flight;
mod instance_lock;
mod journal;
mod limits;
mod listen;
mod meter;
mod peer_credentials;
mod private_files;
mod proxy;
mod relay;
mod responses;
mod rewrite;
mod route;
mod signature;
mod token;
mod upstream_error;
mod webhook;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use reqwest::redirect;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::fal::Addresses;
use crate::ledger::Ledger;
use crate::{Error, clock};
use applier::apply_batch;
use ca::Authority;
use guard::CallGuard;
use instance_lock::InstanceLock;
use journal::Journal;
use proxy::{Activity, Proxy};
use token::Token;
use webhook::Webhooks;

pub use applier::JournalApplier;
pub use error::GatewayError;
pub use instance_lock::{RunningGateway, running};
pub use journal::Backlog;
pub use limits::ServerLimits;
pub use proxy::PageAccess;

/// Configuration of a gateway.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// The database's file. The gateway's own files are in a folder beside it.
    pub database: PathBuf,
    /// Port of plain HTTP; 0 for any that is free.
    pub port: u16,
    /// Port of TLS; 0 for any that is free.
    pub tls_port: u16,
    /// Addresses of fal, or of a stand-in.
    pub fal: Addresses,
    /// Web pages that may use the gateway.
    pub access: PageAccess,
    /// Bounds on callers and connections.
    pub limits: ServerLimits,
}

/// A running gateway.
pub struct Gateway {
    running: RunningGateway,
    proxy: Arc<Proxy>,
    listeners: Vec<JoinHandle<()>>,
    shutdown: watch::Sender<bool>,
    _lock: InstanceLock,
}

/// State of a running gateway at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayStatus {
    /// Addresses and files of the gateway.
    pub running: RunningGateway,
    /// Number of calls since the gateway was started.
    pub calls: u64,
    /// Time and model of the newest call.
    pub last_call: Option<(DateTime<Utc>, String)>,
    /// Time and message of fal's newest response that a caller's account is locked.
    pub account_lock: Option<(DateTime<Utc>, String)>,
    /// Journal records that are not in the ledger yet.
    pub backlog: Backlog,
}

/// Handle that observes a running gateway, and tells it of another ledger.
#[derive(Clone)]
pub struct Monitor {
    running: RunningGateway,
    proxy: Arc<Proxy>,
}

impl Monitor {
    /// Returns the gateway's current state.
    #[must_use]
    pub fn status(&self) -> GatewayStatus {
        let last = self.proxy.activity.last();
        GatewayStatus {
            running: self.running.clone(),
            calls: self.proxy.activity.calls(),
            last_call: last.call,
            account_lock: last.lock,
            backlog: self.proxy.journal.backlog(),
        }
    }

    /// Returns and forgets fal's ids of the requests that webhooks reported done since the last
    /// time.
    #[must_use]
    pub fn take_completed(&self) -> Vec<String> {
        self.proxy.webhooks.take_completed()
    }

    /// Makes the guard and the local API use this ledger from now on, and reads whether the guard
    /// is on.
    pub async fn follow(&self, ledger: &Ledger) -> Result<(), Error> {
        self.proxy
            .guard
            .follow(ledger.clone(), ledger.guard().await?.is_on);
        Ok(())
    }
}

impl Gateway {
    /// Starts a gateway. Journal records that an earlier one left are applied first, and the calls
    /// that were running then are ended.
    pub async fn start(config: GatewayConfig, ledger: &Ledger) -> Result<Self, Error> {
        // Before anything is written: another gateway may be using these files.
        let mut lock = InstanceLock::take(&config.database).await?;
        let folder = private_files::folder(&config.database).map_err(GatewayError::from)?;
        let journal = Arc::new(open_journal(&folder, ledger).await?);
        let authority = Authority::open(&folder, clock::now())?;
        let (plain, http) = bind(config.port).await?;
        let (tls, https) = bind(config.tls_port).await?;
        let token = Token::open(&folder)?;
        let running = RunningGateway {
            http,
            https,
            certificate: authority.certificate,
            bundle: authority.bundle,
            token: token.file().to_owned(),
        };
        lock.announce(&running)?;
        let proxy = Arc::new(Proxy {
            client: client(&config.fal, config.limits)?,
            fal: config.fal,
            journal,
            limits: config.limits,
            access: RwLock::new(config.access),
            guard: CallGuard::new(ledger.clone(), ledger.guard().await?.is_on),
            token,
            webhooks: Webhooks::default(),
            activity: Activity::default(),
        });
        let (shutdown, is_ending) = watch::channel(false);
        let listeners = [(plain, None), (tls, Some(TlsAcceptor::from(authority.tls)))].map(
            |(listener, tls)| {
                tokio::spawn(listen::listen(
                    listener,
                    tls,
                    proxy.clone(),
                    is_ending.clone(),
                ))
            },
        );
        Ok(Self {
            running,
            proxy,
            listeners: listeners.into(),
            shutdown,
            _lock: lock,
        })
    }

    /// Returns the gateway's addresses and files.
    #[must_use]
    pub const fn running(&self) -> &RunningGateway {
        &self.running
    }

    /// Returns a handle that observes this gateway.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        Monitor {
            running: self.running.clone(),
            proxy: self.proxy.clone(),
        }
    }

    /// Changes the allowed pages and the run key, from the next request on.
    pub fn set_access(&self, access: PageAccess) {
        *self
            .proxy
            .access
            .write()
            .unwrap_or_else(PoisonError::into_inner) = access;
    }

    /// Returns an applier of this gateway's journal.
    #[must_use]
    pub fn applier(&self) -> JournalApplier {
        JournalApplier::new(self.proxy.journal.clone())
    }

    /// Stops the gateway. Open calls may end within [`ServerLimits::shutdown_grace`]. The journal
    /// is applied to `ledger`, or else at the next start.
    pub async fn stop(self, ledger: Option<&Ledger>) -> Result<(), Error> {
        let _ = self.shutdown.send(true);
        // The journal last: calls write to it until the listeners are done.
        for listener in self.listeners {
            let _ = listener.await;
        }
        if let Some(ledger) = ledger {
            while apply_batch(&self.proxy.journal, ledger).await? {}
        }
        Ok(self.proxy.journal.close().map_err(GatewayError::from)?)
    }
}

/// Returns the token of the local API, for the gateway of a database.
pub fn token(database: &Path) -> Result<String, Error> {
    let token = Token::open(&private_files::folder(database).map_err(GatewayError::from)?)?;
    Ok(token.read().ok_or(GatewayError::Randomness)?)
}

/// Makes a new token and returns it. A running gateway accepts it, and no other, at once.
pub fn renew_token(database: &Path) -> Result<String, Error> {
    Ok(Token::open(&private_files::folder(database).map_err(GatewayError::from)?)?.renew()?)
}

/// Opens the journal, and brings the ledger up to date with it.
async fn open_journal(folder: &Path, ledger: &Ledger) -> Result<Journal, Error> {
    let applied = ledger.last_applied().await?;
    let journal = Journal::open(folder, applied).map_err(GatewayError::from)?;
    while apply_batch(&journal, ledger).await? {}
    // Only now: the journal may hold the real ends of calls that seem to run.
    ledger.end_running_calls().await?;
    Ok(journal)
}

/// Listens on a port of the loopback interface, and returns its address.
async fn bind(port: u16) -> Result<(TcpListener, SocketAddr), GatewayError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => GatewayError::PortTaken(port),
            _ => GatewayError::Listen(port, error),
        })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Makes the client that forwards calls. It adds no header of its own, follows no redirect, and
/// uses https unless fal is played by a stand-in.
fn client(fal: &Addresses, limits: ServerLimits) -> Result<reqwest::Client, GatewayError> {
    let has_stand_in = [&fal.run, &fal.queue, &fal.rest]
        .iter()
        .any(|url| Addresses::is_stand_in(url));
    let builder = reqwest::Client::builder()
        .connect_timeout(limits.handshake_timeout)
        .read_timeout(limits.upstream_timeout)
        .https_only(!has_stand_in)
        // A redirect would take the caller's key along.
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(limits.max_connections)
        // Closed before fal does it: a call on a connection that fal has just closed would fail.
        .pool_idle_timeout(limits.pool_idle_timeout)
        .tcp_nodelay(true);
    // A system's proxy leads away from this computer, where a stand-in is.
    let builder = if has_stand_in {
        builder.no_proxy()
    } else {
        builder
    };
    builder.build().map_err(|error| {
        log::warn!("no HTTP client: {error}");
        GatewayError::Client
    })
}
