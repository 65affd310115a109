//! What callers can ask for of alerts, and the lookout for what they are about.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::alert::{AlertError, Choices, Facts, Kind, MOST_MARKS, date, days, percents};
use crate::domain::currency::Display;
use crate::domain::forecast::Forecast;
use crate::domain::money::Money;
use crate::input;
use crate::ledger::Ledger;
use crate::view::{self, Notice};

/// A forecast is made once in so long at most.
const PACED: TimeDelta = TimeDelta::minutes(1);

/// `switch_alerts`: the one switch.
#[derive(Debug, Deserialize)]
pub struct SwitchAlerts {
    /// Whether the person wants to be told of anything.
    pub on: bool,
}

/// `choose_alert`: one kind.
#[derive(Debug, Deserialize)]
pub struct ChooseAlert {
    /// Which, by its name.
    pub kind: String,
    /// Whether it is wanted.
    pub on: bool,
    /// Its marks, as typed; missing where it has none. Those of a kind that is off may be empty.
    #[serde(default)]
    pub typed: String,
}

/// Switches all alerts on or off.
pub async fn switch_alerts(ledger: &Ledger, request: &SwitchAlerts) -> Result<(), Error> {
    let choices = Choices {
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
    let kind = Kind::from_name(&request.kind).ok_or(AlertError::Kind)?;
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

fn forget(choices: &mut Choices, kind: Kind) {
    match kind {
        Kind::Share => choices.shares.clear(),
        Kind::Amount => choices.amounts.clear(),
        Kind::RunsOut => choices.runs_out = None,
        Kind::Day => choices.day = None,
        Kind::Month => choices.month = None,
        Kind::Expiry => choices.expires_on = None,
        Kind::Locked | Kind::Refused | Kind::Unusual => {}
    }
}

fn take(
    choices: &mut Choices,
    kind: Kind,
    typed: &str,
    display: Display,
    today: NaiveDate,
) -> Result<(), Error> {
    match kind {
        Kind::Share => choices.shares = percents(typed)?,
        Kind::Amount => choices.amounts = amounts(typed, display)?,
        Kind::RunsOut => choices.runs_out = Some(days(typed)?),
        Kind::Day => choices.day = Some(amount(typed, display)?),
        Kind::Month => choices.month = Some(amount(typed, display)?),
        Kind::Expiry => choices.expires_on = Some(date(typed, today)?),
        Kind::Locked | Kind::Refused | Kind::Unusual => {}
    }
    Ok(())
}

/// Several amounts have a semicolon between them, as commas and spaces stand within one.
fn amounts(typed: &str, display: Display) -> Result<Vec<Money>, Error> {
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

fn amount(typed: &str, display: Display) -> Result<Money, Error> {
    let amount = input::budget(&Value::from(typed), display)?;
    Ok(amount
        .filter(|amount| *amount > Money::ZERO)
        .ok_or(AlertError::Zero)?)
}

/// Looks where something has changed or a day has begun, and makes no forecast more often than it
/// must.
#[derive(Debug, Default)]
pub struct Lookout {
    made: Option<Made>,
    looked_on: Option<NaiveDate>,
    is_owed: bool,
}

/// A forecast, and what it was made of.
#[derive(Debug)]
struct Made {
    at: DateTime<Utc>,
    on: NaiveDate,
    left: Option<Money>,
    forecast: Option<Forecast>,
}

impl Lookout {
    /// Whether it is time to look: something `has_changed` since the last look, the day is another
    /// one, or the last look made do with an older forecast.
    #[must_use]
    pub fn is_time<Z: TimeZone>(&self, has_changed: bool, now: DateTime<Utc>, zone: &Z) -> bool {
        let is_same_day = self.looked_on == Some(now.with_timezone(zone).date_naive());
        let is_owed = self.is_owed && self.made.as_ref().is_none_or(|made| !made.is_recent(now));
        has_changed || !is_same_day || is_owed
    }

    /// Looks at what is so.
    pub async fn look<Z: TimeZone>(
        &mut self,
        ledger: &Ledger,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Facts, Error> {
        let sums = ledger.sums(now, zone).await?;
        let (on, left) = (
            now.with_timezone(zone).date_naive(),
            sums.balance.remaining()?,
        );
        let known = self
            .made
            .take()
            .filter(|made| made.on == on && made.is_recent(now) && made.is_about(left));
        self.is_owed = known.is_some();
        let made = match known {
            Some(made) => made,
            None => Made {
                at: now,
                on,
                left,
                forecast: sums.forecast(on)?,
            },
        };
        let facts = sums.facts(made.forecast, now, zone)?;
        self.made = Some(made);
        self.looked_on = Some(on);
        Ok(facts)
    }

    /// The next look is to come whatever has changed: nothing came of the last one.
    pub fn look_again(&mut self) {
        self.looked_on = None;
    }
}

impl Made {
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
pub async fn take_alerts(ledger: &Ledger, facts: &Facts) -> Result<Option<Notice>, Error> {
    let due = ledger.take_alerts(facts).await?;
    Ok(view::notice(&due, facts, ledger.settings().await?.display)?)
}
