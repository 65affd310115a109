//! All that the window shows at one moment.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::money::TooLarge;
use crate::ledger::Standing;

use super::{BudgetView, ChangeView, JobView, SettingsView, budget, change, jobs, settings};

/// The page's state: it renders this and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// What is left and what was spent.
    pub budget: BudgetView,
    /// The newest jobs.
    pub jobs: Vec<JobView>,
    /// There are older ones.
    pub more_jobs: bool,
    /// What the person chose.
    pub settings: SettingsView,
    /// What *Undo* would undo; null where nothing can be.
    pub last_change: Option<ChangeView>,
}

/// Shows what the ledger holds, with up to `limit` jobs.
pub fn snapshot<Z: TimeZone>(
    standing: &Standing,
    limit: u32,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Snapshot, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let display = standing.settings.display;
    let page = jobs(&standing.jobs, limit, display, now, zone)?;
    Ok(Snapshot {
        budget: budget(&standing.balance, display, now, zone)?,
        jobs: page.jobs,
        more_jobs: page.more,
        settings: settings(&standing.settings),
        last_change: standing.last_change.as_ref().map(|each| change(each, display)).transpose()?,
    })
}
