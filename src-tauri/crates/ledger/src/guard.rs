//! The guard in the ledger: limits, the funds that calls are held against, and refusals.

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::guard::{
    ALLOW_NEXT_TIMEOUT, Breach, Funds, GuardRefusal, GuardSettings, PAUSE_LENGTH, Verdict,
};
use fal_budget_domain::money::Money;
use fal_budget_domain::spending::day::{start_of_day, start_of_month};
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_store::Tx;
use fal_budget_store::sums::spent;
use fal_budget_store::tables::guard;

use super::calls::{initial_estimate, like_costs};
use super::prices::price_book;
use super::{Ledger, balance};
use crate::LedgerError;

impl Ledger {
    /// Reads the settings of the guard.
    pub async fn guard(&self) -> Result<GuardSettings, LedgerError> {
        Ok(guard::read(&mut self.read().await?).await?)
    }

    /// Finds the newest refusal. Returns `None` once the person has dismissed it.
    pub async fn refusal(&self) -> Result<Option<GuardRefusal>, LedgerError> {
        Ok(guard::refusal(&mut self.read().await?).await?)
    }

    /// Edits the settings of the guard in one transaction, and dismisses the newest refusal.
    pub async fn set_guard(
        &self,
        edit: impl FnOnce(&mut GuardSettings) + Send,
    ) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        let mut chosen = guard::read(&mut tx).await?;
        edit(&mut chosen);
        guard::write(&mut tx, &chosen).await?;
        // Whoever changes the limits has seen what they refused.
        guard::forget_refusal(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// Allows the next call that would be refused. Expires after [`ALLOWED`].
    pub async fn allow_next(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        self.set_guard(|guard| guard.allowed_until = Some(now + ALLOW_NEXT_TIMEOUT))
            .await
    }

    /// Pauses the guard for [`PAUSE`].
    pub async fn pause_guard(&self, now: DateTime<Utc>) -> Result<(), LedgerError> {
        self.set_guard(|guard| guard.paused_until = Some(now + PAUSE_LENGTH))
            .await
    }

    /// Ends a pause of the guard and an allowance for the next call.
    pub async fn resume_guard(&self) -> Result<(), LedgerError> {
        self.set_guard(|guard| (guard.paused_until, guard.allowed_until) = (None, None))
            .await
    }

    /// Dismisses the newest refusal.
    pub async fn forget_refusal(&self) -> Result<(), LedgerError> {
        let mut tx = self.write().await?;
        guard::forget_refusal(&mut tx).await?;
        Ok(tx.commit().await?)
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
    ) -> Result<Option<GuardRefusal>, LedgerError> {
        match self.verdict(endpoint, params, now, zone).await? {
            Verdict::Pass => Ok(None),
            Verdict::PassOnce => {
                self.set_guard(|guard| guard.allowed_until = None).await?;
                Ok(None)
            }
            Verdict::Refuse(breach) => {
                let mut tx = self.write().await?;
                guard::refuse(&mut tx, now, endpoint, &breach).await?;
                let refusal = guard::refusal(&mut tx).await?;
                tx.commit().await?;
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
    ) -> Result<Verdict, LedgerError> {
        let mut tx = self.read().await?;
        let limits = guard::read(&mut tx).await?;
        if !limits.is_enforcing(now) {
            return Ok(Verdict::Pass);
        }
        let estimate = estimate(&mut tx, endpoint, params, now).await?;
        let funds = funds(&mut tx, now, zone).await?;
        Ok(limits.judge(funds, estimate, now))
    }

    /// Returns the funds, and the limit that spending this amount would break. While the guard is
    /// off or paused, only the balance itself is a limit.
    pub async fn can_spend<Z: TimeZone>(
        &self,
        amount: Money,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(Funds, Option<Breach>), LedgerError> {
        let mut tx = self.read().await?;
        let limits = guard::read(&mut tx).await?;
        let funds = funds(&mut tx, now, zone).await?;
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
    tx: &mut Tx,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<Funds, LedgerError> {
    let balance = balance(tx, start_of_day(now, zone)).await?;
    let month = spent::since_time(tx, start_of_month(now, zone)).await?;
    Ok(Funds {
        remaining: balance.remaining()?,
        today: balance.today.cost,
        month: month.cost,
    })
}

/// Estimates a call as the journal applier will when the call has begun, so that the reservation is
/// the amount that was judged. Returns `None` if the cost is unknown, as it is of an input that
/// nobody could read.
async fn estimate(
    tx: &mut Tx,
    endpoint: &str,
    params: &RequestParams,
    now: DateTime<Utc>,
) -> Result<Option<Money>, LedgerError> {
    if params.unread {
        return Ok(None);
    }
    let prices = price_book(tx).await?;
    let like = like_costs(tx, endpoint, params.like.as_deref(), now).await?;
    let price = prices.price(endpoint);
    Ok(initial_estimate(endpoint, params, price, like.as_ref())?.cost)
}
