//! Commands of the price book.

use fal_budget_core::view::{PriceSetView, PriceView, RefreshedView};
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::live::LiveConnection;
use crate::state::State;

#[command]
pub(crate) async fn find_models(
    state: Managed<'_, State>,
    args: Args<requests::FindModels>,
) -> CommandResult<Vec<PriceView>> {
    Ok(requests::find_models(&state.ledger().await?, &args.0).await?)
}

#[command]
pub(crate) async fn set_price(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::SetPrice>,
) -> CommandResult<PriceSetView> {
    let set = requests::set_price(&state.ledger().await?, &args.0, clock::now()).await?;
    state.refresh(&app).await?;
    Ok(set)
}

#[command]
pub(crate) async fn return_to_list(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::OneModel>,
) -> CommandResult<Changed> {
    let change = requests::return_to_list(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn price_jobs(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::OneModel>,
) -> CommandResult<Changed> {
    let change = requests::price_jobs(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn refresh_prices(
    app: AppHandle,
    live: Managed<'_, LiveConnection>,
    state: Managed<'_, State>,
) -> CommandResult<RefreshedView> {
    let refreshed = live.refresh_prices(&app).await?;
    state.refresh(&app).await?;
    Ok(refreshed)
}
