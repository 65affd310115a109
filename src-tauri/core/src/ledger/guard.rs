//! The guard in the ledger: limits, the funds that calls are held against, and refusals.

use chrono::{DateTime, TimeZone, Utc};
use sqlx::SqliteConnection;

use super::calls::initial_estimate;
use super::prices::price_book;
use super::{Ledger, balance};
use crate::Error;
use crate::domain::day::{start_of_day, start_of_month};
use crate::domain::guard::{
    ALLOW_NEXT_TIMEOUT, Breach, Funds, GuardRefusal, GuardSettings, PAUSE_LENGTH, Verdict,
};
use crate::domain::money::Money;
use crate::domain::request_params::{RequestParams, median};
use crate::store::{call, guard, spent};

impl Ledger {
    /// Reads the settings of the guard.
    pub async fn guard(&self) -> Result<GuardSettings, Error> {
        Ok(guard::read(&mut *self.store.read().await?).await?)
    }

    /// Finds the newest refusal. Returns `None` once the person has dismissed it.
    pub async fn refusal(&self) -> Result<Option<GuardRefusal>, Error> {
        Ok(guard::refusal(&mut *self.store.read().await?).await?)
    }

    /// Edits the settings of the guard in one transaction, and dismisses the newest refusal.
    pub async fn set_guard(
        &self,
        edit: impl FnOnce(&mut GuardSettings) + Send,
    ) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let mut chosen = guard::read(&mut transaction).await?;
        edit(&mut chosen);
        guard::write(&mut transaction, &chosen).await?;
        // Whoever changes the limits has seen what they refused.
        guard::forget_refusal(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Allows the next call that would be refused. Expires after [`ALLOWED`].
    pub async fn allow_next(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.set_guard(|guard| guard.allowed_until = Some(now + ALLOW_NEXT_TIMEOUT))
            .await
    }

    /// Pauses the guard for [`PAUSE`].
    pub async fn pause_guard(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.set_guard(|guard| guard.paused_until = Some(now + PAUSE_LENGTH))
            .await
    }

    /// Ends a pause of the guard and an allowance for the next call.
    pub async fn resume_guard(&self) -> Result<(), Error> {
        self.set_guard(|guard| (guard.paused_until, guard.allowed_until) = (None, None))
            .await
    }

    /// Dismisses the newest refusal.
    pub async fn forget_refusal(&self) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        guard::forget_refusal(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Evaluates the limits for one call. Returns the refusal, which is stored, or `None` if the
    /// call may start. The caller makes sure that the ledger has all earlier calls, and that no
    /// other call is judged at the same time.
    pub async fn judge<Z: TimeZone>(
        &self,
        endpoint: &str,
        params: &RequestParams,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Option<GuardRefusal>, Error> {
        match self.verdict(endpoint, params, now, zone).await? {
            Verdict::Pass => Ok(None),
            Verdict::PassOnce => {
                self.set_guard(|guard| guard.allowed_until = None).await?;
                Ok(None)
            }
            Verdict::Refuse(breach) => {
                let mut transaction = self.store.write().await?;
                guard::refuse(&mut transaction, now, endpoint, &breach).await?;
                let refusal = guard::refusal(&mut transaction).await?;
                transaction.commit().await?;
                Ok(refusal)
            }
        }
    }

    // Reads only, and its transaction ends before `judge` writes: most calls pass, and need no
    // write lock, which the journal applier may hold. The pool may have one connection only.
    async fn verdict<Z: TimeZone>(
        &self,
        endpoint: &str,
        params: &RequestParams,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Verdict, Error> {
        let mut transaction = self.store.read().await?;
        let limits = guard::read(&mut transaction).await?;
        if !limits.is_enforcing(now) {
            return Ok(Verdict::Pass);
        }
        let estimate = estimate(&mut transaction, endpoint, params).await?;
        let funds = funds(&mut transaction, now, zone).await?;
        Ok(limits.judge(funds, estimate, now))
    }

    /// Returns the funds, and the limit that spending this amount would break. While the guard is
    /// off or paused, only the balance itself is a limit.
    pub async fn can_spend<Z: TimeZone>(
        &self,
        amount: Money,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(Funds, Option<Breach>), Error> {
        let mut transaction = self.store.read().await?;
        let limits = guard::read(&mut transaction).await?;
        let funds = funds(&mut transaction, now, zone).await?;
        let limits = if limits.is_enforcing(now) {
            limits
        } else {
            GuardSettings {
                floor: Some(Money::ZERO),
                ..GuardSettings::default()
            }
        };
        Ok((funds, limits.breach(funds, Some(amount))))
    }
}

async fn funds<Z: TimeZone>(
    connection: &mut SqliteConnection,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Funds, Error> {
    let balance = balance(connection, start_of_day(now, zone)).await?;
    let month = spent::since_time(connection, start_of_month(now, zone)).await?;
    Ok(Funds {
        remaining: balance.remaining()?,
        today: balance.today.cost,
        month: month.cost,
    })
}

/// Estimates a call as the journal applier will when the call has begun, so that the reservation is
/// the amount that was judged. Returns `None` if the cost is unknown.
async fn estimate(
    connection: &mut SqliteConnection,
    endpoint: &str,
    params: &RequestParams,
) -> Result<Option<Money>, Error> {
    let prices = price_book(connection).await?;
    let usual = median(call::last_metered(connection, endpoint).await?);
    let price = prices.price(endpoint);
    Ok(initial_estimate(endpoint, params, price, usual)?.cost)
}
