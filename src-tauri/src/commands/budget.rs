//! Commands of the balance: reading, entering and clearing it; undo.

use fal_budget_core::view::{BudgetView, ChangeView, EntryView, Snapshot};
use fal_budget_core::{clock, requests};
use serde::Serialize;
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::state::State;

/// Answer of `undo`.
#[derive(Serialize)]
pub(crate) struct UndoAnswer {
    undone: ChangeView,
    budget: BudgetView,
}

#[command]
pub(crate) async fn get_snapshot(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Snapshot> {
    // The page calls this when it begins to listen: notices have waited for it.
    state.notify(&app, Vec::new()).await;
    state.refresh(&app).await
}

#[command]
pub(crate) async fn get_budget(state: Managed<'_, State>) -> CommandResult<BudgetView> {
    Ok(requests::budget(&state.ledger().await?, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn set_budget(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::SetBudget>,
) -> CommandResult<Changed> {
    let change = requests::set_budget(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn mark_as_full(
    app: AppHandle,
    state: Managed<'_, State>,
) -> CommandResult<Changed> {
    let change = state.ledger().await?.mark_as_full(clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn list_entries(state: Managed<'_, State>) -> CommandResult<Vec<EntryView>> {
    Ok(requests::list_entries(&state.ledger().await?, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn undo(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::Undo>,
) -> CommandResult<UndoAnswer> {
    let undone = requests::undo(&state.ledger().await?, &args.0, clock::now()).await?;
    Ok(UndoAnswer {
        undone,
        budget: state.refresh(&app).await?.budget,
    })
}
