//! The guard, as Settings and the standing line show it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::balance::share::Share;
use fal_budget_domain::guard::GuardSettings;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_ledger::LedgerSnapshot;
use serde::Serialize;

use super::{Alert, Amount, as_typed, ratio};
use crate::format::{self, GatewayUse};

/// The guard. Limits are in US dollars, as they are typed; an empty one is not set.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GuardView {
    /// True when calls are held against the limits.
    pub on: bool,
    /// Least amount that must be left of the balance.
    pub floor: String,
    /// Upper limit on a day's spending.
    pub day: String,
    /// Upper limit on a week's spending.
    pub week: String,
    /// Upper limit on a month's spending.
    pub month: String,
    /// Upper limit on the cost of one call.
    pub job: String,
    /// Rule for calls without an upper bound: `one`, `refuse` or `allow`.
    pub unpriced: &'static str,
    /// True while calls pass for some time.
    pub paused: bool,
    /// First link that does not hold: `gateway`, `programs` or `guard`; `none` if all do.
    pub weakest: &'static str,
    /// Place of the floor on the bar of the balance, 0 to 1; null without a floor or a 100 % mark.
    pub floor_part: Option<f64>,
    /// The floor, as a person reads it.
    pub floor_shown: Option<Amount>,
    /// Status in a sentence.
    pub status: String,
    /// Limit that cannot be enforced as things are; null when all can.
    pub gap: Option<String>,
    /// Calls that were refused, until the person has dismissed it.
    pub refusal: Option<Alert>,
}

/// Shows the guard.
pub fn guard<Z: TimeZone<Offset: Display>>(
    ledger: &LedgerSnapshot,
    gateway: GatewayUse,
    display: MoneyFormat,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<GuardView, TooLarge> {
    let guard = &ledger.guard;
    let refusal = ledger
        .refusal
        .as_ref()
        .map(|refusal| format::refusal(refusal, display, now, zone))
        .transpose()?;
    Ok(GuardView {
        on: guard.is_on,
        floor: typed(guard.floor),
        day: typed(guard.day),
        week: typed(guard.week),
        month: typed(guard.month),
        job: typed(guard.job),
        unpriced: guard.unpriced.into_str(),
        // A guard that is off lets calls pass too, but a pause ends by itself.
        paused: guard.is_on && !guard.is_enforcing(now),
        weakest: weakest(gateway, guard.is_enforcing(now)),
        floor_part: guard
            .floor
            .filter(|_| guard.is_on)
            .zip(ledger.balance.reference())
            .and_then(|(floor, reference)| Share::new(floor, reference))
            .map(ratio),
        floor_shown: guard
            .floor
            .filter(|_| guard.is_on)
            .map(|floor| Amount::total(floor, display))
            .transpose()?,
        status: format::guard_status(guard, gateway, now, zone),
        gap: format::guard_gap(guard, ledger.balance.remaining()?.is_some()),
        refusal: refusal.map(|(title, text)| Alert { title, text }),
    })
}

/// Names the first link of gateway, programs and guard that does not hold.
const fn weakest(gateway: GatewayUse, is_enforcing: bool) -> &'static str {
    match (gateway, is_enforcing) {
        (GatewayUse::Off, _) => "gateway",
        (GatewayUse::Unused, _) => "programs",
        (GatewayUse::Used, false) => "guard",
        (GatewayUse::Used, true) => "none",
    }
}

/// Lists the limits by name, in US dollars, for a terminal. Names and values are words of the
/// command line, which no language translates.
#[must_use]
pub fn limits(guard: &GuardSettings) -> Vec<(&'static str, String)> {
    let named = [
        ("floor", guard.floor),
        ("day", guard.day),
        ("week", guard.week),
        ("month", guard.month),
        ("job", guard.job),
    ];
    let shown = |limit| {
        Some(typed(limit))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| "none".to_owned())
    };
    let amounts = named.into_iter().map(|(name, limit)| (name, shown(limit)));
    let unpriced = guard.unpriced.into_str().to_owned();
    amounts.chain([("unpriced", unpriced)]).collect()
}

fn typed(limit: Option<Money>) -> String {
    limit.map(as_typed).unwrap_or_default()
}
