//! Commands of spending: charts, the forecast, reconciling.

use std::sync::Arc;

use fal_budget_app::view::{DiscrepancyView, SpendingView};
use fal_budget_app::{clock, requests};
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;

#[command]
pub(crate) async fn get_spending(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::GetSpending>,
) -> CommandResult<SpendingView> {
    Ok(requests::get_spending(&ledger.get().await?, &args.0, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn find_discrepancy(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::StatedBalance>,
) -> CommandResult<DiscrepancyView> {
    Ok(requests::find_discrepancy(&ledger.get().await?, &args.0, clock::now()).await?)
}

#[command]
pub(crate) async fn reconcile(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::StatedBalance>,
) -> CommandResult<Changed> {
    let (change, _) = requests::reconcile(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}
