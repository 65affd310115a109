//! Commands of the settings.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, HideAmounts};
use fal_budget_app::view::{SettingsView, Snapshot};
use serde_json::{Map, Value};
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;

#[command]
pub(crate) async fn save_settings(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<Map<String, Value>>,
) -> CommandResult<SettingsView> {
    requests::save_settings(&ledger.get().await?, &args.0, clock::now()).await?;
    Ok(page.refresh().await?.settings)
}

#[command]
pub(crate) async fn reset_settings(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Changed> {
    let change = requests::reset_settings(&ledger.get().await?, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn hide_amounts(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<HideAmounts>,
) -> CommandResult<Snapshot> {
    // Remembered, not a change of settings: undo must never reveal hidden amounts.
    ledger.get().await?.hide_amounts(args.0.hidden).await?;
    page.refresh().await
}

#[command]
pub(crate) async fn welcome_was_seen(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.remember_welcome().await?;
    page.refresh().await
}
