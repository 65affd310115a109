//! The gateway: an optional server on this computer that forwards fal's calls and reads what they cost from
//! fal's own answers.
//!
//! A request passes `listen` (sockets and limits), `door` (who may come in), `route` (where it goes) and
//! `forward`, which asks `meter` what the answer says and notes it in the `journal`. From there the notes go
//! into the ledger, on their own time: a call never waits for the database.

mod answer;
mod body;
mod ca;
mod call;
mod door;
mod failure;
mod forward;
mod headers;
mod journal;
mod listen;
mod lock;
mod meter;
mod peer;
mod rewrite;
mod route;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::redirect;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;

use crate::fal::Addresses;
use crate::ledger::Ledger;
use crate::{Error, clock};
use ca::Authority;
use forward::{Forward, Seen};
use journal::Journal;

pub use forward::Access;
pub use journal::Backlog;
pub use lock::{Running, running};

/// Notes are written together that come within this time.
const GATHER: Duration = Duration::from_millis(100);
/// The next try where they could not be written.
const PAUSE: Duration = Duration::from_secs(1);

/// What is taken of callers at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
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
    /// How long calls may go on when the gateway is stopped.
    pub goodbye: Duration,
}

impl Default for Limits {
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
            goodbye: Duration::from_secs(3),
        }
    }
}

/// Where the gateway is to listen and what for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The database; the gateway's files are in a folder beside it.
    pub database: PathBuf,
    /// The port of plain HTTP; 0 is any that is free.
    pub port: u16,
    /// The port of TLS; 0 is any that is free.
    pub tls_port: u16,
    /// Where fal is.
    pub fal: Addresses,
    /// Which web pages come in.
    pub access: Access,
    /// What is taken of callers.
    pub limits: Limits,
}

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

/// A running gateway.
pub struct Gateway {
    running: Running,
    forward: Arc<Forward>,
    listeners: Vec<JoinHandle<()>>,
    end: watch::Sender<bool>,
    _lock: lock::Lock,
}

/// How a running gateway stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where it is.
    pub running: Running,
    /// Calls since it was started.
    pub calls: u64,
    /// The newest call and its model.
    pub last: Option<(DateTime<Utc>, String)>,
    /// fal said that a caller's account is locked, in its own words.
    pub lock: Option<(DateTime<Utc>, String)>,
    /// Notes that are not in the ledger yet.
    pub backlog: Backlog,
}

impl Gateway {
    /// Starts one. What a former one noted and did not get into the ledger goes in first; calls that ended
    /// with it are over.
    pub async fn start(plan: Plan, ledger: &Ledger) -> Result<Self, Error> {
        let mut lock = lock::Lock::take(&plan.database)?;
        let folder = folder(&plan.database).map_err(GatewayError::from)?;
        let last = ledger.last_note().await?;
        let journal = Arc::new(Journal::open(&folder, last).map_err(GatewayError::from)?);
        while write(&journal, ledger).await? {}
        ledger.end_running_calls().await?;
        let authority = Authority::open(&folder, clock::now())?;
        let (cleartext, http) = bind(plan.port).await?;
        let (tls, https) = bind(plan.tls_port).await?;
        let running = Running { http, https, certificate: authority.certificate, bundle: authority.bundle };
        lock.tell(&running)?;
        let forward = Arc::new(Forward {
            client: client(&plan.fal, plan.limits)?,
            fal: plan.fal,
            journal,
            limits: plan.limits,
            access: RwLock::new(plan.access),
            seen: Seen::default(),
        });
        let (end, ended) = watch::channel(false);
        let acceptor = TlsAcceptor::from(authority.tls);
        let listeners = vec![
            tokio::spawn(listen::listen(cleartext, None, forward.clone(), ended.clone())),
            tokio::spawn(listen::listen(tls, Some(acceptor), forward.clone(), ended)),
        ];
        Ok(Self { running, forward, listeners, end, _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub const fn running(&self) -> &Running {
        &self.running
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> Status {
        let last = self.forward.seen.last();
        Status {
            running: self.running.clone(),
            calls: self.forward.seen.calls(),
            last: last.call,
            lock: last.lock,
            backlog: self.forward.journal.backlog(),
        }
    }

    /// Lets other pages in from now on, or gives them another key.
    pub fn admit(&self, access: Access) {
        *self.forward.access.write().unwrap_or_else(PoisonError::into_inner) = access;
    }

    /// What writes its notes into the ledger.
    #[must_use]
    pub fn bookkeeper(&self) -> Bookkeeper {
        Bookkeeper { journal: self.forward.journal.clone(), rest: None }
    }

    /// Stops it: calls may end within a few seconds, and all that was noted goes into the ledger if that is
    /// possible now; else at the next start.
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

/// Writes the notes of a gateway into the ledger: [`Bookkeeper::due`], [`Bookkeeper::write`], and again.
pub struct Bookkeeper {
    journal: Arc<Journal>,
    /// How long to wait before the next try; none where there is nothing to write.
    rest: Option<Duration>,
}

impl Bookkeeper {
    /// Waits until there is something to write.
    pub async fn due(&mut self) {
        if let Some(rest) = self.rest {
            return sleep(rest).await;
        }
        self.journal.noted.notified().await;
        sleep(GATHER).await;
    }

    /// Writes some of it. What could not be written is tried again.
    pub async fn write(&mut self, ledger: &Ledger) -> Result<(), Error> {
        let began = Instant::now();
        let written = write(&self.journal, ledger).await;
        self.rest = match &written {
            Ok(false) => None,
            // Calls come before their notes: at most half of a processor's time is for these.
            Ok(true) => Some(began.elapsed().min(PAUSE)),
            Err(_) => Some(PAUSE),
        };
        written.map(|_| ())
    }

    /// Numbers go on after those of another database that was put in place.
    pub fn go_on_after(&self, number: i64) {
        self.journal.go_on_after(number);
    }
}

/// Writes the next notes, and says whether there were any.
async fn write(journal: &Journal, ledger: &Ledger) -> Result<bool, Error> {
    let portion = journal.next().map_err(GatewayError::from)?;
    if portion.is_empty() {
        return Ok(false);
    }
    ledger.take_notes(&portion.notes, clock::now()).await?;
    journal.took(&portion).map_err(GatewayError::from)?;
    Ok(true)
}

/// The gateway's folder beside the database, for its owner's eyes only.
fn folder(database: &Path) -> io::Result<PathBuf> {
    let folder = database.with_file_name("gateway");
    std::fs::create_dir_all(&folder)?;
    #[cfg(unix)]
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    Ok(folder)
}

async fn bind(port: u16) -> Result<(TcpListener, SocketAddr), GatewayError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => GatewayError::PortTaken(port),
        _ => GatewayError::Listen(port, error),
    })?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

/// Sends nothing but what it is given, follows nothing, and speaks https with everyone but a stand-in.
fn client(fal: &Addresses, limits: Limits) -> Result<reqwest::Client, GatewayError> {
    let has_stand_in = [&fal.run, &fal.queue, &fal.rest].iter().any(|url| Addresses::is_stand_in(url));
    let builder = reqwest::Client::builder()
        .connect_timeout(limits.head)
        .read_timeout(limits.silence)
        .https_only(!has_stand_in)
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(limits.connections)
        .tcp_nodelay(true);
    let builder = if has_stand_in { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| {
        log::warn!("no HTTP client: {error}");
        GatewayError::Client
    })
}
