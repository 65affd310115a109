//! Alerts in the ledger: what the person wants to be told of, the sums that it depends on, and what
//! was told.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};

use super::spending::days_before;
use super::{Ledger, balance};
use crate::Error;
use crate::domain::alert::{AlertChoices, AlertFacts, DueAlerts, evaluate_all, usual_peak};
use crate::domain::balance::Balance;
use crate::domain::day::start_of_day;
use crate::domain::forecast::{Forecast, forecast};
use crate::domain::guard::GuardRefusal;
use crate::domain::money::{Money, TooLarge};
use crate::domain::period::DayGroup;
use crate::store::{alert, alert_state, guard, spent};

/// The sums that alerts depend on, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertSums {
    /// What is left, and what was spent today.
    pub balance: Balance,
    /// The spending of each whole day before today that a forecast rests on, oldest first.
    pub days: Vec<Money>,
    /// The spending of this month of the calendar so far.
    pub month: Money,
    /// The newest call that the guard refused, where the person has not seen to it.
    pub refusal: Option<GuardRefusal>,
}

impl Ledger {
    /// What the person wants to be told of.
    pub async fn alerts(&self) -> Result<AlertChoices, Error> {
        Ok(alert::read(&mut *self.store.read().await?).await?)
    }

    /// Keeps it.
    pub async fn choose_alerts(&self, choices: &AlertChoices) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        alert::write(&mut transaction, choices).await?;
        Ok(transaction.commit().await?)
    }

    /// Reads the sums that alerts depend on; as fast with a million jobs as with none.
    pub async fn sums<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertSums, Error> {
        let today = now.with_timezone(zone).date_naive();
        let month = DayGroup {
            first: today.with_day(1).unwrap_or(today),
            last: today,
        };
        let days = days_before(today).into_iter().chain([month]);
        let stretches: Vec<_> = days
            .map(|group| group.bounds(zone).unwrap_or((now, now)))
            .collect();
        let mut transaction = self.store.read().await?;
        let balance = balance(&mut transaction, start_of_day(now, zone)).await?;
        let mut days = spent::within(&mut transaction, &stretches).await?;
        let month = days.pop().unwrap_or_default();
        let refusal = guard::refusal(&mut transaction).await?;
        Ok(AlertSums {
            balance,
            days,
            month,
            refusal,
        })
    }

    /// Says what the person is to be told now, and remembers that it was. Writes only where
    /// something has changed.
    pub async fn evaluate_alerts(&self, facts: &AlertFacts) -> Result<DueAlerts, Error> {
        let mut transaction = self.store.read().await?;
        let (choices, before) = (
            alert::read(&mut transaction).await?,
            alert_state::read(&mut transaction).await?,
        );
        if evaluate_all(&before, facts, &choices).0 == before {
            return Ok(DueAlerts::default());
        }
        drop(transaction);
        let mut transaction = self.store.write().await?;
        let (choices, before) = (
            alert::read(&mut transaction).await?,
            alert_state::read(&mut transaction).await?,
        );
        let (memory, due) = evaluate_all(&before, facts, &choices);
        alert_state::write(&mut transaction, &memory).await?;
        transaction.commit().await?;
        Ok(due)
    }
}

impl AlertSums {
    /// When the balance runs out; none where no balance is known. Of all that alerts need, this
    /// takes the longest.
    pub fn forecast(&self, today: NaiveDate) -> Result<Option<Forecast>, TooLarge> {
        let left = self.balance.remaining()?;
        Ok(left.map(|left| forecast(left, &self.days, self.balance.today.cost, today)))
    }

    /// What is so, with a forecast of these sums or of ones that were hardly different.
    pub fn facts<Z: TimeZone>(
        &self,
        forecast: Option<Forecast>,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertFacts, TooLarge> {
        let today = now.with_timezone(zone).date_naive();
        let refused_today = self
            .refusal
            .as_ref()
            .filter(|refusal| refusal.at.with_timezone(zone).date_naive() == today);
        let connection = self.balance.live.as_ref().map(|live| &live.connection);
        let is_stale = connection.is_some_and(|connection| connection.is_stale(now));
        let is_locked = connection.map(|connection| connection.lock.is_some());
        Ok(AlertFacts {
            today,
            left: self.balance.remaining()?,
            reference: self.balance.reference(),
            is_stale,
            // Where fal does not answer, nobody knows whether it has locked the account since.
            is_locked: is_locked.filter(|locked| *locked || !is_stale),
            forecast,
            spent_today: self.balance.today.cost,
            spent_month: self.month,
            usual_peak: usual_peak(&self.days),
            refused_today: refused_today.map_or(0, |refusal| refusal.count.unsigned_abs()),
        })
    }
}
