//! All that the window shows at one moment.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::money::TooLarge;
use crate::ledger::LedgerSnapshot;

use super::{
    AlertStatus, AlertsView, BudgetView, ChangeView, GatewayState, GatewayView, GuardView, JobView,
    LiveView, SettingsView, alerts, budget, change, gateway, guard, jobs, live, settings,
};

/// The page's state: it renders this and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Counts what was shown before: an answer that was overtaken by newer figures is older than
    /// they are.
    pub revision: u32,
    /// What is left and what was spent.
    pub budget: BudgetView,
    /// The connected key; null without one.
    pub live: Option<LiveView>,
    /// fal.ai is played by a stand-in on this computer.
    pub demo: bool,
    /// The newest jobs.
    pub jobs: Vec<JobView>,
    /// There are older ones.
    pub more_jobs: bool,
    /// What the person chose.
    pub settings: SettingsView,
    /// The person is new here, and is told what to do first.
    pub welcome: bool,
    /// The gateway.
    pub gateway: GatewayView,
    /// The guard.
    pub guard: GuardView,
    /// Alerts.
    pub alerts: AlertsView,
    /// What *Undo* would undo; null where nothing can be.
    pub last_change: Option<ChangeView>,
}

/// Shows what the ledger holds, with up to `limit` jobs.
pub fn snapshot<Z: TimeZone>(
    standing: &LedgerSnapshot,
    station: &GatewayState,
    outlook: &AlertStatus,
    demo: bool,
    limit: u32,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Snapshot, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let display = standing.settings.display;
    let budget = budget(&standing.balance, display, now, zone)?;
    let page = jobs(&standing.jobs, limit, display, now, zone)?;
    Ok(Snapshot {
        revision: 0,
        alerts: alerts(
            &standing.alerts,
            outlook,
            budget.display.alert.is_some(),
            display,
        )?,
        budget,
        live: standing
            .balance
            .live
            .as_ref()
            .map(|each| live(each, standing, now, zone))
            .transpose()?,
        demo: demo
            || standing
                .balance
                .live
                .as_ref()
                .is_some_and(|live| live.connection.is_demo),
        jobs: page.jobs,
        more_jobs: page.more,
        settings: settings(&standing.settings),
        welcome: is_new(standing),
        gateway: gateway(station, standing, now, zone),
        guard: guard(standing, display, now, zone)?,
        last_change: standing
            .last_change
            .as_ref()
            .map(|each| change(each, display))
            .transpose()?,
    })
}

/// Nothing was entered, logged or connected yet, and the welcome was not put away.
fn is_new(standing: &LedgerSnapshot) -> bool {
    let has_begun = standing.balance.entry.is_some()
        || standing.balance.live.is_some()
        || !standing.jobs.is_empty()
        || standing.open_calls > 0;
    !standing.settings.welcomed && !has_begun
}
