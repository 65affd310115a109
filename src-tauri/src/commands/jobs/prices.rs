//! Commands of the price book.

use std::sync::Arc;

use fal_budget_app::view::{PriceSetView, PriceView, RefreshedView};
use fal_budget_app::{clock, requests};
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;

#[command]
pub(crate) async fn find_models(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::FindModels>,
) -> CommandResult<Vec<PriceView>> {
    Ok(requests::find_models(&ledger.get().await?, &args.0).await?)
}

#[command]
pub(crate) async fn set_price(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::SetPrice>,
) -> CommandResult<PriceSetView> {
    let set = requests::set_price(&ledger.get().await?, &args.0, clock::now()).await?;
    page.refresh().await?;
    Ok(set)
}

#[command]
pub(crate) async fn return_to_list(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::OneModel>,
) -> CommandResult<Changed> {
    let change = requests::return_to_list(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn price_jobs(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::OneModel>,
) -> CommandResult<Changed> {
    let change = requests::price_jobs(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn refresh_prices(
    page: Managed<'_, Arc<PageEvents>>,
    live: Managed<'_, Arc<LiveConnection>>,
) -> CommandResult<RefreshedView> {
    let refreshed = live.refresh_prices().await?;
    page.refresh().await?;
    Ok(refreshed)
}
