//! Requests about the sample: filling a new ledger with it.

use std::fmt::Display;
use std::ops::ControlFlow;
use std::path::Path;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;

use super::{MapColumns, import_jobs};
use crate::{Error, view};

/// Balance of the sample, and the time since it was entered.
const BALANCE: (Money, TimeDelta) = (Money::from_nano(30_000_000_000), TimeDelta::days(18));

/// Fills a ledger with the sample, whose table is in `file`, and marks it. Returns `false` and
/// changes nothing if the ledger is in use.
pub async fn begin_sample<Z>(
    ledger: &Ledger,
    file: &Path,
    now: DateTime<Utc>,
    zone: Z,
) -> Result<bool, Error>
where
    Z: TimeZone + Clone + Send + 'static,
    Z::Offset: Display + Send,
{
    if !view::is_new(&ledger.snapshot(now, &zone, 1).await?) {
        return Ok(false);
    }
    // Marked first: whatever fails after it, nobody takes a part of the sample for their own.
    ledger.remember_sample().await?;
    let (balance, age) = BALANCE;
    ledger.set_budget(balance, now - age).await?;
    let observer = &mut |_| ControlFlow::Continue(());
    import_jobs(ledger, file, &MapColumns::default(), (now, zone), observer).await?;
    Ok(true)
}
