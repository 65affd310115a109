//! Commands of the live balance, which connect, disconnect and poll, and of fal's billing record.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::ConnectArgs;
use fal_budget_app::view::Snapshot;
use fal_budget_fal::Key;
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::{LiveConnection, RecordFetch};

#[command]
pub(crate) async fn connect(
    page: Managed<'_, Arc<PageEvents>>,
    live: Managed<'_, Arc<LiveConnection>>,
    args: Args<ConnectArgs>,
) -> CommandResult<Snapshot> {
    live.connect(Key::from_pasted(&args.0.key)?).await?;
    page.refresh().await
}

#[command]
pub(crate) async fn disconnect(
    page: Managed<'_, Arc<PageEvents>>,
    live: Managed<'_, Arc<LiveConnection>>,
) -> CommandResult<Snapshot> {
    live.disconnect().await?;
    page.refresh().await
}

#[command]
pub(crate) async fn refresh(
    page: Managed<'_, Arc<PageEvents>>,
    live: Managed<'_, Arc<LiveConnection>>,
) -> CommandResult<Snapshot> {
    live.poll_now().await?;
    page.refresh().await
}

#[command]
pub(crate) async fn fetch_record(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    record: Managed<'_, Arc<RecordFetch>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.follow_record(true).await?;
    // Goes on in the background; each page of the record reaches the window as an event.
    record.fetch_now();
    page.refresh().await
}

#[command]
pub(crate) async fn stop_record(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.follow_record(false).await?;
    page.refresh().await
}

#[command]
pub(crate) async fn replace_by_record(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Changed> {
    let replaced = ledger.get().await?.replace_by_record(clock::now()).await?;
    Changed::by(replaced.map(|(change, _)| change), &page).await
}

#[command]
pub(crate) async fn keep_beside_record(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.keep_beside_record().await?;
    page.refresh().await
}

#[command]
pub(crate) async fn end_lock(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
) -> CommandResult<Snapshot> {
    ledger.get().await?.end_lock().await?;
    page.refresh().await
}
