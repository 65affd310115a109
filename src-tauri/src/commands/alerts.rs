//! Commands for the choices of alerts: the main switch, and each kind.

use fal_budget_core::clock;
use fal_budget_core::requests::{self, ChooseAlert, SwitchAlerts};
use fal_budget_core::view::Snapshot;
use tauri::{AppHandle, State as Managed, command};

use super::CommandResult;
use super::args::Args;
use crate::notify;
use crate::state::State;

#[command]
pub(crate) async fn switch_alerts(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<SwitchAlerts>,
) -> CommandResult<Snapshot> {
    requests::switch_alerts(&state.ledger().await?, &args.0).await?;
    if args.0.on {
        notify::ask(&app);
    }
    state.refresh(&app).await
}

#[command]
pub(crate) async fn choose_alert(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<ChooseAlert>,
) -> CommandResult<Snapshot> {
    requests::choose_alert(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?;
    state.refresh(&app).await
}
