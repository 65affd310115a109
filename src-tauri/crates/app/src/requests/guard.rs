//! Requests about the guard: its limits, its status, and whether an amount can be spent.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::guard::scope::ScopeKind;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use serde_json::{Map, Value};

use crate::format::GatewayUse;
use crate::{Error, format, input, view};

/// The answer to "can this amount be spent?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanSpend {
    /// True when the amount can be spent.
    pub yes: bool,
    /// A sentence with the reason, or with what would be left.
    pub reason: String,
}

/// Sets the limits that `changes` names, in US dollars as typed, and leaves the others. Null and
/// empty remove a limit.
pub async fn set_guard(ledger: &Ledger, changes: &Map<String, Value>) -> Result<(), Error> {
    let display = ledger.settings().await?.display;
    let chosen = input::guard(changes, ledger.guard().await?, display)?;
    Ok(ledger.set_guard(|guard| *guard = chosen).await?)
}

/// Sets the limits of one scope that `changes` names, in US dollars as typed, and leaves the
/// others. Null and empty remove a limit.
pub async fn limit_scope(
    ledger: &Ledger,
    (kind, name): (ScopeKind, &str),
    changes: &Map<String, Value>,
) -> Result<(), Error> {
    let scope = input::scope(kind, name, &ledger.key_names().await?)?;
    let limits = input::scoped_limits(changes, ledger.settings().await?.display)?;
    Ok(ledger.set_scoped_limits(&scope, &limits).await?)
}

/// Decides whether an amount, as typed, can be spent: within the limits while the guard enforces
/// them, else within the balance.
pub async fn can_spend<Z: TimeZone>(
    ledger: &Ledger,
    typed: &str,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<CanSpend, Error> {
    let display = ledger.settings().await?.display;
    let amount = input::spending(typed, display)?;
    let (funds, breach) = ledger.can_spend(amount, now, zone).await?;
    // Without limits only the balance can answer, and an unknown one promises nothing. With limits
    // a yes means that they allow the amount, and the reason says that the balance is not known.
    if funds.remaining.is_none() && !ledger.guard().await?.is_enforcing(now) {
        return Ok(CanSpend {
            yes: false,
            reason: format::nothing_known_to_spend(),
        });
    }
    Ok(CanSpend {
        yes: breach.is_none(),
        reason: format::can_spend(amount, funds, breach.as_ref(), display)?,
    })
}

/// The guard's status and limits, one a line, for a terminal.
pub async fn guard_lines<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    is_gateway_running: bool,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<String, Error> {
    let guard = ledger.guard().await?;
    let is_balance_known = ledger.balance(now, zone).await?.remaining()?.is_some();
    let limits = view::limits(&guard)
        .into_iter()
        .map(|(name, text)| format!("  {name} {text}"));
    let refusal = ledger.refusal().await?;
    let gateway = match (is_gateway_running, ledger.last_applied().await?) {
        (false, _) => GatewayUse::Off,
        (true, 0) if refusal.is_none() => GatewayUse::Unused,
        (true, _) => GatewayUse::Used,
    };
    let mut lines = vec![format::guard_status(&guard, gateway, now, zone)];
    lines.extend(limits);
    let (funds, display) = (
        ledger.scoped_funds(now, zone).await?,
        ledger.settings().await?.display,
    );
    let keys = ledger.key_names().await?;
    for part in &funds {
        lines.push(format!("  {}", format::scoped_limit(part, &keys, display)?));
    }
    lines.extend(format::guard_gap(&guard, is_balance_known));
    if let Some(refusal) = refusal {
        let (title, text) = format::refusal(&refusal, ledger.settings().await?.display, now, zone)?;
        lines.push(format!("{title} {text}"));
    }
    Ok(lines.join("\n"))
}

/// The account's lock and the report about it, for a terminal.
pub async fn lock_lines<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<String, Error> {
    let snapshot = ledger.snapshot(now, zone, 0).await?;
    Ok(match view::account_lock(&snapshot, now, zone)? {
        Some(lock) => format!("{}\n{}\n\n{}", lock.title, lock.text, lock.report),
        None => say!("lock-none"),
    })
}
