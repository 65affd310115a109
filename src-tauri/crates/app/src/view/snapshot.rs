//! Everything that the window shows at one moment.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::TooLarge;
use fal_budget_ledger::LedgerSnapshot;
use serde::Serialize;

use super::gateway::gateway_use;
use super::{
    AlertStatus, AlertsView, BudgetView, ChangeView, GatewayState, GatewayView, GuardView, JobView,
    LiveView, LockView, SettingsView, account_lock, alerts, budget, change, gateway, guard, jobs,
    live, settings,
};

/// The page's state: the page renders this and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "the page asks for each by its name"
)]
pub struct Snapshot {
    /// Number of the snapshot, higher than that of every older one: the page drops an answer that
    /// newer figures have overtaken.
    pub revision: u32,
    /// Balance and what was spent.
    pub budget: BudgetView,
    /// The connected key; null without one.
    pub live: Option<LiveView>,
    /// The lock of the account; null while there is none.
    pub lock: Option<LockView>,
    /// True when a stand-in on this computer plays fal.ai.
    pub demo: bool,
    /// The newest jobs.
    pub jobs: Vec<JobView>,
    /// True when there are older jobs.
    pub more_jobs: bool,
    /// The person's choices.
    pub settings: SettingsView,
    /// True when the person is new and is told what to do first.
    pub welcome: bool,
    /// True when all that is shown is the sample.
    pub sample: bool,
    /// The gateway.
    pub gateway: GatewayView,
    /// The guard.
    pub guard: GuardView,
    /// Alerts.
    pub alerts: AlertsView,
    /// The change that *Undo* would undo; null when there is none.
    pub last_change: Option<ChangeView>,
}

/// Shows a ledger with the newest `limit` jobs. The revision is 0: whoever shows snapshots numbers
/// them.
pub fn snapshot<Z: TimeZone<Offset: Display>>(
    ledger: &LedgerSnapshot,
    gateway_state: &GatewayState,
    alert_status: &AlertStatus,
    demo: bool,
    limit: u32,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Snapshot, TooLarge> {
    let display = ledger.settings.display;
    let budget = budget(&ledger.balance, display, now, zone)?;
    let page = jobs(&ledger.jobs, limit, display, now, zone)?;
    // The header's warning says already that the balance is low; alerts leave it out then.
    let is_low = budget.display.alert.is_some();
    let connected = ledger.balance.live.as_ref();
    let last_change = ledger.last_change.as_ref();
    Ok(Snapshot {
        revision: 0,
        alerts: alerts(&ledger.alerts, alert_status, is_low, display)?,
        budget,
        live: connected
            .map(|each| live(each, ledger, now, zone))
            .transpose()?,
        lock: account_lock(ledger, now, zone)?,
        // A figure that was read from a stand-in stays a demo's after the stand-in has gone.
        demo: demo || connected.is_some_and(|live| live.connection.is_demo),
        jobs: page.jobs,
        more_jobs: page.more,
        settings: settings(&ledger.settings),
        welcome: is_new(ledger),
        sample: ledger.settings.is_sample,
        gateway: gateway(gateway_state, ledger, now, zone),
        guard: guard(
            ledger,
            gateway_use(gateway_state, ledger),
            display,
            now,
            zone,
        )?,
        last_change: last_change.map(|each| change(each, display)).transpose()?,
    })
}

/// True when nothing was entered, logged or connected yet and the welcome was not dismissed.
pub(crate) fn is_new(ledger: &LedgerSnapshot) -> bool {
    let has_begun = ledger.balance.entry.is_some()
        || ledger.balance.live.is_some()
        || !ledger.jobs.is_empty()
        || ledger.open_calls > 0;
    !ledger.settings.welcomed && !has_begun
}
