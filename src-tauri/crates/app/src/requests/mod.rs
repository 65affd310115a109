//! Use cases as callers ask for them: input is checked, the ledger acts, a view goes back. Window,
//! command line and local API send the same requests and get the same answers.
//!
//! `ui/types.d.ts` is generated from the request types too.

mod accounts;
mod alerts;
mod export;
mod gateway;
mod guard;
mod guard_test;
mod import;
mod jobs;
mod keys;
mod prices;
mod sample;
mod select;
mod spending;
mod window;

pub use crate::input::{JobRequest, TypedPeriod, days};
pub use accounts::{
    AccountStatus, AccountView, accounts, add_account, all_budgets, hide_account, in_account,
    rename_account, use_account,
};
pub use alerts::{
    AlertEvaluator, ChooseAlert, SwitchAlerts, choose_alert, evaluate_alerts, switch_alerts,
};
pub use export::{ExportArgs, ExportChoice, ExportForm, breakdown_csv, export_file};
pub use fal_budget_transfer::import::Spooled;
pub use gateway::{
    GatewayPort, OneOrigin, SwitchGateway, UnknownPrices, allow_origin, forbid_origin,
    look_up_open_calls, set_gateway_port, set_run_key_place, store_quotes, switch_gateway,
};
pub use guard::{CanSpend, can_spend, guard_lines, limit_scope, lock_lines, set_guard};
pub use guard_test::test_guard;
pub use import::{ImportObserver, MapColumns, import_jobs, preview_import, save_refused};
pub use jobs::{
    CorrectJob, FindJobs, OneJob, SomeJobs, TagJobs, correct_job, estimate_call, estimate_cost,
    find_jobs, log_job, repeat_job, tag_jobs, void_jobs,
};
pub use keys::{KeyView, keys, name_key};
pub use prices::{
    FindModels, OneModel, SetPrice, find_models, price_jobs, refresh_prices, return_to_list,
    set_price,
};
pub use sample::begin_sample;
pub use select::{JobFilter, JobSelection, break_down, select_jobs};
pub use spending::{
    GetSpending, StatedBalance, find_discrepancy, forecast, get_spending, reconcile,
};
pub use window::{
    ConnectArgs, EraseArgs, HideAmounts, ImportArgs, ImportWork, RestoreArgs, RunKeyArgs,
    StartAtLogin,
};

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::spending::day::TimeError;
use fal_budget_ledger::Ledger;
use fal_budget_store::tables::job::After;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::view::{
    self, AlertStatus, BudgetView, ChangeView, EntryView, GatewayState, JobsView, Snapshot,
};
use crate::{Error, input};

/// Jobs that the window shows before it is asked for more.
const NEWEST: u32 = 8;
/// Upper bound of the jobs on one page.
const PAGE: u32 = 200;
/// Upper bound of the entries that are listed.
const ENTRIES: u32 = 100;

/// `set_budget`: enters or clears the balance.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetBudget {
    /// Typed text, a number, or null to clear. Required: a request that forgets the field must not
    /// clear the balance.
    #[cfg_attr(test, ts(as = "Option<input::Typed>"))]
    pub budget: Value,
}

/// `list_jobs`: a page of jobs, newest first.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct ListJobs {
    /// Number of jobs, up to 200.
    pub limit: Option<u32>,
    /// Last job of the page before; the first page when missing.
    pub after: Option<JobPlace>,
}

/// A job's place in the list: two fields of its view.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct JobPlace {
    /// Time of the job, RFC 3339.
    pub at: String,
    /// Id of the job.
    pub id: i64,
}

/// `undo`: undoes a change.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct Undo {
    /// Id of the change; the newest when missing.
    pub change: Option<i64>,
}

/// Returns everything that the window shows.
pub async fn snapshot<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    gateway: &GatewayState,
    alerts: &AlertStatus,
    demo: bool,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Snapshot, Error> {
    // One more than is shown tells whether there are older ones.
    let current = ledger.snapshot(now, zone, NEWEST + 1).await?;
    Ok(view::snapshot(
        &current, gateway, alerts, demo, NEWEST, now, zone,
    )?)
}

/// Returns the balance and what was spent.
pub async fn budget<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<BudgetView, Error> {
    let display = ledger.settings().await?.display;
    Ok(view::budget(
        &ledger.balance(now, zone).await?,
        display,
        now,
        zone,
    )?)
}

/// Enters or clears the balance. Returns the change that undoes it, or `None` when there was
/// nothing to clear.
pub async fn set_budget(
    ledger: &Ledger,
    request: &SetBudget,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    match input::budget(&request.budget, ledger.settings().await?.display)? {
        Some(amount) => Ok(Some(ledger.set_budget(amount, now).await?)),
        None => Ok(ledger.clear_budget(now).await?),
    }
}

/// Enters a balance as fal says it, which may be below zero. Returns the change that undoes it.
pub async fn state_budget(ledger: &Ledger, typed: &str, now: DateTime<Utc>) -> Result<i64, Error> {
    let display = ledger.settings().await?.display;
    let amount = input::stated_balance(&Value::from(typed), display)?;
    Ok(ledger.set_budget(amount, now).await?)
}

/// Returns a page of jobs, newest first, with at least one and at most 200 jobs.
pub async fn list_jobs<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    request: &ListJobs,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<JobsView, Error> {
    let limit = request.limit.unwrap_or(NEWEST).clamp(1, PAGE);
    let after = request.after.as_ref().map(JobPlace::after).transpose()?;
    // One more than was asked for tells whether there is another page.
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

/// Lists the entries, newest first, undone ones included.
pub async fn list_entries<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<EntryView>, Error> {
    let display = ledger.settings().await?.display;
    let entries = ledger.entries(ENTRIES).await?;
    Ok(entries
        .iter()
        .map(|entry| view::entry(entry, display, now, zone))
        .collect::<Result<_, _>>()?)
}

/// Undoes one change, or the newest, and returns the one it was.
pub async fn undo(
    ledger: &Ledger,
    request: &Undo,
    now: DateTime<Utc>,
) -> Result<ChangeView, Error> {
    let undone = ledger.undo(request.change, now).await?;
    Ok(view::change(&undone, ledger.settings().await?.display)?)
}

/// Saves the choices named in `changes` and leaves the others. Returns the change that undoes it,
/// or `None` when nothing differs.
pub async fn save_settings(
    ledger: &Ledger,
    changes: &Map<String, Value>,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    let chosen = input::settings(changes, ledger.settings().await?, now)?;
    Ok(ledger.save_settings(&chosen, now).await?)
}

/// Resets all choices to their defaults. Returns the change that undoes it, or `None` when nothing
/// differs.
pub async fn reset_settings(ledger: &Ledger, now: DateTime<Utc>) -> Result<Option<i64>, Error> {
    let chosen = ledger.settings().await?.reset();
    Ok(ledger.save_settings(&chosen, now).await?)
}
