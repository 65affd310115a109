//! Jobs: what they will cost, logging and listing them.

use fal_budget_core::domain::job::Origin;
use fal_budget_core::view::{BudgetView, EstimateView, JobsView, LoggedView};
use fal_budget_core::{clock, requests};
use serde::Serialize;
use tauri::{AppHandle, State as Managed, command};

use super::Answer;
use super::args::Args;
use crate::state::State;

/// Answer of `log_job`.
#[derive(Serialize)]
pub(crate) struct Logged {
    #[serde(flatten)]
    logged: LoggedView,
    budget: BudgetView,
}

#[command]
pub(crate) async fn estimate_cost(
    state: Managed<'_, State>,
    args: Args<requests::GenericJobs>,
) -> Answer<EstimateView> {
    Ok(requests::estimate_cost(&state.ledger().await?, &args.0, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn log_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::GenericJobs>,
) -> Answer<Logged> {
    let ledger = state.ledger().await?;
    let logged = requests::log_job(&ledger, &args.0, Origin::Window, clock::now(), &clock::zone()).await?;
    Ok(Logged { logged, budget: state.refresh(&app).await?.budget })
}

#[command]
pub(crate) async fn list_jobs(state: Managed<'_, State>, args: Args<requests::ListJobs>) -> Answer<JobsView> {
    Ok(requests::list_jobs(&state.ledger().await?, &args.0, clock::now(), &clock::zone()).await?)
}
