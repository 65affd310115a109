//! The gateway: an optional server on this computer that forwards fal's calls and reads what they
//! cost from fal's own answers.
//!
//! A request passes `listen` (sockets and limits), `door` (who may come in), `route` (where it
//! goes) and `forward`, which asks `meter` what the answer says and notes it in the `journal`. From
//! there the notes go into the ledger, on their own time: a call never waits for the database.

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
use applier::write;
use ca::Authority;
use guard::CallGuard;
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

/// Where the gateway is to listen and what for.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// The database; the gateway's files are in a folder beside it.
    pub database: PathBuf,
    /// The port of plain HTTP; 0 is any that is free.
    pub port: u16,
    /// The port of TLS; 0 is any that is free.
    pub tls_port: u16,
    /// Where fal is.
    pub fal: Addresses,
    /// Which web pages come in.
    pub access: PageAccess,
    /// What is taken of callers.
    pub limits: ServerLimits,
}

/// A running gateway.
pub struct Gateway {
    running: RunningGateway,
    forward: Arc<Proxy>,
    listeners: Vec<JoinHandle<()>>,
    end: watch::Sender<bool>,
    _lock: instance_lock::InstanceLock,
}

/// How a running gateway stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayStatus {
    /// Where it is.
    pub running: RunningGateway,
    /// Calls since it was started.
    pub calls: u64,
    /// The newest call and its model.
    pub last: Option<(DateTime<Utc>, String)>,
    /// fal said that a caller's account is locked, in its own words.
    pub lock: Option<(DateTime<Utc>, String)>,
    /// Notes that are not in the ledger yet.
    pub backlog: Backlog,
}

/// Tells how a gateway stands.
#[derive(Clone)]
pub struct Monitor {
    running: RunningGateway,
    forward: Arc<Proxy>,
}

impl Monitor {
    /// How it stands now.
    #[must_use]
    pub fn status(&self) -> GatewayStatus {
        let last = self.forward.seen.last();
        GatewayStatus {
            running: self.running.clone(),
            calls: self.forward.seen.calls(),
            last: last.call,
            lock: last.lock,
            backlog: self.forward.journal.backlog(),
        }
    }

    /// Requests of which fal told by a webhook that they are done, since this was asked before.
    #[must_use]
    pub fn take_done(&self) -> Vec<String> {
        self.forward.webhooks.take_done()
    }

    /// Goes by what this ledger says from now on: what was spent, and whether the guard is on.
    pub async fn follow(&self, ledger: &Ledger) -> Result<(), Error> {
        self.forward
            .guard
            .follow(ledger.clone(), ledger.guard().await?.is_on);
        Ok(())
    }
}

impl Gateway {
    /// Starts one. What a former one noted and did not get into the ledger goes in first; calls
    /// that ended with it are over.
    pub async fn start(plan: GatewayConfig, ledger: &Ledger) -> Result<Self, Error> {
        let mut lock = instance_lock::InstanceLock::take(&plan.database).await?;
        let folder = private_files::folder(&plan.database).map_err(GatewayError::from)?;
        let last = ledger.last_applied().await?;
        let journal = Arc::new(Journal::open(&folder, last).map_err(GatewayError::from)?);
        while write(&journal, ledger).await? {}
        ledger.end_running_calls().await?;
        let authority = Authority::open(&folder, clock::now())?;
        let (cleartext, http) = bind(plan.port).await?;
        let (tls, https) = bind(plan.tls_port).await?;
        let token = Token::open(&folder)?;
        let Authority {
            certificate,
            bundle,
            tls: acceptor,
        } = authority;
        let running = RunningGateway {
            http,
            https,
            certificate,
            bundle,
            token: token.file().to_owned(),
        };
        lock.announce(&running)?;
        let forward = Arc::new(Proxy {
            client: client(&plan.fal, plan.limits)?,
            fal: plan.fal,
            journal,
            limits: plan.limits,
            access: RwLock::new(plan.access),
            guard: CallGuard::new(ledger.clone(), ledger.guard().await?.is_on),
            token,
            webhooks: Webhooks::default(),
            seen: Activity::default(),
        });
        let (end, ended) = watch::channel(false);
        let acceptor = TlsAcceptor::from(acceptor);
        let listeners = vec![
            tokio::spawn(listen::listen(
                cleartext,
                None,
                forward.clone(),
                ended.clone(),
            )),
            tokio::spawn(listen::listen(tls, Some(acceptor), forward.clone(), ended)),
        ];
        Ok(Self {
            running,
            forward,
            listeners,
            end,
            _lock: lock,
        })
    }

    /// Where it is.
    #[must_use]
    pub const fn running(&self) -> &RunningGateway {
        &self.running
    }

    /// What tells how it stands.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        Monitor {
            running: self.running.clone(),
            forward: self.forward.clone(),
        }
    }

    /// Lets other pages in from now on, or gives them another key.
    pub fn set_access(&self, access: PageAccess) {
        *self
            .forward
            .access
            .write()
            .unwrap_or_else(PoisonError::into_inner) = access;
    }

    /// What writes its notes into the ledger.
    #[must_use]
    pub fn applier(&self) -> JournalApplier {
        JournalApplier::new(self.forward.journal.clone())
    }

    /// Stops it: calls may end within a few seconds, and all that was noted goes into the ledger if
    /// that is possible now; else at the next start.
    pub async fn stop(self, ledger: Option<&Ledger>) -> Result<(), Error> {
        let _ = self.end.send(true);
        for listener in self.listeners {
            let _ = listener.await;
        }
        if let Some(ledger) = ledger {
            while write(&self.forward.journal, ledger).await? {}
        }
        Ok(self.forward.journal.close().map_err(GatewayError::from)?)
    }
}

/// The token of the local API, for the database whose gateway it is.
pub fn token(database: &Path) -> Result<String, Error> {
    let token = Token::open(&private_files::folder(database).map_err(GatewayError::from)?)?;
    Ok(token.read().ok_or(GatewayError::Chance)?)
}

/// Puts another token in its place, which counts at once.
pub fn renew_token(database: &Path) -> Result<String, Error> {
    Ok(Token::open(&private_files::folder(database).map_err(GatewayError::from)?)?.renew()?)
}

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

/// Sends nothing but what it is given, follows nothing, and speaks https with everyone but a
/// stand-in.
fn client(fal: &Addresses, limits: ServerLimits) -> Result<reqwest::Client, GatewayError> {
    let has_stand_in = [&fal.run, &fal.queue, &fal.rest]
        .iter()
        .any(|url| Addresses::is_stand_in(url));
    let builder = reqwest::Client::builder()
        .connect_timeout(limits.head)
        .read_timeout(limits.silence)
        .https_only(!has_stand_in)
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(limits.connections)
        // Given up before fal does: a call on a connection that fal has just closed would fail.
        .pool_idle_timeout(limits.rest)
        .tcp_nodelay(true);
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
