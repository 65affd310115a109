//! What the person chose.

use fal_budget_core::view::SettingsView;
use fal_budget_core::{clock, requests};
use serde_json::{Map, Value};
use tauri::{AppHandle, State as Managed, command};

use super::Answer;
use super::args::Args;
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
