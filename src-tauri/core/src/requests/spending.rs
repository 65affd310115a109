//! Looking at spending, and reconciling.

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::discrepancy::Discrepancy;
use crate::domain::money::Money;
use crate::domain::period::{Granularity, Lookback};
use crate::domain::spending::Split;
use crate::input;
use crate::ledger::Ledger;
use crate::view::{self, DiscrepancyView, SpendingView};

/// `get_spending`: how far back, and how it is shown; what is not known or missing is as it comes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct GetSpending {
    /// 7, 30, 90 or 365.
    pub days: Option<u32>,
    /// `day`, `week` or `month`.
    pub grain: Option<String>,
    /// `model`, `tag` or `none`.
    pub split: Option<String>,
}

/// `find_drift`, `reconcile`: what the dashboard says.
#[derive(Clone, Debug, Deserialize)]
pub struct StatedBalance {
    /// Typed text or a number.
    pub stated: Value,
}

impl GetSpending {
    fn reach(&self) -> Lookback {
        Lookback::ALL
            .into_iter()
            .find(|reach| Some(reach.days()) == self.days)
            .unwrap_or(Lookback::ThirtyDays)
    }

    /// A year of days would be too narrow to see, a week of months one column.
    fn grain(&self, reach: Lookback) -> Granularity {
        match (self.grain.as_deref(), reach) {
            (Some("day"), Lookback::SevenDays | Lookback::ThirtyDays | Lookback::NinetyDays) => {
                Granularity::Day
            }
            (Some("week"), Lookback::ThirtyDays | Lookback::NinetyDays | Lookback::Year) => {
                Granularity::Week
            }
            (Some("month"), Lookback::NinetyDays | Lookback::Year) => Granularity::Month,
            _ => reach.grain(),
        }
    }

    fn split(&self) -> Split {
        match self.split.as_deref() {
            Some("model") => Split::Model,
            Some("tag") => Split::Tag,
            _ => Split::None,
        }
    }
}

/// Shows what was spent, and what stands beside it.
pub async fn get_spending<Z: TimeZone>(
    ledger: &Ledger,
    request: &GetSpending,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<SpendingView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let (reach, split) = (request.reach(), request.split());
    let grain = request.grain(reach);
    let period = reach.ending(now.with_timezone(zone).date_naive(), grain);
    let seen = ledger.overview(&period, split, now, zone).await?;
    Ok(view::spending(&seen, (grain, split), now, zone)?)
}

/// Says how far the books are off; nothing is stored.
pub async fn find_discrepancy(
    ledger: &Ledger,
    request: &StatedBalance,
    now: DateTime<Utc>,
) -> Result<DiscrepancyView, Error> {
    let drift = ledger
        .discrepancy(stated(ledger, request).await?, now)
        .await?;
    shown(ledger, &drift).await
}

/// Books how far they are off. Gives the change that undoes it.
pub async fn reconcile(
    ledger: &Ledger,
    request: &StatedBalance,
    now: DateTime<Utc>,
) -> Result<(i64, DiscrepancyView), Error> {
    let (change, drift) = ledger
        .reconcile(stated(ledger, request).await?, now)
        .await?;
    Ok((change, shown(ledger, &drift).await?))
}

async fn stated(ledger: &Ledger, request: &StatedBalance) -> Result<Money, Error> {
    let typed = Some(&request.stated)
        .filter(|value| !value.is_null())
        .cloned()
        .unwrap_or_else(|| Value::from(""));
    let stated = input::budget(&typed, ledger.settings().await?.display)?;
    stated.ok_or(Error::NothingToReconcile)
}

async fn shown(ledger: &Ledger, drift: &Discrepancy) -> Result<DiscrepancyView, Error> {
    Ok(view::discrepancy(drift, ledger.settings().await?.display)?)
}
