//! Commands of the balance: reading, entering and clearing it; undo.

use std::sync::Arc;

use fal_budget_app::view::{BudgetView, ChangeView, EntryView, Snapshot};
use fal_budget_app::{clock, requests};
use serde::Serialize;
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;

/// Answer of `undo`.
#[derive(Serialize)]
pub(crate) struct UndoAnswer {
    undone: ChangeView,
    budget: BudgetView,
}

#[command]
pub(crate) async fn get_snapshot(page: Managed<'_, Arc<PageEvents>>) -> CommandResult<Snapshot> {
    // The page calls this when it begins to listen: notices have waited for it.
    page.send_notices().await;
    page.refresh().await
}

#[command]
pub(crate) async fn get_budget(
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<BudgetView> {
    Ok(requests::budget(&ledger.get().await?, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn set_budget(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::SetBudget>,
) -> CommandResult<Changed> {
    let change = requests::set_budget(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn mark_as_full(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Changed> {
    let change = ledger.get().await?.mark_as_full(clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn list_entries(
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Vec<EntryView>> {
    Ok(requests::list_entries(&ledger.get().await?, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn undo(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::Undo>,
) -> CommandResult<UndoAnswer> {
    let undone = requests::undo(&ledger.get().await?, &args.0, clock::now()).await?;
    Ok(UndoAnswer {
        undone,
        budget: page.refresh().await?.budget,
    })
}
