//! Requests about alerts, and the alert evaluator.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use fal_budget_domain::alerts::{AlertChoices, AlertError, AlertFacts, AlertKind, AlertMark};
use fal_budget_domain::forecast::Forecast;
use fal_budget_domain::money::Money;
use fal_budget_ledger::Ledger;
use serde::Deserialize;
use serde_json::Value;

use crate::view::{self, AlertNotification};
use crate::{Error, input};

/// Shortest time between two forecasts of a balance that has hardly changed.
const FORECAST_INTERVAL: TimeDelta = TimeDelta::minutes(1);

/// `switch_alerts`: the main switch.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SwitchAlerts {
    /// True to be notified at all.
    pub on: bool,
}

/// `choose_alert`: the choice for one kind.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChooseAlert {
    /// Name of the kind, such as `runs_out`.
    pub kind: String,
    /// Switch of the kind.
    pub on: bool,
    /// Marks as typed; missing for a kind without marks. Those of a kind that is off may be empty.
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
    Ok(ledger.choose_alerts(&choices).await?)
}

/// Stores whether a kind is on, and its marks. Returns an error for a kind that does not exist and
/// for marks that cannot be read.
pub async fn choose_alert<Z: TimeZone>(
    ledger: &Ledger,
    request: &ChooseAlert,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<(), Error> {
    let mut choices = ledger.alerts().await?;
    let kind = request.kind.parse().map_err(|_| AlertError::Kind)?;
    let today = now.with_timezone(zone).date_naive();
    let marks = parse_marks(ledger, kind, request, today).await?;
    choices.choose(kind, request.on, marks);
    Ok(ledger.choose_alerts(&choices).await?)
}

async fn parse_marks(
    ledger: &Ledger,
    kind: AlertKind,
    request: &ChooseAlert,
    today: NaiveDate,
) -> Result<Vec<AlertMark>, Error> {
    let typed = request.typed.trim();
    if !kind.has_marks() || (typed.is_empty() && !request.on) {
        return Ok(Vec::new());
    }
    if typed.is_empty() {
        return Err(AlertError::Empty.into());
    }
    let display = ledger.settings().await?.display;
    kind.parse_typed(typed, today, |amount| {
        input::budget(&Value::from(amount), display)
    })
}

/// Evaluates alerts after changes and on a new day, with a forecast no more often than necessary.
#[derive(Debug, Default)]
pub struct AlertEvaluator {
    forecast: Option<CachedForecast>,
    /// Day of the last evaluation; `None` if another is due at once.
    evaluated_on: Option<NaiveDate>,
    /// True if the last evaluation used a forecast of older figures.
    is_forecast_due: bool,
}

/// Forecast with the figures that it was made from.
#[derive(Debug)]
struct CachedForecast {
    at: DateTime<Utc>,
    on: NaiveDate,
    left: Option<Money>,
    forecast: Option<Forecast>,
}

impl AlertEvaluator {
    /// Returns whether an evaluation is due: after a change (`has_changed`), on a new day, or when
    /// a forecast may be made that the last evaluation did without.
    #[must_use]
    pub fn is_due<Z: TimeZone>(&self, has_changed: bool, now: DateTime<Utc>, zone: &Z) -> bool {
        let is_same_day = self.evaluated_on == Some(now.with_timezone(zone).date_naive());
        let may_forecast = self
            .forecast
            .as_ref()
            .is_none_or(|cached| !cached.is_recent(now));
        has_changed || !is_same_day || (self.is_forecast_due && may_forecast)
    }

    /// Reads the facts for an evaluation.
    pub async fn evaluate<Z: TimeZone>(
        &mut self,
        ledger: &Ledger,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertFacts, Error> {
        let sums = ledger.sums(now, zone).await?;
        let today = now.with_timezone(zone).date_naive();
        let left = sums.balance.remaining()?;
        // Only a forecast of this day and nearly this balance: another one might name a past date.
        let cached = self.forecast.take();
        let cached = cached.filter(|cached| cached.serves(left, now, today));
        self.is_forecast_due = cached.is_some();
        let cached = match cached {
            Some(cached) => cached,
            None => CachedForecast {
                at: now,
                on: today,
                left,
                forecast: sums.forecast(today)?,
            },
        };
        let facts = sums.facts(cached.forecast, now, zone)?;
        self.forecast = Some(cached);
        self.evaluated_on = Some(today);
        Ok(facts)
    }

    /// Makes the next evaluation due at once, because nothing came of the last one.
    pub fn reevaluate(&mut self) {
        self.evaluated_on = None;
    }
}

impl CachedForecast {
    fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.at).abs() < FORECAST_INTERVAL
    }

    /// Returns whether an evaluation can do with this forecast.
    fn serves(&self, left: Option<Money>, now: DateTime<Utc>, today: NaiveDate) -> bool {
        self.on == today && self.is_recent(now) && self.is_about(left)
    }

    /// Returns whether the balance has neither grown since nor fallen by a tenth.
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

/// Evaluates the rules and stores their state. Returns the notification to show; `None` if nothing
/// is due.
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
