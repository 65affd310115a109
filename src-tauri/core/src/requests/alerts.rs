//! What callers can ask for of alerts, and the lookout for what they are about.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::alert::{
    AlertChoices, AlertError, AlertFacts, AlertKind, MOST_MARKS, date, days, percents,
};
use crate::domain::currency::MoneyFormat;
use crate::domain::forecast::Forecast;
use crate::domain::money::Money;
use crate::input;
use crate::ledger::Ledger;
use crate::view::{self, AlertNotification};

/// A forecast is made once in so long at most.
const PACED: TimeDelta = TimeDelta::minutes(1);

/// `switch_alerts`: the one switch.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SwitchAlerts {
    /// Whether the person wants to be told of anything.
    pub on: bool,
}

/// `choose_alert`: one kind.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseAlert {
    /// Which, by its name.
    pub kind: String,
    /// Whether it is wanted.
    pub on: bool,
    /// Its marks, as typed; missing where it has none. Those of a kind that is off may be empty.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<String>", optional))]
    pub typed: String,
}

/// Switches all alerts on or off.
pub async fn switch_alerts(ledger: &Ledger, request: &SwitchAlerts) -> Result<(), Error> {
    let choices = AlertChoices {
        is_on: request.on,
        ..ledger.alerts().await?
    };
    ledger.choose_alerts(&choices).await
}

/// Keeps whether a kind is wanted, and its marks.
pub async fn choose_alert<Z: TimeZone>(
    ledger: &Ledger,
    request: &ChooseAlert,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<(), Error> {
    let mut choices = ledger.alerts().await?;
    let kind = request
        .kind
        .parse::<AlertKind>()
        .map_err(|_| AlertError::Kind)?;
    let typed = request.typed.trim();
    if kind.has_marks() {
        let today = now.with_timezone(zone).date_naive();
        match (typed.is_empty(), request.on) {
            (true, true) => return Err(AlertError::Empty.into()),
            (true, false) => forget(&mut choices, kind),
            (false, _) => take(
                &mut choices,
                kind,
                typed,
                ledger.settings().await?.display,
                today,
            )?,
        }
    }
    choices.switch(kind, request.on);
    ledger.choose_alerts(&choices).await
}

fn forget(choices: &mut AlertChoices, kind: AlertKind) {
    match kind {
        AlertKind::Share => choices.shares.clear(),
        AlertKind::Amount => choices.amounts.clear(),
        AlertKind::RunsOut => choices.runs_out = None,
        AlertKind::Day => choices.day = None,
        AlertKind::Month => choices.month = None,
        AlertKind::Expiry => choices.expires_on = None,
        AlertKind::Locked | AlertKind::Refused | AlertKind::Unusual => {}
    }
}

fn take(
    choices: &mut AlertChoices,
    kind: AlertKind,
    typed: &str,
    display: MoneyFormat,
    today: NaiveDate,
) -> Result<(), Error> {
    match kind {
        AlertKind::Share => choices.shares = percents(typed)?,
        AlertKind::Amount => choices.amounts = amounts(typed, display)?,
        AlertKind::RunsOut => choices.runs_out = Some(days(typed)?),
        AlertKind::Day => choices.day = Some(amount(typed, display)?),
        AlertKind::Month => choices.month = Some(amount(typed, display)?),
        AlertKind::Expiry => choices.expires_on = Some(date(typed, today)?),
        AlertKind::Locked | AlertKind::Refused | AlertKind::Unusual => {}
    }
    Ok(())
}

/// Several amounts have a semicolon between them, as commas and spaces stand within one.
fn amounts(typed: &str, display: MoneyFormat) -> Result<Vec<Money>, Error> {
    let parts = typed
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let mut amounts = parts
        .map(|part| amount(part, display))
        .collect::<Result<Vec<_>, _>>()?;
    amounts.sort_unstable_by(|a, b| b.cmp(a));
    amounts.dedup();
    match amounts.len() {
        0 => Err(AlertError::Empty.into()),
        count if count > MOST_MARKS => Err(AlertError::TooMany.into()),
        _ => Ok(amounts),
    }
}

fn amount(typed: &str, display: MoneyFormat) -> Result<Money, Error> {
    let amount = input::budget(&Value::from(typed), display)?;
    Ok(amount
        .filter(|amount| *amount > Money::ZERO)
        .ok_or(AlertError::Zero)?)
}

/// Looks where something has changed or a day has begun, and makes no forecast more often than it
/// must.
#[derive(Debug, Default)]
pub struct AlertEvaluator {
    forecast: Option<CachedForecast>,
    evaluated_on: Option<NaiveDate>,
    is_owed: bool,
}

/// A forecast, and what it was made of.
#[derive(Debug)]
struct CachedForecast {
    at: DateTime<Utc>,
    on: NaiveDate,
    left: Option<Money>,
    forecast: Option<Forecast>,
}

impl AlertEvaluator {
    /// Whether it is time to look: something `has_changed` since the last look, the day is another
    /// one, or the last look made do with an older forecast.
    #[must_use]
    pub fn is_due<Z: TimeZone>(&self, has_changed: bool, now: DateTime<Utc>, zone: &Z) -> bool {
        let is_same_day = self.evaluated_on == Some(now.with_timezone(zone).date_naive());
        let is_owed = self.is_owed
            && self
                .forecast
                .as_ref()
                .is_none_or(|made| !made.is_recent(now));
        has_changed || !is_same_day || is_owed
    }

    /// Looks at what is so.
    pub async fn evaluate<Z: TimeZone>(
        &mut self,
        ledger: &Ledger,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertFacts, Error> {
        let sums = ledger.sums(now, zone).await?;
        let (on, left) = (
            now.with_timezone(zone).date_naive(),
            sums.balance.remaining()?,
        );
        let known = self
            .forecast
            .take()
            .filter(|made| made.on == on && made.is_recent(now) && made.is_about(left));
        self.is_owed = known.is_some();
        let made = match known {
            Some(made) => made,
            None => CachedForecast {
                at: now,
                on,
                left,
                forecast: sums.forecast(on)?,
            },
        };
        let facts = sums.facts(made.forecast, now, zone)?;
        self.forecast = Some(made);
        self.evaluated_on = Some(on);
        Ok(facts)
    }

    /// The next look is to come whatever has changed: nothing came of the last one.
    pub fn reevaluate(&mut self) {
        self.evaluated_on = None;
    }
}

impl CachedForecast {
    fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.at).abs() < PACED
    }

    /// The balance has not grown since, nor fallen by a tenth.
    fn is_about(&self, left: Option<Money>) -> bool {
        match (self.left, left) {
            (None, None) => true,
            (Some(then), Some(now)) => {
                now <= then && i128::from(now.nano()) * 10 > i128::from(then.nano()) * 9
            }
            _ => false,
        }
    }
}

/// Says what the person is to be told now, and remembers that it was.
pub async fn evaluate_alerts(
    ledger: &Ledger,
    facts: &AlertFacts,
) -> Result<Option<AlertNotification>, Error> {
    let due = ledger.evaluate_alerts(facts).await?;
    Ok(view::notification(
        &due,
        facts,
        ledger.settings().await?.display,
    )?)
}
