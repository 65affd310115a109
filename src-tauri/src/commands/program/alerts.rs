//! Commands for the choices of alerts: the main switch, and each kind.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, ChooseAlert, SwitchAlerts};
use fal_budget_app::view::Snapshot;
use tauri::{State as Managed, command};

use crate::commands::ipc::Args;
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::alerts::Alerts;
use crate::runtime::ledger::HostedLedger;

#[command]
pub(crate) async fn switch_alerts(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    alerts: Managed<'_, Arc<Alerts>>,
    args: Args<SwitchAlerts>,
) -> CommandResult<Snapshot> {
    requests::switch_alerts(&ledger.get().await?, &args.0).await?;
    if args.0.on {
        alerts.ask_permission();
    }
    page.refresh().await
}

#[command]
pub(crate) async fn choose_alert(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<ChooseAlert>,
) -> CommandResult<Snapshot> {
    requests::choose_alert(&ledger.get().await?, &args.0, clock::now(), &clock::zone()).await?;
    page.refresh().await
}
