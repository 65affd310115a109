//! What callers can ask for of the guard.

use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Map, Value};

use crate::Error;
use crate::input;
use crate::ledger::Ledger;
use crate::{format, view};

/// Whether an amount can be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanSpend {
    /// It can.
    pub yes: bool,
    /// Why, or what would be left.
    pub reason: String,
}

/// `set_guard`: the limits that are named, as typed in US dollars; null or empty for none.
pub async fn set_guard(ledger: &Ledger, changes: &Map<String, Value>) -> Result<(), Error> {
    let display = ledger.settings().await?.display;
    let chosen = input::guard(changes, ledger.guard().await?, display)?;
    ledger.set_guard(|guard| *guard = chosen).await
}

/// Whether an amount, as typed, can be spent: within the limits while the guard watches, else
/// within the balance.
pub async fn can_spend<Z: TimeZone>(
    ledger: &Ledger,
    typed: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<CanSpend, Error> {
    let display = ledger.settings().await?.display;
    let amount = input::spending(typed, display)?;
    let (means, breach) = ledger.can_spend(amount, now, zone).await?;
    // Of a balance that nobody knows nothing can be promised, unless limits are all that is asked
    // for.
    let is_blind = means.remaining.is_none() && !ledger.guard().await?.is_enforcing(now);
    let reason = format::can_spend(amount, means, breach.as_ref(), display)?;
    Ok(if is_blind {
        CanSpend {
            yes: false,
            reason: format::nothing_known_to_spend(),
        }
    } else {
        CanSpend {
            yes: breach.is_none(),
            reason,
        }
    })
}

/// How the guard stands, for a terminal.
pub async fn guard_lines<Z: TimeZone>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<String, Error>
where
    Z::Offset: std::fmt::Display,
{
    let guard = ledger.guard().await?;
    let is_balance_known = ledger.balance(now, zone).await?.remaining()?.is_some();
    let limits = view::limits(&guard)
        .into_iter()
        .map(|(name, text)| format!("  {name} {text}"));
    let mut lines = vec![format::guard_status(&guard, now, zone)];
    lines.extend(limits);
    lines.extend(format::guard_gap(&guard, is_balance_known));
    if let Some(refusal) = ledger.refusal().await? {
        let (title, text) = format::refusal(&refusal, ledger.settings().await?.display, now, zone)?;
        lines.push(format!("{title} {text}"));
    }
    Ok(lines.join("\n"))
}
