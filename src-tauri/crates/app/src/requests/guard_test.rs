//! Trying the guard: the fate of a call that is not made.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::{Basis, Job};
use fal_budget_domain::money::Money;
use fal_budget_domain::settings::Settings;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use fal_budget_store::tables::page::{Filter, Order, Place};

use crate::Error;
use crate::format::{self, GatewayUse};

/// Number of the dearest jobs among which one is looked for that counts.
const LOOKED_AT: i64 = 50;

/// Says what would happen to a call that costs as much as the dearest so far, without making it.
/// `answers` is `false` if no gateway could be asked.
pub async fn test_guard<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    answers: bool,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<String, Error> {
    if !answers {
        return Ok(say!("guard-test-no-gateway"));
    }
    let guard = ledger.guard().await?;
    let status = || format::guard_status(&guard, GatewayUse::Used, now, zone);
    if !guard.is_enforcing(now) {
        return Ok(say!("guard-test-open", status = status()));
    }
    let settings = ledger.settings().await?;
    let (sample, cost) = sample(ledger, &settings).await?;
    let (funds, breach) = ledger.can_spend(cost, now, zone).await?;
    let answer = format::can_spend(cost, funds, breach.as_ref(), settings.display)?;
    let said = say!("guard-test", sample = sample, answer = answer);
    // A permission for one call outweighs the limit that was named.
    let is_allowed = guard.allowed_until.is_some_and(|until| now < until);
    let has_more = !ledger.scoped_limits().await?.is_empty();
    Ok(match breach {
        Some(_) if is_allowed => format!("{said} {}", status()),
        None if has_more => format!("{said} {}", say!("guard-test-scoped")),
        _ => said,
    })
}

/// Describes the dearest job that counts, or an image if there is none, with its cost.
async fn sample(ledger: &Ledger, settings: &Settings) -> Result<(String, Money), Error> {
    let place = Place {
        offset: 0,
        limit: LOOKED_AT,
        total: LOOKED_AT,
    };
    let jobs = ledger
        .find_jobs(&Filter::default(), Order::CostDescending, place)
        .await?;
    let counts = |job: &&Job| job.voided_at.is_none() && job.what.basis != Basis::Correction;
    let dearest = jobs.iter().find(counts);
    let priced = dearest.and_then(|job| Some((&job.what, job.what.cost?)));
    let shown = |cost| format::price(cost, settings.display);
    if let Some((job, cost)) = priced {
        let what = format::job_title(job);
        let sample = say!("guard-test-dearest", what = what, cost = shown(cost)?);
        return Ok((sample, cost));
    }
    let cost = settings.rates.image;
    Ok((say!("guard-test-image", cost = shown(cost)?), cost))
}
