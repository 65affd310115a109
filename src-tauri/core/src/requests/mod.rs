//! What callers can ask for. Window and command line send the same requests and get the same
//! answers.

mod alerts;
mod export;
mod gateway;
mod guard;
mod import;
mod jobs;
mod prices;
mod spending;

pub use alerts::{
    AlertEvaluator, ChooseAlert, SwitchAlerts, choose_alert, evaluate_alerts, switch_alerts,
};
pub use export::{RecoveredRows, export, export_readable, free_name};
pub use gateway::{
    GatewayPort, OneOrigin, SwitchGateway, UnknownPrices, allow_origin, forbid_origin,
    keep_run_key, look_up_open_calls, set_gateway_port, store_quotes, switch_gateway,
};
pub use guard::{CanSpend, can_spend, guard_lines, set_guard};
pub use import::{ImportObserver, MapColumns, import_jobs, preview_import};
pub use jobs::{
    CorrectJob, FindJobs, JobRequest, OneJob, correct_job, estimate_cost, find_jobs, log_job,
    repeat_job,
};
pub use prices::{
    FindModels, OneModel, SetPrice, find_models, price_jobs, refresh_prices, return_to_list,
    set_price,
};
pub use spending::{GetSpending, StatedBalance, find_discrepancy, get_spending, reconcile};

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::Error;
use crate::domain::day::TimeError;
use crate::input;
use crate::ledger::Ledger;
use crate::store::job::After;
use crate::view::{
    self, AlertStatus, BudgetView, ChangeView, EntryView, GatewayState, JobsView, Snapshot,
};

/// The jobs that the window shows before it is asked for more.
const NEWEST: u32 = 8;
/// The most jobs of one page.
const PAGE: u32 = 200;
/// The most entries that are listed.
const ENTRIES: u32 = 100;

/// `set_budget`: the field must be there; null clears.
#[derive(Debug, Deserialize)]
pub struct SetBudget {
    /// Typed text, a number, or null to clear.
    pub budget: Value,
}

/// `list_jobs`: a page, newest first.
#[derive(Debug, Default, Deserialize)]
pub struct ListJobs {
    /// How many, up to 200.
    pub limit: Option<u32>,
    /// After this job of the page before.
    pub after: Option<JobPlace>,
}

/// A job's place in the list: the two fields of its view.
#[derive(Debug, Deserialize)]
pub struct JobPlace {
    /// When it ran, RFC 3339.
    pub at: String,
    /// Its row.
    pub id: i64,
}

/// `undo`: one change, or the last.
#[derive(Debug, Default, Deserialize)]
pub struct Undo {
    /// Which change; the last where missing.
    pub change: Option<i64>,
}

/// All that the window shows.
pub async fn snapshot<Z: TimeZone>(
    ledger: &Ledger,
    gateway: &GatewayState,
    outlook: &AlertStatus,
    demo: bool,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Snapshot, Error>
where
    Z::Offset: std::fmt::Display,
{
    // One more than is shown tells whether there are older ones.
    let standing = ledger.snapshot(now, zone, NEWEST + 1).await?;
    Ok(view::snapshot(
        &standing, gateway, outlook, demo, NEWEST, now, zone,
    )?)
}

/// What is left and what was spent.
pub async fn budget<Z: TimeZone>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<BudgetView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let display = ledger.settings().await?.display;
    Ok(view::budget(
        &ledger.balance(now, zone).await?,
        display,
        now,
        zone,
    )?)
}

/// Enters or clears the balance. Gives the change that undoes it; none where there was nothing to
/// clear.
pub async fn set_budget(
    ledger: &Ledger,
    request: &SetBudget,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    match input::budget(&request.budget, ledger.settings().await?.display)? {
        Some(amount) => ledger.set_budget(amount, now).await.map(Some),
        None => ledger.clear_budget(now).await,
    }
}

/// A page of jobs.
pub async fn list_jobs<Z: TimeZone>(
    ledger: &Ledger,
    request: &ListJobs,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobsView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let limit = request.limit.unwrap_or(NEWEST).clamp(1, PAGE);
    let after = request.after.as_ref().map(JobPlace::after).transpose()?;
    // One more than asked for tells whether there is another page.
    let jobs = ledger.jobs(after, limit + 1).await?;
    Ok(view::jobs(
        &jobs,
        limit,
        ledger.settings().await?.display,
        now,
        zone,
    )?)
}

impl JobPlace {
    fn after(&self) -> Result<After, TimeError> {
        let at = DateTime::parse_from_rfc3339(&self.at).map_err(|_| TimeError::Unreadable)?;
        Ok(After {
            at: at.to_utc(),
            id: self.id,
        })
    }
}

/// The entries, newest first, undone ones too.
pub async fn list_entries<Z: TimeZone>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<EntryView>, Error>
where
    Z::Offset: std::fmt::Display,
{
    let display = ledger.settings().await?.display;
    let entries = ledger.entries(ENTRIES).await?;
    Ok(entries
        .iter()
        .map(|entry| view::entry(entry, display, now, zone))
        .collect::<Result<_, _>>()?)
}

/// Undoes one change, or the last, and says which.
pub async fn undo(
    ledger: &Ledger,
    request: &Undo,
    now: DateTime<Utc>,
) -> Result<ChangeView, Error> {
    let undone = ledger.undo(request.change, now).await?;
    Ok(view::change(&undone, ledger.settings().await?.display)?)
}

/// Keeps the choices named in `changes`.
/// Gives the change that undoes it; none where nothing differs.
pub async fn save_settings(
    ledger: &Ledger,
    changes: &Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let chosen = input::settings(changes, ledger.settings().await?, now)?;
    ledger.save_settings(&chosen, now).await
}

/// Puts all choices back to how they were at first.
/// Gives the change that undoes it; none where nothing differs.
pub async fn reset_settings(ledger: &Ledger, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
    ledger
        .save_settings(&ledger.settings().await?.reset(), now)
        .await
}
