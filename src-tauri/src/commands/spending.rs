//! Commands of spending: charts, the forecast, reconciling.

use fal_budget_core::view::{DiscrepancyView, SpendingView};
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::state::State;

#[command]
pub(crate) async fn get_spending(
    state: Managed<'_, State>,
    args: Args<requests::GetSpending>,
) -> CommandResult<SpendingView> {
    Ok(requests::get_spending(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?)
}

#[command]
pub(crate) async fn find_discrepancy(
    state: Managed<'_, State>,
    args: Args<requests::StatedBalance>,
) -> CommandResult<DiscrepancyView> {
    Ok(requests::find_discrepancy(&state.ledger().await?, &args.0, clock::now()).await?)
}

#[command]
pub(crate) async fn reconcile(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::StatedBalance>,
) -> CommandResult<Changed> {
    let (change, _) = requests::reconcile(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}
