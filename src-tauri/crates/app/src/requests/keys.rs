//! Requests about fal's keys that jobs were paid with: their ids and names.

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::plain_text::plain;
use fal_budget_domain::spending::period::DayGroup;
use fal_budget_domain::spending::{Series, Split};
use fal_budget_ledger::Ledger;
use serde::Serialize;

use crate::view::{self, Amount};
use crate::{Error, InputError, input};

/// A key, by its id: the secret is nowhere in this program's files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyView {
    /// The part of the key before the colon.
    pub id: String,
    /// The person's name of the key, else fal's; null without one.
    pub name: Option<String>,
    /// Cost of its jobs in the last thirty days, in US dollars.
    pub spent: f64,
    /// The same, as a person reads it.
    #[serde(skip)]
    pub shown: Amount,
}

/// Lists the keys that jobs were paid with, and those that have a name.
pub async fn keys<Z: TimeZone>(
    ledger: &Ledger,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Vec<KeyView>, Error> {
    let today = now.with_timezone(zone).date_naive();
    let days = DayGroup {
        first: today - chrono::Days::new(29),
        last: today,
    };
    let spending = ledger.breakdown(days, Split::Key, zone).await?;
    let (names, display) = (ledger.key_names().await?, ledger.settings().await?.display);
    let view = |id: KeyId| {
        let of_key = |part: &&Series| part.name.as_deref() == Some(id.as_str());
        let spent = spending.series.iter().find(of_key);
        let spent = spent.map_or_else(Default::default, |part| part.total.cost);
        let name = names.name(id.as_str());
        Ok(KeyView {
            name: (name != id.as_str()).then(|| plain(name).into_owned()),
            id: id.to_string(),
            spent: view::dollars(spent),
            shown: view::amount(spent, display)?,
        })
    };
    ledger.keys().await?.into_iter().map(view).collect()
}

/// Gives a key a name.
pub async fn name_key(ledger: &Ledger, key: &str, name: &str) -> Result<(), Error> {
    let id = ledger.key_names().await?.find(key);
    let id = id.ok_or(InputError::NoKey)?;
    Ok(ledger.name_key(&id, &input::name(name)?).await?)
}
