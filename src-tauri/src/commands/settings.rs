//! What the person chose.

use fal_budget_core::view::{SettingsView, Snapshot};
use fal_budget_core::{clock, requests};
use serde::Deserialize;
use serde_json::{Map, Value};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Answer, Changed};
use crate::state::State;

#[command]
pub(crate) async fn save_settings(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<Map<String, Value>>,
) -> Answer<SettingsView> {
    requests::save_settings(&state.ledger().await?, &args.0, clock::now()).await?;
    Ok(state.refresh(&app).await?.settings)
}

#[command]
pub(crate) async fn reset_settings(app: AppHandle, state: Managed<'_, State>) -> Answer<Changed> {
    let change = requests::reset_settings(&state.ledger().await?, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

/// `hide_amounts`: from now on, or no longer.
#[derive(Deserialize)]
pub(crate) struct HideAmounts {
    hidden: bool,
}

#[command]
pub(crate) async fn hide_amounts(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<HideAmounts>,
) -> Answer<Snapshot> {
    state.ledger().await?.hide_amounts(args.0.hidden).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn welcome_was_seen(
    app: AppHandle,
    state: Managed<'_, State>,
) -> Answer<Snapshot> {
    state
        .ledger()
        .await?
        .note_that_the_welcome_was_seen()
        .await?;
    state.refresh(&app).await
}
