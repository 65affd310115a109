//! Commands of jobs: estimating, logging, finding, correcting and voiding them.

use fal_budget_core::domain::job::JobOrigin;
use fal_budget_core::view::{BudgetView, EstimateView, FoundView, JobsView, LoggedView};
use fal_budget_core::{clock, requests};
use serde::Serialize;
use tauri::{AppHandle, State as Managed, command};

use super::args::Args;
use super::{Changed, CommandResult};
use crate::state::State;

/// Answer of `log_job` and `repeat_job`.
#[derive(Serialize)]
pub(crate) struct LogAnswer {
    #[serde(flatten)]
    logged: LoggedView,
    budget: BudgetView,
}

/// Answer of `job_filters`: the values that jobs can be filtered by.
#[derive(Serialize)]
pub(crate) struct Filters {
    subjects: Vec<String>,
    tags: Vec<String>,
}

#[command]
pub(crate) async fn estimate_cost(
    state: Managed<'_, State>,
    args: Args<requests::JobRequest>,
) -> CommandResult<EstimateView> {
    Ok(requests::estimate_cost(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?)
}

#[command]
pub(crate) async fn log_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::JobRequest>,
) -> CommandResult<LogAnswer> {
    let ledger = state.ledger().await?;
    let logged = requests::log_job(
        &ledger,
        &args.0,
        JobOrigin::Window,
        clock::now(),
        &clock::zone(),
    )
    .await?;
    Ok(LogAnswer {
        logged,
        budget: state.refresh(&app).await?.budget,
    })
}

#[command]
pub(crate) async fn repeat_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::OneJob>,
) -> CommandResult<LogAnswer> {
    let logged = requests::repeat_job(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?;
    Ok(LogAnswer {
        logged,
        budget: state.refresh(&app).await?.budget,
    })
}

#[command]
pub(crate) async fn list_jobs(
    state: Managed<'_, State>,
    args: Args<requests::ListJobs>,
) -> CommandResult<JobsView> {
    Ok(requests::list_jobs(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?)
}

#[command]
pub(crate) async fn find_jobs(
    state: Managed<'_, State>,
    args: Args<requests::FindJobs>,
) -> CommandResult<FoundView> {
    Ok(requests::find_jobs(
        &state.ledger().await?,
        &args.0,
        clock::now(),
        &clock::zone(),
    )
    .await?)
}

#[command]
pub(crate) async fn job_filters(state: Managed<'_, State>) -> CommandResult<Filters> {
    let (subjects, tags) = state.ledger().await?.filters().await?;
    Ok(Filters { subjects, tags })
}

#[command]
pub(crate) async fn correct_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::CorrectJob>,
) -> CommandResult<Changed> {
    let change = requests::correct_job(&state.ledger().await?, &args.0, clock::now()).await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn void_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::OneJob>,
) -> CommandResult<Changed> {
    let change = state
        .ledger()
        .await?
        .void_job(args.0.id, clock::now())
        .await?;
    Changed::by(change, &app, &state).await
}

#[command]
pub(crate) async fn restore_job(
    app: AppHandle,
    state: Managed<'_, State>,
    args: Args<requests::OneJob>,
) -> CommandResult<Changed> {
    let change = state
        .ledger()
        .await?
        .restore_job(args.0.id, clock::now())
        .await?;
    Changed::by(change, &app, &state).await
}
