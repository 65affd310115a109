//! The guard, as Settings and the standing line show it.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use super::{Alert, as_typed};
use crate::domain::currency::MoneyFormat;
use crate::domain::guard::GuardSettings;
use crate::domain::money::{Money, TooLarge};
use crate::format;
use crate::ledger::LedgerSnapshot;

/// The guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GuardView {
    /// Calls are held against the limits.
    pub on: bool,
    /// What is to be left, in US dollars as it is typed; empty for no such limit, as in those
    /// below.
    pub floor: String,
    /// The most of a day.
    pub day: String,
    /// The most of a month.
    pub month: String,
    /// The most of one call.
    pub job: String,
    /// Calls of models without a price are refused.
    pub refuses_unpriced: bool,
    /// It lets calls pass for a while.
    pub paused: bool,
    /// How it stands.
    pub status: String,
    /// What it cannot do as things are; null where it can do all.
    pub gap: Option<String>,
    /// What it refused, until the person has seen to it.
    pub refusal: Option<Alert>,
}

/// Shows it.
pub fn guard<Z: TimeZone>(
    standing: &LedgerSnapshot,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<GuardView, TooLarge>
where
    Z::Offset: std::fmt::Display,
{
    let guard = &standing.guard;
    let refusal = standing
        .refusal
        .as_ref()
        .map(|refusal| format::refusal(refusal, display, now, zone))
        .transpose()?;
    Ok(GuardView {
        on: guard.is_on,
        floor: typed(guard.floor),
        day: typed(guard.day),
        month: typed(guard.month),
        job: typed(guard.job),
        refuses_unpriced: guard.refuses_unpriced,
        paused: guard.is_on && !guard.is_enforcing(now),
        status: format::guard_status(guard, now, zone),
        gap: format::guard_gap(guard, standing.balance.remaining()?.is_some()),
        refusal: refusal.map(|(title, text)| Alert { title, text }),
    })
}

/// The limits by name, in US dollars, for a terminal.
#[must_use]
pub fn limits(guard: &GuardSettings) -> Vec<(&'static str, String)> {
    let unpriced = if guard.refuses_unpriced {
        "refuse"
    } else {
        "allow"
    };
    let named = [
        ("floor", guard.floor),
        ("day", guard.day),
        ("month", guard.month),
        ("job", guard.job),
    ];
    let shown = |limit| {
        Some(typed(limit))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| "none".to_owned())
    };
    let amounts = named.into_iter().map(|(name, limit)| (name, shown(limit)));
    amounts.chain([("unpriced", unpriced.to_owned())]).collect()
}

fn typed(limit: Option<Money>) -> String {
    limit.map(as_typed).unwrap_or_default()
}
