//! Erasing everything: afterwards the program is as it was before its first start.

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::say;
use tauri::{AppHandle, Manager};

use crate::error::CommandError;
use crate::gateway::HostedGateway;
use crate::import::Import;
use crate::live::LiveConnection;
use crate::state::State;
use crate::{autostart, folder, logging};

/// Removes the database with its backups, the keys, the gateway's folder, the logs and the start at
/// login. Requires the word that the page names, so that nobody erases by a slip. Whatever cannot
/// be removed is returned as an error after everything else is gone.
pub(crate) async fn everything(app: &AppHandle, typed: &str) -> Result<(), CommandError> {
    if typed.trim().to_lowercase() != say!("erase-word") {
        return Err(CommandError::not_confirmed());
    }
    let (state, live, gateway) = (
        app.state::<State>(),
        app.state::<LiveConnection>(),
        app.state::<HostedGateway>(),
    );
    // Asked first: the ledger that knows it is about to be erased.
    let has_key_in_keychain = key_places(&state).await.contains(&Some(KeyPlace::Keychain));
    app.state::<Import>().abandon();
    // The gateway writes into the database until it is stopped.
    gateway.close(app).await;
    if let Err(failure) = state.erase(app).await {
        HostedGateway::begin(app);
        return Err(failure);
    }
    let keys = [live.forget(app).await, gateway.forget().await];
    let data = folder::data()?;
    // Both are tried, whatever becomes of the first.
    let files = [autostart::set(false), logging::erase(&data)];
    log::info!("everything was erased");
    // A keychain that is not there also refuses, but then it held no key.
    if has_key_in_keychain && keys.iter().any(Result::is_err) {
        return Err(CommandError::erased_but_key());
    }
    files
        .into_iter()
        .collect::<Result<(), _>>()
        .map_err(|error| CommandError::erased_but_file(&error))
}

/// Returns the places of the Admin key and the run key. A ledger that cannot be opened leaves the
/// keychain possible.
async fn key_places(state: &State) -> [Option<KeyPlace>; 2] {
    let Ok(ledger) = state.ledger().await else {
        return [Some(KeyPlace::Keychain), None];
    };
    let connection = ledger.connection().await.ok().flatten();
    let gateway = ledger.gateway().await.ok();
    [
        connection.map(|connection| connection.key_place),
        gateway.and_then(|choices| choices.key_place),
    ]
}
