//! The verb `gateway`: the same gateway as the window's, in a terminal or as a service.

use std::sync::Arc;
use std::time::Duration;

use fal_budget_app::live_poller::{self, BILLING_LOOKUP_PAUSES};
use fal_budget_app::requests::{self, UnknownPrices};
use fal_budget_app::{Error, clock, format};
use fal_budget_domain::gateway::{Backlog, PORT, RunningGateway, WebOrigin};
use fal_budget_domain::live::sync_error;
use fal_budget_fal as fal;
use fal_budget_fal::{Addresses, Client, FalError, Key};
use fal_budget_gateway as gateway;
use fal_budget_gateway::{
    Gateway, GatewayConfig, GatewayError, JournalApplier, Monitor, PageAccess, ServerLimits,
    WebhookPort,
};
use fal_budget_i18n::{Localize, say};
use fal_budget_ledger::Ledger;
use fal_budget_platform::{folder, language};
use fal_budget_store::database;
use fal_budget_store::database::watch::{ChangeWatch, has_changed};
use tokio::sync::Mutex;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::ledger::open;
use crate::verbs::error::VerbError;
use crate::words::output::{print, print_beside};

/// Time between two looks for changes by other programs.
const TICK: Duration = Duration::from_secs(1);

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct GatewayArgs {
    #[arg(long, value_parser = port, help = say!("cli-gateway-port"))]
    port: Option<u16>,
    #[arg(long, value_parser = port, help = say!("cli-gateway-tls-port"))]
    tls_port: Option<u16>,
    #[arg(long, value_parser = port, help = say!("cli-gateway-webhook-port"))]
    webhook_port: Option<u16>,
    #[arg(long, help = say!("cli-gateway-new-token"))]
    new_token: bool,
    #[arg(long, help = say!("cli-gateway-lend-key"))]
    lend_key: bool,
    #[arg(long, value_name = say!("cli-value-app"), requires = "lend_key")]
    #[arg(help = say!("cli-gateway-lend-to"))]
    lend_to: Vec<String>,
    #[arg(long = "allow-origin", value_name = say!("cli-value-origin"))]
    #[arg(value_parser = origin, help = say!("cli-gateway-origin"))]
    origins: Vec<WebOrigin>,
}

fn port(typed: &str) -> Result<u16, String> {
    typed.parse().map_err(|_| say!("cli-port"))
}

fn origin(typed: &str) -> Result<WebOrigin, String> {
    WebOrigin::read(typed).map_err(|error| error.localized())
}

/// Runs a gateway until a signal ends it. Prints its addresses as one line of JSON.
pub(crate) async fn run(
    options: GatewayArgs,
    addresses: Addresses,
    account: Option<&str>,
) -> Result<(), VerbError> {
    let database = folder::database()?;
    let ledger = open(account).await?;
    // Keeps other programs from replacing the database meanwhile.
    let _in_use = database::mark_in_use(&database).await?;
    let answer = serve(&ledger, options, addresses).await;
    ledger.close().await;
    answer
}

async fn serve(
    ledger: &Ledger,
    options: GatewayArgs,
    addresses: Addresses,
) -> Result<(), VerbError> {
    // Not an argument, which every user of the computer could read in the list of processes.
    let key = std::env::var("FAL_KEY")
        .ok()
        .map(|text| Key::from_pasted(&text))
        .transpose()?;
    let (new_token, lends) = (options.new_token, options.lend_key);
    let lent = key.clone().filter(|_| lends);
    let config = config(ledger, options, addresses.clone(), lent).await?;
    for sentence in notes(&config, &addresses) {
        print_beside(&format!("fal-budget: {sentence}"));
    }
    if new_token {
        gateway::renew_token(&config.database)?;
    }
    // Before anything listens: from here on a signal ends the program in order.
    let mut signals = TerminationSignals::listen().map_err(GatewayError::from)?;
    let gateway = Gateway::start(config, ledger).await?;
    announce(gateway.running());
    let keyed = key.and_then(|key| {
        let client = Client::new(&addresses, fal::ClientLimits::default());
        // Without a client nothing is asked of fal; calls are forwarded all the same.
        Some((client.ok()?, key))
    });
    if let Some((_, key)) = keyed.clone() {
        let (ledger, running) = (ledger.clone(), gateway.running().clone());
        tokio::spawn(async move { requests::look_up_open_calls(&ledger, &running, &key).await });
    }
    let mut watch = None;
    // All on this thread, beside those of the calls, which wait for none of it.
    tokio::select! {
        () = signals.wait() => {}
        () = apply_records(gateway.applier(), gateway.monitor(), ledger, keyed) => {}
        () = follow_ledger(&mut watch, gateway.monitor(), ledger) => {}
    }
    if let Some(watch) = watch {
        watch.end().await;
    }
    Ok(gateway.stop(Some(ledger)).await?)
}

/// Puts the options together with the choices of the window, over which they take precedence.
async fn config(
    ledger: &Ledger,
    options: GatewayArgs,
    fal: Addresses,
    key: Option<Key>,
) -> Result<GatewayConfig, VerbError> {
    let chosen = ledger.gateway().await?;
    let port = options.port.or(chosen.port).unwrap_or(PORT);
    // Port 0 takes any free port, for both listeners.
    let next = if port == 0 { 0 } else { port.saturating_add(1) };
    let origins = chosen.origins.into_iter().chain(options.origins).collect();
    Ok(GatewayConfig {
        database: folder::database()?,
        port,
        tls_port: options.tls_port.unwrap_or(next),
        webhooks: options
            .webhook_port
            .map_or(WebhookPort::Off, WebhookPort::At),
        fal,
        access: PageAccess {
            origins,
            run_key: key,
            lend_to: options.lend_to,
        },
        limits: ServerLimits::default(),
    })
}

/// Lists what whoever starts this gateway should know of it.
fn notes(config: &GatewayConfig, fal: &Addresses) -> Vec<String> {
    let missing = fal.missing();
    let is_lent = config.access.run_key.is_some() && !config.access.origins.is_empty();
    let missing =
        (!missing.is_empty()).then(|| say!("fal-address-missing", variables = missing.join(", ")));
    let lent = is_lent.then(|| {
        let pages: Vec<&str> = config
            .access
            .origins
            .iter()
            .map(WebOrigin::as_str)
            .collect();
        say!("gateway-lends", pages = pages.join(", "))
    });
    missing.into_iter().chain(lent).collect()
}

fn announce(running: &RunningGateway) {
    print(&serde_json::to_string(running).unwrap_or_default());
}

/// Takes up what the window or another verb changes: the limits of the guard and the language.
async fn follow_ledger(watch: &mut Option<ChangeWatch>, monitor: Monitor, ledger: &Ledger) {
    let mut timer = interval(TICK);
    // After a sleep of the computer one tick is enough.
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        let changed = match folder::database() {
            Ok(database) => has_changed(watch, &database).await,
            Err(error) => Err(error),
        };
        match changed {
            Ok(false) => {}
            Ok(true) => {
                if let Ok(settings) = ledger.settings().await {
                    language::speak(settings.language);
                }
                monitor.follow(ledger);
            }
            // The file may have been replaced: the next tick opens it anew.
            Err(_) => *watch = None,
        }
    }
}

/// Applies journal records to the ledger for ever. With a key, also asks fal for the charges of
/// requests that are done, and for prices that are not known yet.
async fn apply_records(
    mut applier: JournalApplier,
    monitor: Monitor,
    ledger: &Ledger,
    keyed: Option<(Client, Key)>,
) {
    let unknown = Arc::new(Mutex::new(UnknownPrices::default()));
    let mut problem = ReportedProblem::default();
    loop {
        applier.wait().await;
        let failure = applier.apply_next(ledger).await.err();
        problem.report(monitor.status().backlog, failure);
        let done = monitor.take_completed();
        let Some((client, key)) = keyed.clone() else {
            continue;
        };
        if !done.is_empty() {
            let (client, key) = (client.clone(), key.clone());
            tokio::spawn(fetch_charges(client, key, ledger.clone(), done));
        }
        // Locked while fal is being asked: the next batch asks for what is still missing.
        if let Ok(mut unknown) = unknown.clone().try_lock_owned() {
            let ledger = ledger.clone();
            tokio::spawn(async move { fetch_prices(&mut unknown, &ledger, &client, &key).await });
        }
    }
}

/// Asks fal for the charges of requests that are done. fal's record has a charge a little after the
/// end, so this is tried several times.
async fn fetch_charges(client: Client, key: Key, ledger: Ledger, done: Vec<String>) {
    for wait in BILLING_LOOKUP_PAUSES {
        sleep(wait).await;
        match live_poller::fetch_charges(&client, &key, &ledger, &done, clock::now()).await {
            // A key of the scope API is refused, today and later.
            Ok(true)
            | Err(Error::Fal(FalError::Failed {
                sync_error: sync_error::SyncError::KeyRejected,
                ..
            })) => return,
            // A charge that never comes is in the billing record later in any case.
            Ok(false) | Err(_) => {}
        }
    }
}

/// The problem with applying records that was last reported: each is printed once, and its end
/// once.
#[derive(Default)]
struct ReportedProblem {
    /// Applying fails; records are in memory only; some are lost.
    reported: (bool, bool, bool),
}

impl ReportedProblem {
    fn report(&mut self, backlog: Backlog, error: Option<GatewayError>) {
        let now = (error.is_some(), backlog.is_in_memory, backlog.lost > 0);
        if std::mem::replace(&mut self.reported, now) == now {
            return;
        }
        let reason = error.map(|error| error.localized());
        match format::unwritten(backlog, reason.as_deref()) {
            Some(sentence) if now != (false, false, false) => {
                print_beside(&format!("fal-budget: {sentence}"));
            }
            _ => print_beside(&format!("fal-budget: {}", say!("cli-writing-again"))),
        }
    }
}

async fn fetch_prices(
    unknown: &mut UnknownPrices,
    ledger: &Ledger,
    client: &Client,
    key: &Key,
) -> Result<(), Error> {
    let models = unknown.to_ask(ledger, clock::now()).await?;
    if models.is_empty() {
        return Ok(());
    }
    let quotes = client.quoted_prices(key, &models, clock::now()).await?;
    requests::store_quotes(ledger, quotes, clock::now()).await
}

/// Signals that end the program.
#[cfg(unix)]
struct TerminationSignals([tokio::signal::unix::Signal; 3]);

#[cfg(unix)]
impl TerminationSignals {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
            // The terminal is closed: calls that run have their seconds, as at any other end.
            signal(SignalKind::hangup())?,
        ]))
    }

    async fn wait(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct TerminationSignals;

#[cfg(not(unix))]
impl TerminationSignals {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "the same shape as on Unix, where it can fail"
    )]
    fn listen() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
