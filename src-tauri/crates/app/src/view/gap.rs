//! The steps from the ledger's own balance to fal's figure.

use fal_budget_domain::balance::entry::EntryOrigin;
use fal_budget_domain::live::connection::LiveBalance;
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_i18n::say;
use fal_budget_ledger::Overview;
use serde::Serialize;

use super::Amount;
use crate::format;

/// A line of the list that leads from the ledger's own balance to fal's figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GapLine {
    /// Name of the amount.
    pub label: String,
    /// The amount; null when it is not known.
    pub amount: Option<Amount>,
    /// Explanation of the amount.
    pub note: String,
}

/// Lists the amounts between the ledger's own balance and fal's figure. Returns `None` while no key
/// is connected.
pub(super) fn gap(
    overview: &Overview,
    display: MoneyFormat,
) -> Result<Option<Vec<GapLine>>, TooLarge> {
    let (Some(live), Some(entered)) = (&overview.balance.live, overview.balance.budget()) else {
        return Ok(None);
    };
    let balance = &overview.balance;
    let own = entered.minus(balance.since.cost)?;
    let is_topped_up = balance
        .entry
        .as_ref()
        .is_some_and(|entry| entry.origin == EntryOrigin::ToppedUp);
    // What was charged beside a top-up made its rise smaller, and shows nowhere.
    let nothing = if is_topped_up {
        say!("gap-unexplained-none-since")
    } else {
        say!("gap-unexplained-none")
    };
    Ok(Some(lines(
        own,
        live,
        balance.since.unpriced,
        nothing,
        display,
    )?))
}

/// The lines in the order in which they add up: own + pending + unexplained = fal's. `nothing` is
/// said where all is explained.
fn lines(
    own: Money,
    live: &LiveBalance,
    unpriced: i64,
    nothing: String,
    display: MoneyFormat,
) -> Result<Vec<GapLine>, TooLarge> {
    let (fal, pending) = (live.connection.reading.amount, live.pending);
    let unexplained = fal.minus(own)?.minus(pending)?;
    // A negative amount means that fal has charged more than the ledger knows of.
    let note = match unexplained.nano() {
        0 => nothing,
        ..0 => say!("gap-unexplained-more"),
        _ => say!("gap-unexplained-less"),
    };
    let row = |label, amount, note| known(label, amount, note, display);
    let own = row(say!("gap-own"), own, say!("gap-own-note"))?;
    let pending = row(say!("gap-held"), pending, say!("gap-held-note"))?;
    let unexplained = row(say!("gap-unexplained"), unexplained, note)?;
    let fal = row(say!("gap-fal"), fal, say!("gap-fal-note"))?;
    let unknown = unknown_cost(unpriced);
    Ok([own, pending]
        .into_iter()
        .chain(unknown)
        .chain([unexplained, fal])
        .collect())
}

fn known(
    label: String,
    amount: Money,
    note: String,
    display: MoneyFormat,
) -> Result<GapLine, TooLarge> {
    Ok(GapLine {
        label,
        amount: Some(Amount::total(amount, display)?),
        note,
    })
}

/// The line of jobs without a price. Their cost is part of what is unexplained, and an amount of
/// zero would deny that.
fn unknown_cost(unpriced: i64) -> Option<GapLine> {
    (unpriced > 0).then(|| GapLine {
        label: say!("gap-unknown"),
        amount: None,
        note: say!(
            "gap-unknown-note",
            jobs = format::jobs_with_unpriced(unpriced, unpriced)
        ),
    })
}
