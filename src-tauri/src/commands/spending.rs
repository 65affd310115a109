//! Charts, the forecast, reconciling.

use fal_budget_core::view::{DriftView, SpendingView};
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Answer, Changed};
use crate::state::State;

#[command]
pub(crate) async fn get_spending(
    state: Managed<'_, State>,
    args: Args<requests::GetSpending>,
) -> Answer<SpendingView> {
    Ok(requests::get_spending(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?)
}

#[command]
pub(crate) async fn find_drift(
    state: Managed<'_, State>,
    args: Args<requests::Stated>,
) -> Answer<DriftView> {
    Ok(requests::find_drift(&state.ledger().await?, &args.0, clock::now()).await?)
}

#[command]
pub(crate) async fn reconcile(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::Stated>,
) -> Answer<Changed> {
    let (change, _) = requests::reconcile(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}
