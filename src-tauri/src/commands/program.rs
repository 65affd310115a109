//! The program itself: its health, and another try after a failed start.

use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use super::Answer;
use crate::diagnostics;
use crate::gateway::Gateway;
use crate::live::Live;
use crate::state::State;

#[command]
pub(crate) async fn get_diagnostics(state: Managed<'_, State>) -> Answer<String> {
    Ok(diagnostics::text(state.ledger().await.err().as_ref()))
}

#[command]
pub(crate) async fn try_again(app: AppHandle, state: Managed<'_, State>) -> Answer<Snapshot> {
    state.try_again(&app).await?;
    Live::begin(&app);
    Gateway::begin(&app);
    state.refresh(&app).await
}

#[command]
pub(crate) async fn closing_quits_was_told(state: Managed<'_, State>) -> Answer<()> {
    state.keep_that_it_was_told().await
}

#[command]
pub(crate) async fn quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}
