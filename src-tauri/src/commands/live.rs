//! The live balance: connecting a key, disconnecting it, asking at once; fal's billing record.

use fal_budget_core::clock;
use fal_budget_core::fal::Key;
use fal_budget_core::view::Snapshot;
use serde::Deserialize;
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Answer, Changed};
use crate::live::Live;
use crate::record::Record;
use crate::state::State;

/// `connect`: what was pasted.
#[derive(Deserialize)]
pub(crate) struct Pasted {
    key: String,
}

#[command]
pub(crate) async fn connect(
    app: AppHandle,
    live: Managed<'_, Live>,
    state: Managed<'_, State>,
    args: Args<Pasted>,
) -> Answer<Snapshot> {
    live.connect(&app, Key::from_pasted(&args.0.key)?).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn disconnect(
    app: AppHandle,
    live: Managed<'_, Live>,
    state: Managed<'_, State>,
) -> Answer<Snapshot> {
    live.disconnect(&app).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn refresh(
    app: AppHandle,
    live: Managed<'_, Live>,
    state: Managed<'_, State>,
) -> Answer<Snapshot> {
    live.hurry(&app).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn fetch_record(app: AppHandle, state: Managed<'_, State>) -> Answer<Snapshot> {
    state.ledger().await?.follow_record(true).await?;
    Record::hurry(&app);
    state.refresh(&app).await
}

#[command]
pub(crate) async fn stop_record(app: AppHandle, state: Managed<'_, State>) -> Answer<Snapshot> {
    state.ledger().await?.follow_record(false).await?;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn replace_by_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> Answer<Changed> {
    let replaced = state
        .ledger()
        .await?
        .replace_by_record(clock::now())
        .await?;
    Changed::by(replaced.map(|(change, _)| change), &app, &state).await
}

#[command]
pub(crate) async fn keep_beside_record(
    app: AppHandle,
    state: Managed<'_, State>,
) -> Answer<Snapshot> {
    state.ledger().await?.keep_beside_record().await?;
    state.refresh(&app).await
}
