//! `gateway`: the same gateway as the window's, in a terminal or as a service.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use fal_budget_core::domain::gateway::{PORT, WebOrigin};
use fal_budget_core::domain::sync_error;
use fal_budget_core::fal::{self, Addresses, Client, FalError, Key};
use fal_budget_core::format;
use fal_budget_core::gateway::{
    self, Backlog, Gateway, GatewayConfig, GatewayError, JournalApplier, Monitor, PageAccess,
    ServerLimits,
};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::live_poller::{BILLING_LOOKUP_PAUSES, fetch_charges};
use fal_budget_core::requests::{self, UnknownPrices};
use fal_budget_core::store::database;
use fal_budget_core::store::watch::{ChangeWatch, has_changed};
use fal_budget_core::{Error, clock, say};
use tokio::sync::Mutex;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::{folder, language};

/// A change by another program is taken up within this time.
const LOOK: Duration = Duration::from_secs(1);

/// What the verb takes.
#[derive(clap::Args)]
pub(crate) struct GatewayArgs {
    #[arg(long, value_parser = port, help = say!("cli-gateway-port"))]
    port: Option<u16>,
    #[arg(long, value_parser = port, help = say!("cli-gateway-tls-port"))]
    tls_port: Option<u16>,
    #[arg(long, help = say!("cli-gateway-new-token"))]
    new_token: bool,
    #[arg(long = "allow-origin", value_name = say!("cli-value-origin"), help = say!("cli-gateway-origin"))]
    #[arg(value_parser = WebOrigin::read)]
    origins: Vec<WebOrigin>,
}

fn port(typed: &str) -> Result<u16, String> {
    typed.parse().map_err(|_| say!("cli-port"))
}

/// Runs a gateway until the terminal, or whoever started it, ends it. Says where it is in a line of
/// JSON.
pub(super) async fn run(options: GatewayArgs, addresses: Addresses) -> Result<(), Error> {
    let database = folder::database()?;
    let ledger = super::open().await?;
    let _in_use = database::mark_in_use(&database)?;
    let answer = serve(&ledger, options, addresses).await;
    ledger.close().await;
    answer
}

async fn serve(ledger: &Ledger, options: GatewayArgs, addresses: Addresses) -> Result<(), Error> {
    let chosen = ledger.gateway().await?;
    let port = options.port.or(chosen.port).unwrap_or(PORT);
    let tls_port = options
        .tls_port
        .unwrap_or(if port == 0 { 0 } else { port.saturating_add(1) });
    let key = std::env::var("FAL_KEY")
        .ok()
        .map(|text| Key::from_pasted(&text))
        .transpose()?;
    let origins = chosen.origins.into_iter().chain(options.origins).collect();
    let plan = GatewayConfig {
        database: folder::database()?,
        port,
        tls_port,
        fal: addresses.clone(),
        access: PageAccess {
            origins,
            run_key: key.clone(),
        },
        limits: ServerLimits::default(),
    };
    if options.new_token {
        gateway::renew_token(&plan.database)?;
    }
    // From here on an end is an orderly one.
    let mut ends = Ends::listen().map_err(GatewayError::from)?;
    let gateway = Gateway::start(plan, ledger).await?;
    // Whoever reads it may be gone.
    let _ = writeln!(
        std::io::stdout(),
        "{}",
        serde_json::to_string(gateway.running()).unwrap_or_default()
    );
    let keyed = key.and_then(|key| {
        Some((
            Client::new(&addresses, fal::ClientLimits::default()).ok()?,
            key,
        ))
    });
    if let Some((_, key)) = keyed.clone() {
        let (ledger, running) = (ledger.clone(), gateway.running().clone());
        tokio::spawn(async move { requests::look_up_open_calls(&ledger, &running, &key).await });
    }
    let mut watch = None;
    // In this thread, beside those of the calls: they wait for none of it.
    tokio::select! {
        () = ends.wait() => {}
        () = keep(gateway.applier(), gateway.monitor(), ledger, keyed) => {}
        () = follow(&mut watch, gateway.monitor(), ledger) => {}
    }
    if let Some(watch) = watch {
        watch.end().await;
    }
    gateway.stop(Some(ledger)).await
}

/// The window, or another verb, may change what the gateway goes by.
async fn follow(watch: &mut Option<ChangeWatch>, monitor: Monitor, ledger: &Ledger) {
    let mut timer = interval(LOOK);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let looked = match folder::database() {
            Ok(database) => has_changed(watch, &database).await,
            Err(error) => Err(error),
        };
        match looked {
            Ok(false) => {}
            Ok(true) => {
                if let Ok(settings) = ledger.settings().await {
                    language::speak(settings.language);
                }
                if let Err(error) = monitor.follow(ledger).await {
                    eprintln!(
                        "fal-budget: {}",
                        say!("cli-guard-behind", reason = error.to_string())
                    );
                }
            }
            Err(_) => *watch = None,
        }
    }
}

/// Writes the gateway's notes into the ledger. With a key the prices of models that nobody has
/// heard of are asked for.
async fn keep(
    mut books: JournalApplier,
    monitor: Monitor,
    ledger: &Ledger,
    keyed: Option<(Client, Key)>,
) {
    let prices = Arc::new(Mutex::new(UnknownPrices::default()));
    let mut trouble = ReportedProblem::default();
    loop {
        books.wait().await;
        let written = books.apply_next(ledger).await;
        trouble.say(monitor.status().backlog, written.err());
        let done = monitor.take_completed();
        if let Some((client, key)) = keyed.clone().filter(|_| !done.is_empty()) {
            tokio::spawn(ask_for(client, key, ledger.clone(), done));
        }
        if let (Some((client, key)), Ok(mut prices)) =
            (keyed.clone(), prices.clone().try_lock_owned())
        {
            let ledger = ledger.clone();
            tokio::spawn(async move { learn(&mut prices, &ledger, &client, &key).await });
        }
    }
}

/// fal told that these requests are done: asks what they cost, if the key may ask that.
async fn ask_for(client: Client, key: Key, ledger: Ledger, done: Vec<String>) {
    for wait in BILLING_LOOKUP_PAUSES {
        sleep(wait).await;
        match fetch_charges(&client, &key, &ledger, &done, clock::now()).await {
            // A key of the scope API is refused, today and later.
            Ok(true)
            | Err(Error::Fal(FalError::Failed {
                sync_error: sync_error::SyncError::KeyRejected,
                ..
            })) => return,
            // Not there yet, or fal has its troubles: the billing record has it later in any case.
            Ok(false) | Err(_) => {}
        }
    }
}

/// What stands in the way of the books: said once, and once again when it is over.
#[derive(Default)]
struct ReportedProblem {
    /// Writing fails; notes are in memory only; some are lost.
    before: (bool, bool, bool),
}

impl ReportedProblem {
    fn say(&mut self, backlog: Backlog, error: Option<Error>) {
        let now = (error.is_some(), backlog.is_in_memory, backlog.lost > 0);
        if std::mem::replace(&mut self.before, now) == now {
            return;
        }
        let reason = error.map(|error| error.to_string());
        match format::unwritten(backlog, reason.as_deref()) {
            Some(sentence) if now != (false, false, false) => eprintln!("fal-budget: {sentence}"),
            _ => eprintln!("fal-budget: {}", say!("cli-writing-again")),
        }
    }
}

async fn learn(
    prices: &mut UnknownPrices,
    ledger: &Ledger,
    client: &Client,
    key: &Key,
) -> Result<(), Error> {
    let models = prices.to_ask(ledger, clock::now()).await?;
    if models.is_empty() {
        return Ok(());
    }
    let offers = client.quoted_prices(key, &models, clock::now()).await?;
    requests::store_quotes(ledger, offers, clock::now()).await
}

/// The signals that end the program.
#[cfg(unix)]
struct Ends(tokio::signal::unix::Signal, tokio::signal::unix::Signal);

#[cfg(unix)]
impl Ends {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self(
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        ))
    }

    async fn wait(&mut self) {
        tokio::select! { _ = self.0.recv() => {}, _ = self.1.recv() => {} }
    }
}

#[cfg(not(unix))]
struct Ends;

#[cfg(not(unix))]
impl Ends {
    #[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
