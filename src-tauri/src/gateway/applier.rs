//! Work beside the gateway's calls: their journal records go into the ledger, and what the records
//! bring up is asked of fal.

use fal_budget_core::fal::Key;
use fal_budget_core::gateway::{JournalApplier, Monitor};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::live_poller::BILLING_LOOKUP_PAUSES;
use fal_budget_core::requests::UnknownPrices;
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, Manager};
use tokio::time::sleep;

use super::{HostedGateway, locked};
use crate::error::CommandError;
use crate::live::LiveConnection;
use crate::state::State;

/// Applies journal records to the ledger until the task is aborted, shows what they change, and
/// asks fal about calls that ended or met an account lock.
pub(super) async fn run(app: AppHandle, mut applier: JournalApplier, monitor: Monitor) {
    let mut opening = app.state::<State>().openings();
    let mut locked_at = None;
    loop {
        applier.wait().await;
        let failure = apply_next(&app, &mut applier, &monitor, &mut opening).await;
        locked(&app.state::<HostedGateway>().hosted).unapplied = failure;
        let _ = app.state::<State>().refresh(&app).await;
        // fal's webhooks have said that these are done, so they are charged soon.
        let done = monitor.take_completed();
        if !done.is_empty() {
            tauri::async_runtime::spawn(fetch_charges(app.clone(), done));
        }
        // A call met the account's lock: asking for the balance makes it known to the window.
        let lock = monitor.status().account_lock.map(|(at, _)| at);
        if lock > locked_at {
            locked_at = lock;
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                app.state::<LiveConnection>().poll_now(&app).await
            });
        }
    }
}

/// Applies the next batch. Returns why it could not be applied, for the window; the batch stays in
/// the journal then.
async fn apply_next(
    app: &AppHandle,
    applier: &mut JournalApplier,
    monitor: &Monitor,
    opening: &mut usize,
) -> Option<String> {
    let state = app.state::<State>();
    let outcome = async {
        let ledger = state.ledger().await?;
        if std::mem::replace(opening, state.openings()) != *opening {
            continue_in(&ledger, applier, monitor).await;
        }
        learn_prices(app, ledger.clone());
        Ok::<_, CommandError>(applier.apply_next(&ledger).await?)
    };
    let failure = outcome.await.err()?;
    applier.back_off();
    log::warn!("calls are not in the ledger yet: {failure}");
    Some(failure.message)
}

/// Goes on with another database, which was restored or begun anew while the gateway ran.
async fn continue_in(ledger: &Ledger, applier: &mut JournalApplier, monitor: &Monitor) {
    // Records that this database has applied already would count twice.
    applier.continue_after(ledger.last_applied().await.unwrap_or_default());
    if let Err(error) = monitor.follow(ledger).await {
        log::warn!("the guard goes by the former database: {error}");
    }
}

/// Asks fal for the balance and for the charges of requests that are done. fal's record has a
/// charge a little after the end, so this is tried several times.
async fn fetch_charges(app: AppHandle, done: Vec<String>) {
    let live = app.state::<LiveConnection>();
    for wait in BILLING_LOOKUP_PAUSES {
        sleep(wait).await;
        if let Err(failure) = live.poll_now(&app).await {
            log::warn!("the balance was not asked for: {failure}");
        }
        let fetched = live.fetch_charges(&done).await;
        let _ = app.state::<State>().refresh(&app).await;
        match fetched {
            Ok(false) => {}
            Ok(true) => return,
            Err(failure) => log::warn!("the charges of requests were not fetched: {failure}"),
        }
    }
}

/// Asks fal for the prices of models that calls have brought up, in the background, with whichever
/// key there is.
fn learn_prices(app: &AppHandle, ledger: Ledger) {
    let gateway = app.state::<HostedGateway>();
    // Locked while fal is being asked: the next batch asks for what is still missing.
    let Ok(mut unknown) = gateway.unknown_prices.clone().try_lock_owned() else {
        return;
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let key = locked(&app.state::<HostedGateway>().key).clone();
        if key.is_none() && !app.state::<LiveConnection>().has_key().await {
            return;
        }
        if let Err(failure) = fetch_prices(&app, &ledger, &mut unknown, key).await {
            log::warn!("prices of calls were not asked for: {failure}");
        }
    });
}

async fn fetch_prices(
    app: &AppHandle,
    ledger: &Ledger,
    unknown: &mut UnknownPrices,
    key: Option<Key>,
) -> Result<(), CommandError> {
    let models = unknown.to_ask(ledger, clock::now()).await?;
    if models.is_empty() {
        return Ok(());
    }
    let quotes = match key {
        Some(key) => {
            app.state::<HostedGateway>()
                .quoted_prices(&key, &models)
                .await?
        }
        None => app.state::<LiveConnection>().quoted_prices(&models).await?,
    };
    requests::store_quotes(ledger, quotes, clock::now()).await?;
    app.state::<State>().refresh(app).await.map(|_| ())
}
