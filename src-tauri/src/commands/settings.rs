//! Commands of the settings.

use fal_budget_core::clock;
use fal_budget_core::requests::{self, HideAmounts};
use fal_budget_core::view::{SettingsView, Snapshot};
use serde_json::{Map, Value};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::state::State;

#[command]
pub(crate) async fn save_settings(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<Map<String, Value>>,
) -> CommandResult<SettingsView> {
    requests::save_settings(&state.ledger().await?, &args.0, clock::now()).await?;
    Ok(state.refresh(&app).await?.settings)
}

#[command]
pub(crate) async fn reset_settings(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Changed> {
    let change = requests::reset_settings(&state.ledger().await?, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn hide_amounts(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<HideAmounts>,
) -> CommandResult<Snapshot> {
    // Remembered, not a change of settings: undo must never reveal hidden amounts.
    state.ledger().await?.hide_amounts(args.0.hidden).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn welcome_was_seen(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    state.ledger().await?.remember_welcome().await?;
    state.refresh(&app).await
}
