//! The lock of the account, as the window's standing line shows it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::TooLarge;
use fal_budget_ledger::LedgerSnapshot;
use serde::Serialize;

use crate::format;

/// A lock of the account, also while it is watched after its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LockView {
    /// fal's message, or that calls pass again.
    pub title: String,
    /// The consequence, and what to do about it.
    pub text: String,
    /// Report to send to fal's support.
    pub report: String,
    /// True while fal refuses what the account runs.
    pub locked: bool,
}

/// Shows the lock of the account. Returns `None` if there is none, or it is over.
pub fn account_lock<Z: TimeZone<Offset: Display>>(
    ledger: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Option<LockView>, TooLarge> {
    let Some(lock) = ledger
        .balance
        .lock
        .as_ref()
        .filter(|lock| !lock.is_over(now))
    else {
        return Ok(None);
    };
    let (title, text) = format::account_lock(lock, now, zone);
    let connection = ledger.balance.live.as_ref().map(|live| &live.connection);
    Ok(Some(LockView {
        title,
        text,
        report: format::lock_report(lock, &ledger.lock_events, connection)?,
        locked: lock.is_locked(),
    }))
}
