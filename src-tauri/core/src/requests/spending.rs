//! Looking at spending, and reconciling.

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::drift::Drift;
use crate::domain::money::Money;
use crate::domain::period::{Grain, Reach};
use crate::domain::spending::Split;
use crate::input;
use crate::ledger::Ledger;
use crate::view::{self, DriftView, SpendingView};

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
pub struct Stated {
    /// Typed text or a number.
    pub stated: Value,
}

impl GetSpending {
    fn reach(&self) -> Reach {
        Reach::ALL
            .into_iter()
            .find(|reach| Some(reach.days()) == self.days)
            .unwrap_or(Reach::ThirtyDays)
    }

    /// A year of days would be too narrow to see, a week of months one column.
    fn grain(&self, reach: Reach) -> Grain {
        match (self.grain.as_deref(), reach) {
            (Some("day"), Reach::SevenDays | Reach::ThirtyDays | Reach::NinetyDays) => Grain::Day,
            (Some("week"), Reach::ThirtyDays | Reach::NinetyDays | Reach::Year) => Grain::Week,
            (Some("month"), Reach::NinetyDays | Reach::Year) => Grain::Month,
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
pub async fn find_drift(
    ledger: &Ledger,
    request: &Stated,
    now: DateTime<Utc>,
) -> Result<DriftView, Error> {
    let drift = ledger.drift(stated(ledger, request).await?, now).await?;
    shown(ledger, &drift).await
}

/// Books how far they are off. Gives the change that undoes it.
pub async fn reconcile(
    ledger: &Ledger,
    request: &Stated,
    now: DateTime<Utc>,
) -> Result<(i64, DriftView), Error> {
    let (change, drift) = ledger
        .reconcile(stated(ledger, request).await?, now)
        .await?;
    Ok((change, shown(ledger, &drift).await?))
}

async fn stated(ledger: &Ledger, request: &Stated) -> Result<Money, Error> {
    let typed = Some(&request.stated)
        .filter(|value| !value.is_null())
        .cloned()
        .unwrap_or_else(|| Value::from(""));
    let stated = input::budget(&typed, ledger.settings().await?.display)?;
    stated.ok_or(Error::NothingToReconcile)
}

async fn shown(ledger: &Ledger, drift: &Drift) -> Result<DriftView, Error> {
    Ok(view::drift(drift, ledger.settings().await?.display)?)
}
