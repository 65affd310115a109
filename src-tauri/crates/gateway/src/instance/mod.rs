//! A gateway from its start to its stop: puts its parts together, and observes them.

mod client;
mod lock;
mod probe;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use client::client;
use fal_budget_app::clock;
use fal_budget_domain::gateway::{GatewayStatus, RunningGateway};
use fal_budget_fal::Addresses;
use fal_budget_ledger::Ledger;
use lock::InstanceLock;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::access::{AccessControl, PageAccess, Token, admit, admit_tunnel, confine};
use crate::error::GatewayError;
use crate::guard::CallGuard;
use crate::journal::{CurrentLedger, Journal, JournalApplier, apply_all};
use crate::local_api::LocalApi;
use crate::metering::CallRecorder;
use crate::private_files;
use crate::proxy::Proxy;
use crate::server::{Authority, Server, ServerLimits};
use crate::webhook::{Inbox, Webhook};

pub use lock::running;
pub use probe::answers;

/// Configuration of a gateway.
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// The database's file. The gateway's own files are in a folder beside it.
    pub database: PathBuf,
    /// Port of plain HTTP; 0 for any that is free.
    pub port: u16,
    /// Port of TLS; 0 for any that is free.
    pub tls_port: u16,
    /// Listener for fal's webhooks.
    pub webhooks: WebhookPort,
    /// Addresses of fal, or of a stand-in.
    pub fal: Addresses,
    /// Web pages that may use the gateway.
    pub access: PageAccess,
    /// Bounds on callers and connections.
    pub limits: ServerLimits,
}

/// Time that a message of fal's may take before a newer one may have its seat.
const MESSAGE_GRACE: Duration = Duration::from_millis(200);

/// Choice of a listener for fal's webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookPort {
    /// No listener.
    Off,
    /// This port; 0 for any that is free.
    At(u16),
    /// This port, if it is free.
    IfFree(u16),
}

/// A running gateway.
pub struct Gateway {
    monitor: Monitor,
    access: AccessControl,
    listeners: Vec<JoinHandle<()>>,
    shutdown: watch::Sender<bool>,
    _lock: InstanceLock,
}

/// Handle that observes a running gateway, and tells it of another ledger.
#[derive(Clone)]
pub struct Monitor {
    running: RunningGateway,
    journal: Arc<Journal>,
    recorder: CallRecorder,
    guard: Arc<CallGuard>,
    inbox: Arc<Inbox>,
}

impl Monitor {
    /// Returns the gateway's current state.
    #[must_use]
    pub fn status(&self) -> GatewayStatus {
        GatewayStatus {
            running: self.running.clone(),
            calls: self.recorder.calls(),
            last_call: self.recorder.last_call(),
            backlog: self.journal.backlog(),
        }
    }

    /// Returns and forgets fal's ids of the requests that webhooks reported done since the last
    /// time.
    #[must_use]
    pub fn take_completed(&self) -> Vec<String> {
        self.inbox.take_completed()
    }

    /// Makes the guard and the local API use this ledger from now on.
    pub fn follow(&self, ledger: &Ledger) {
        self.guard.follow(ledger);
    }
}

impl Gateway {
    /// Starts a gateway. Journal records that an earlier one left are applied first, and the calls
    /// that were running then are ended.
    pub async fn start(config: GatewayConfig, ledger: &Ledger) -> Result<Self, GatewayError> {
        // Before anything is written: another gateway may be using these files.
        let mut lock = InstanceLock::take(&config.database).await?;
        let folder = private_files::folder(&config.database)?;
        let journal = Arc::new(open_journal(&folder, ledger).await?);
        let authority = Authority::open(&folder, clock::now())?;
        let (plain, http) = bind(config.port).await?;
        let (secure, https) = bind(config.tls_port).await?;
        let webhooks = match config.webhooks {
            WebhookPort::Off => None,
            WebhookPort::At(port) => Some(bind(port).await?),
            WebhookPort::IfFree(port) => bind(port).await.ok(),
        };
        let token = Token::open(&folder)?;
        let running = RunningGateway {
            http,
            https,
            webhook: webhooks.as_ref().map(|(_, address)| *address),
            certificate: authority.certificate,
            bundle: authority.bundle,
            token: token.file().to_owned(),
        };
        lock.announce(&running)?;
        let limits = config.limits;
        let GatewayParts {
            monitor,
            access,
            router,
            webhook_router,
        } = GatewayParts::new(config, running, token, journal, ledger).await?;
        let (shutdown, is_ending) = watch::channel(false);
        let server = Server::new(router, limits, is_ending.clone());
        let tls = TlsAcceptor::from(authority.tls);
        let mut listeners = vec![
            tokio::spawn(server.clone().listen(plain, None)),
            tokio::spawn(server.listen(secure, Some(tls))),
        ];
        if let Some((listener, _)) = webhooks {
            let server = Server::new(webhook_router, of_webhooks(limits), is_ending);
            listeners.push(tokio::spawn(server.listen(listener, None)));
        }
        Ok(Self {
            monitor,
            access,
            listeners,
            shutdown,
            _lock: lock,
        })
    }

    /// Returns the gateway's addresses and files.
    #[must_use]
    pub const fn running(&self) -> &RunningGateway {
        &self.monitor.running
    }

    /// Returns a handle that observes this gateway.
    #[must_use]
    pub fn monitor(&self) -> Monitor {
        self.monitor.clone()
    }

    /// Changes the allowed pages and the run key, from the next request on.
    pub fn set_access(&self, access: PageAccess) {
        self.access.set(access);
    }

    /// Returns an applier of this gateway's journal.
    #[must_use]
    pub fn applier(&self) -> JournalApplier {
        JournalApplier::new(self.monitor.journal.clone())
    }

    /// Stops the gateway. Open calls may end within [`ServerLimits::shutdown_grace`]. The journal
    /// is applied to `ledger`, or else at the next start.
    pub async fn stop(self, ledger: Option<&Ledger>) -> Result<(), GatewayError> {
        let _ = self.shutdown.send(true);
        // The journal last: calls write to it until the listeners are done.
        for listener in self.listeners {
            let _ = listener.await;
        }
        if let Some(ledger) = ledger {
            apply_all(&self.monitor.journal, ledger).await?;
        }
        Ok(self.monitor.journal.close()?)
    }
}

/// Parts of a gateway that outlive its start.
struct GatewayParts {
    monitor: Monitor,
    access: AccessControl,
    router: Router,
    webhook_router: Router,
}

impl GatewayParts {
    /// Makes the parts and puts them together.
    async fn new(
        config: GatewayConfig,
        running: RunningGateway,
        token: Token,
        journal: Arc<Journal>,
        ledger: &Ledger,
    ) -> Result<Self, GatewayError> {
        let GatewayConfig {
            database,
            fal,
            limits,
            ..
        } = config;
        let folder = private_files::folder(&database)?;
        let is_guarded = ledger.guard().await?.is_on;
        let client = client(&fal, limits)?;
        let ledger = CurrentLedger::new(ledger.clone(), journal.clone());
        let recorder = CallRecorder::new(journal.clone());
        let guard = CallGuard::new(ledger.clone(), recorder.clone(), &database, is_guarded);
        let guard = Arc::new(guard);
        let rest = fal.rest.clone();
        let webhook = Webhook::new(ledger.clone(), recorder.clone(), client.clone(), rest);
        let monitor = Monitor {
            running,
            journal,
            recorder: recorder.clone(),
            guard: guard.clone(),
            inbox: webhook.inbox(),
        };
        let local_api = LocalApi::new(ledger, token, limits);
        let proxy = Proxy::new(client, fal, guard, recorder, limits, folder);
        let access = AccessControl::new(config.access);
        let router = router(&access, local_api, proxy);
        let webhook_router = webhook_router(&access, webhook);
        Ok(Self {
            monitor,
            access,
            router,
            webhook_router,
        })
    }
}

/// Routes what programs and allowed pages of this computer ask for.
fn router(access: &AccessControl, local_api: LocalApi, proxy: Proxy) -> Router {
    proxy
        .router()
        .merge(local_api.router())
        .layer(from_fn_with_state(access.clone(), admit))
        .layer(map_response(confine))
}

/// Returns the limits of the listener for webhooks, by those of the others.
const fn of_webhooks(limits: ServerLimits) -> ServerLimits {
    ServerLimits {
        body_grace: MESSAGE_GRACE,
        ..limits
    }
}

/// Routes what comes through a tunnel: fal's webhooks, and nothing else.
fn webhook_router(access: &AccessControl, webhook: Webhook) -> Router {
    webhook
        .router()
        .route_layer(from_fn_with_state(access.clone(), admit_tunnel))
        .layer(map_response(confine))
}

/// Returns the token of the local API, for the gateway of a database.
pub fn token(database: &Path) -> Result<String, GatewayError> {
    let token = Token::open(&private_files::folder(database)?)?;
    token.read().ok_or(GatewayError::Randomness)
}

/// Makes a new token and returns it. A running gateway accepts it, and no other, at once.
pub fn renew_token(database: &Path) -> Result<String, GatewayError> {
    Token::open(&private_files::folder(database)?)?.renew()
}

/// Opens the journal, and brings the ledger up to date with it.
async fn open_journal(folder: &Path, ledger: &Ledger) -> Result<Journal, GatewayError> {
    let applied = ledger.last_applied().await?;
    let journal = Journal::open(folder, applied)?;
    apply_all(&journal, ledger).await?;
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
