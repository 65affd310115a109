//! The way from the ledger's own figure to fal's.

use serde::Serialize;

use super::Amount;
use crate::domain::currency::MoneyFormat;
use crate::domain::money::{Money, TooLarge};
use crate::format;
use crate::ledger::Overview;
use crate::say;

/// A line between the ledger's own figure and fal's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GapLine {
    /// What it is.
    pub label: String,
    /// How much; null where that is not known.
    pub amount: Option<Amount>,
    /// What it means.
    pub note: String,
}

/// From the ledger's own figure to fal's, with what explains the difference.
pub(super) fn gap(seen: &Overview, display: MoneyFormat) -> Result<Option<Vec<GapLine>>, TooLarge> {
    let (Some(live), Some(amount)) = (&seen.balance.live, seen.balance.budget()) else {
        return Ok(None);
    };
    let fal = live.connection.reading.amount;
    let own = amount.minus(seen.balance.since.cost)?;
    let unexplained = fal.minus(own)?.minus(live.pending)?;
    let row = |label: String, amount: Money, note: String| {
        Ok(GapLine {
            label,
            amount: Some(Amount::total(amount, display)?),
            note,
        })
    };
    let mut lines = vec![
        row(say!("gap-own"), own, say!("gap-own-note"))?,
        row(say!("gap-held"), live.pending, say!("gap-held-note"))?,
    ];
    let unpriced = seen.balance.since.unpriced;
    if unpriced > 0 {
        let note = say!(
            "gap-unknown-note",
            jobs = format::jobs_with_unpriced(unpriced, unpriced)
        );
        lines.push(GapLine {
            label: say!("gap-unknown"),
            amount: None,
            note,
        });
    }
    let note = match unexplained.nano() {
        0 => say!("gap-unexplained-none"),
        ..0 => say!("gap-unexplained-more"),
        _ => say!("gap-unexplained-less"),
    };
    lines.push(row(say!("gap-unexplained"), unexplained, note)?);
    lines.push(row(say!("gap-fal"), fal, say!("gap-fal-note"))?);
    Ok(Some(lines))
}
