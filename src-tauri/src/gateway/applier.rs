//! What goes on beside the calls: notes into the ledger, and what they make worth asking fal.

use fal_budget_core::fal::{Client, ClientLimits};
use fal_budget_core::gateway::{JournalApplier, Monitor};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::live_poller::BILLING_LOOKUP_PAUSES;
use fal_budget_core::{Error, clock, requests};
use tauri::{AppHandle, Manager};
use tokio::time::sleep;

use super::{HostedGateway, locked};
use crate::error::CommandError;
use crate::live::LiveConnection;
use crate::state::State;

/// Writes notes into the ledger, shows what they change, and follows what callers were told.
pub(super) async fn keep(app: AppHandle, mut books: JournalApplier, monitor: Monitor) {
    let mut opening = app.state::<State>().openings();
    let mut locked_at = None;
    loop {
        books.wait().await;
        let state = app.state::<State>();
        let written = match state.ledger().await {
            Ok(ledger) => {
                // Another database was put in its place.
                if std::mem::replace(&mut opening, state.openings()) != opening {
                    books.continue_after(ledger.last_applied().await.unwrap_or_default());
                    if let Err(error) = monitor.follow(&ledger).await {
                        log::warn!("the guard goes by the former database: {error}");
                    }
                }
                learn_prices(&app, ledger.clone());
                books.apply_next(&ledger).await.map_err(CommandError::from)
            }
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &written {
            books.back_off();
            log::warn!("calls are not in the ledger yet: {failure}");
        }
        locked(&app.state::<HostedGateway>().shown).unwritten =
            written.err().map(|failure| failure.message);
        let _ = state.refresh(&app).await;
        let done = monitor.take_completed();
        if !done.is_empty() {
            tauri::async_runtime::spawn(ask_for(app.clone(), done));
        }
        let lock = monitor.status().lock.map(|(at, _)| at);
        if lock > locked_at {
            locked_at = lock;
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                app.state::<LiveConnection>().poll_now(&app).await
            });
        }
    }
}

/// fal told that these requests are done: asks for the balance and for what they cost, which fal's
/// record has a little later.
async fn ask_for(app: AppHandle, done: Vec<String>) {
    let live = app.state::<LiveConnection>();
    for wait in BILLING_LOOKUP_PAUSES {
        sleep(wait).await;
        if let Err(failure) = live.poll_now(&app).await {
            log::warn!("the balance was not asked for: {failure}");
        }
        let fetched = live.fetch_requests(&done).await;
        let _ = app.state::<State>().refresh(&app).await;
        match fetched {
            Ok(false) => {}
            Ok(true) => return,
            Err(failure) => log::warn!("what requests cost was not asked for: {failure}"),
        }
    }
}

/// Asks fal for prices that calls have brought up, with whichever key there is.
fn learn_prices(app: &AppHandle, ledger: Ledger) {
    let gateway = app.state::<HostedGateway>();
    let Ok(mut prices) = gateway.prices.clone().try_lock_owned() else {
        return;
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let gateway = app.state::<HostedGateway>();
        let key = locked(&gateway.key).clone();
        let live = app.state::<LiveConnection>();
        if key.is_none() && !live.has_key().await {
            return;
        }
        let asked = async {
            let models = prices.to_ask(&ledger, clock::now()).await?;
            if models.is_empty() {
                return Ok(());
            }
            let offers = match key {
                Some(key) => {
                    let client =
                        Client::new(&gateway.fal, ClientLimits::default()).map_err(Error::from)?;
                    client
                        .quoted_prices(&key, &models, clock::now())
                        .await
                        .map_err(Error::from)?
                }
                None => live.offers(&models).await?,
            };
            requests::store_quotes(&ledger, offers, clock::now()).await?;
            app.state::<State>().refresh(&app).await.map(|_| ())
        };
        let asked: Result<(), CommandError> = asked.await;
        if let Err(failure) = asked {
            log::warn!("prices of calls were not asked for: {failure}");
        }
    });
}
