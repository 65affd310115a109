//! Alerts in the ledger: the choices of a person, the sums that rules are evaluated against, and
//! the alert state.

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use fal_budget_domain::alerts::{
    AlertChoices, AlertFacts, AlertState, DueAlerts, evaluate_all, usual_peak,
};
use fal_budget_domain::balance::Balance;
use fal_budget_domain::forecast::{Forecast, forecast};
use fal_budget_domain::guard::GuardRefusal;
use fal_budget_domain::money::{Money, TooLarge};
use fal_budget_domain::spending::day::start_of_day;
use fal_budget_domain::spending::period::DayGroup;
use fal_budget_store::Tx;
use fal_budget_store::sums::spent;
use fal_budget_store::tables::{alert, alert_state, guard};

use super::spending::days_before;
use super::{Ledger, balance};
use crate::LedgerError;

/// Sums that rules are evaluated against, read at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertSums {
    /// Balance, with what was spent today.
    pub balance: Balance,
    /// Spending of each whole day before today that a forecast rests on, oldest first.
    pub days: Vec<Money>,
    /// Spending of this calendar month so far.
    pub month: Money,
    /// Newest call that the guard refused; `None` if the person has dismissed it.
    pub refusal: Option<GuardRefusal>,
}

impl Ledger {
    /// Reads the choices of the person.
    pub async fn alerts(&self) -> Result<AlertChoices, LedgerError> {
        Ok(alert::read(&mut self.read().await?).await?)
    }

    /// Stores the choices of the person.
    pub async fn choose_alerts(&self, choices: &AlertChoices) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        alert::write(&mut tx, choices).await?;
        Ok(tx.commit().await?)
    }

    /// Reads the sums that rules are evaluated against. No job is read, so that a million of them
    /// take no longer than none.
    pub async fn sums<Z: TimeZone>(
        &self,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertSums, LedgerError> {
        let today = now.with_timezone(zone).date_naive();
        let month = DayGroup {
            first: today.with_day(1).unwrap_or(today),
            last: today,
        };
        let groups = days_before(today).into_iter().chain([month]);
        let bounds: Vec<_> = groups
            .map(|group| group.bounds(zone).unwrap_or((now, now)))
            .collect();
        // One transaction, so that balance and sums are of the same moment.
        let mut tx = self.read().await?;
        let balance = balance(&mut tx, start_of_day(now, zone)).await?;
        let mut days = spent::within(&mut tx, &bounds).await?;
        // The month was the last of the groups.
        let month = days.pop().unwrap_or_default();
        let refusal = guard::refusal(&mut tx).await?;
        Ok(AlertSums {
            balance,
            days,
            month,
            refusal,
        })
    }

    /// Evaluates all rules, stores their state, and returns the alerts to notify of. Writes only if
    /// the state has changed.
    pub async fn evaluate_alerts(&self, facts: &AlertFacts) -> Result<DueAlerts, LedgerError> {
        // Most evaluations change nothing, and a read transaction waits for no writer.
        let mut tx = self.read().await?;
        let (choices, before) = choices_and_state(&mut tx).await?;
        if evaluate_all(&before, facts, &choices).0 == before {
            return Ok(DueAlerts::default());
        }
        drop(tx);
        // Read again: another program may have notified of the same in between.
        let mut tx = self.write().await?;
        let (choices, before) = choices_and_state(&mut tx).await?;
        let (state, due) = evaluate_all(&before, facts, &choices);
        alert_state::replace(&mut tx, &before, &state).await?;
        tx.commit().await?;
        Ok(due)
    }
}

async fn choices_and_state(tx: &mut Tx) -> Result<(AlertChoices, AlertState), LedgerError> {
    Ok((alert::read(tx).await?, alert_state::read(tx).await?))
}

impl AlertSums {
    /// Makes a forecast of these sums; `None` if no balance is known. Of all that an evaluation
    /// needs, the forecast takes the longest.
    pub fn forecast(&self, today: NaiveDate) -> Result<Option<Forecast>, TooLarge> {
        let left = self.balance.remaining()?;
        Ok(left.map(|left| forecast(left, &self.days, self.balance.today.cost, today)))
    }

    /// Returns the facts for an evaluation, with a forecast of these sums or of hardly different
    /// ones.
    pub fn facts<Z: TimeZone>(
        &self,
        forecast: Option<Forecast>,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<AlertFacts, TooLarge> {
        let today = now.with_timezone(zone).date_naive();
        let connection = self.balance.live.as_ref().map(|live| &live.connection);
        let is_stale = connection.is_some_and(|connection| connection.is_stale(now));
        // One that is watched counts as locked still: a lock that flaps is told once.
        let is_locked = match &self.balance.lock {
            Some(lock) => Some(!lock.is_over(now)),
            None => connection.map(|_| false),
        };
        Ok(AlertFacts {
            today,
            left: self.balance.remaining()?,
            reference: self.balance.reference(),
            is_stale,
            // While fal does not answer, it may have locked the account unnoticed.
            is_locked: is_locked.filter(|locked| *locked || !is_stale),
            forecast,
            spent_today: self.balance.today.cost,
            spent_month: self.month,
            usual_peak: usual_peak(&self.days),
            refused_today: self.refused_on(today, zone),
        })
    }

    /// Returns the number of refused calls, if the newest was refused on this day.
    fn refused_on<Z: TimeZone>(&self, day: NaiveDate, zone: &Z) -> u64 {
        let refusal = self.refusal.as_ref();
        refusal
            .filter(|refusal| refusal.at.with_timezone(zone).date_naive() == day)
            .map_or(0, |refusal| refusal.count.unsigned_abs())
    }
}
