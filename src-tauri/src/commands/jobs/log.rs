//! Commands of jobs: estimating, logging, finding, correcting and voiding them.

use std::sync::Arc;

use fal_budget_app::view::{BudgetView, EstimateView, FoundView, JobsView, LoggedView};
use fal_budget_app::{clock, requests};
use fal_budget_domain::jobs::JobOrigin;
use serde::Serialize;
use tauri::{State as Managed, command};

use crate::commands::ipc::{Args, Changed};
use crate::error::CommandResult;
use crate::events::PageEvents;
use crate::runtime::ledger::HostedLedger;

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
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::JobRequest>,
) -> CommandResult<EstimateView> {
    Ok(
        requests::estimate_cost(&ledger.get().await?, &args.0, clock::now(), &clock::zone())
            .await?,
    )
}

#[command]
pub(crate) async fn log_job(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::JobRequest>,
) -> CommandResult<LogAnswer> {
    let ledger = ledger.get().await?;
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
        budget: page.refresh().await?.budget,
    })
}

#[command]
pub(crate) async fn repeat_job(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::OneJob>,
) -> CommandResult<LogAnswer> {
    let logged =
        requests::repeat_job(&ledger.get().await?, &args.0, clock::now(), &clock::zone()).await?;
    Ok(LogAnswer {
        logged,
        budget: page.refresh().await?.budget,
    })
}

#[command]
pub(crate) async fn list_jobs(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::ListJobs>,
) -> CommandResult<JobsView> {
    Ok(requests::list_jobs(&ledger.get().await?, &args.0, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn find_jobs(
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::FindJobs>,
) -> CommandResult<FoundView> {
    Ok(requests::find_jobs(&ledger.get().await?, &args.0, clock::now(), &clock::zone()).await?)
}

#[command]
pub(crate) async fn job_filters(ledger: Managed<'_, Arc<HostedLedger>>) -> CommandResult<Filters> {
    let (subjects, tags) = ledger.get().await?.filters().await?;
    Ok(Filters { subjects, tags })
}

#[command]
pub(crate) async fn correct_job(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::CorrectJob>,
) -> CommandResult<Changed> {
    let change = requests::correct_job(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn void_job(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::OneJob>,
) -> CommandResult<Changed> {
    let change = ledger
        .get()
        .await?
        .void_job(args.0.id, clock::now())
        .await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn restore_job(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::OneJob>,
) -> CommandResult<Changed> {
    let change = ledger
        .get()
        .await?
        .restore_job(args.0.id, clock::now())
        .await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn void_jobs(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::SomeJobs>,
) -> CommandResult<Changed> {
    let change = requests::void_jobs(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}

#[command]
pub(crate) async fn tag_jobs(
    page: Managed<'_, Arc<PageEvents>>,
    ledger: Managed<'_, Arc<HostedLedger>>,
    args: Args<requests::TagJobs>,
) -> CommandResult<Changed> {
    let change = requests::tag_jobs(&ledger.get().await?, &args.0, clock::now()).await?;
    Changed::by(change, &page).await
}
