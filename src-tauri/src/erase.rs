//! Erasing everything: the program is then as it was when it was first started.

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::say;
use tauri::{AppHandle, Manager};

use crate::error::CommandError;
use crate::gateway::HostedGateway;
use crate::import::Import;
use crate::live::LiveConnection;
use crate::state::State;
use crate::{autostart, folder, logging};

/// Removes the database with its copies, the keys, the gateway's folder, the logs and the start at
/// login, once the word that the page names was typed, so that nobody erases by a slip. What cannot
/// be removed is said, and the rest is gone all the same.
pub(crate) async fn everything(app: &AppHandle, typed: &str) -> Result<(), CommandError> {
    if typed.trim().to_lowercase() != say!("erase-word") {
        return Err(CommandError::not_confirmed());
    }
    let (state, live, gateway) = (
        app.state::<State>(),
        app.state::<LiveConnection>(),
        app.state::<HostedGateway>(),
    );
    let has_key_in_keychain = key_places(&state).await.contains(&Some(KeyPlace::Keychain));
    app.state::<Import>().abandon();
    gateway.close(app).await;
    if let Err(failure) = state.erase(app).await {
        HostedGateway::begin(app);
        return Err(failure);
    }
    let keys = [live.forget(app).await, gateway.forget().await];
    let data = folder::data()?;
    let files = [autostart::set(false), logging::erase(&data)];
    log::info!("everything was erased");
    if has_key_in_keychain && keys.iter().any(Result::is_err) {
        return Err(CommandError::erased_but_key());
    }
    files
        .into_iter()
        .collect::<Result<(), _>>()
        .map_err(|error| CommandError::erased_but_file(&error))
}

/// Where the keys are, as far as the books tell.
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
