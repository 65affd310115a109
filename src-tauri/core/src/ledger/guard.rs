//! The guard in the ledger: what there is to spend, and which calls keep to it.

use chrono::{DateTime, TimeZone, Utc};
use sqlx::SqliteConnection;

use super::calls::initial_estimate;
use super::prices::price_book;
use super::{Ledger, balance};
use crate::Error;
use crate::domain::day::{start_of_day, start_of_month};
use crate::domain::guard::{ALLOWED, Breach, Funds, GuardRefusal, GuardSettings, PAUSE, Verdict};
use crate::domain::money::Money;
use crate::domain::request_params::{RequestParams, median};
use crate::store::{call, guard, spent};

impl Ledger {
    /// What the person allows.
    pub async fn guard(&self) -> Result<GuardSettings, Error> {
        Ok(guard::read(&mut *self.store.read().await?).await?)
    }

    /// The newest refusal that the person has not seen to.
    pub async fn refusal(&self) -> Result<Option<GuardRefusal>, Error> {
        Ok(guard::refusal(&mut *self.store.read().await?).await?)
    }

    /// Keeps what the person allows. Whoever changes the limits has seen what was refused by them.
    pub async fn set_guard(
        &self,
        edit: impl FnOnce(&mut GuardSettings) + Send,
    ) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        let mut chosen = guard::read(&mut transaction).await?;
        edit(&mut chosen);
        guard::write(&mut transaction, &chosen).await?;
        guard::forget_refusal(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Lets one call pass that would be refused.
    pub async fn allow_next(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.set_guard(|guard| guard.allowed_until = Some(now + ALLOWED))
            .await
    }

    /// Lets all calls pass for an hour.
    pub async fn pause_guard(&self, now: DateTime<Utc>) -> Result<(), Error> {
        self.set_guard(|guard| guard.paused_until = Some(now + PAUSE))
            .await
    }

    /// Holds calls against the limits again.
    pub async fn resume_guard(&self) -> Result<(), Error> {
        self.set_guard(|guard| (guard.paused_until, guard.allowed_until) = (None, None))
            .await
    }

    /// The person has seen what was refused.
    pub async fn forget_refusal(&self) -> Result<(), Error> {
        let mut transaction = self.store.write().await?;
        guard::forget_refusal(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Holds a call against the limits before it begins. Gives the refusal, which is remembered;
    /// none where it may begin. Whoever asks takes care that all calls before it are in the ledger.
    pub async fn judge<Z: TimeZone>(
        &self,
        endpoint: &str,
        asked: &RequestParams,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<Option<GuardRefusal>, Error> {
        let verdict = {
            let mut transaction = self.store.read().await?;
            let limits = guard::read(&mut transaction).await?;
            if !limits.is_enforcing(now) {
                return Ok(None);
            }
            let estimate = estimate(&mut transaction, endpoint, asked).await?;
            limits.judge(means(&mut transaction, now, zone).await?, estimate, now)
        };
        match verdict {
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

    /// What spending this much would break: a limit while the guard watches, else only the balance
    /// itself. With what there is to spend.
    pub async fn can_spend<Z: TimeZone>(
        &self,
        amount: Money,
        now: DateTime<Utc>,
        zone: &Z,
    ) -> Result<(Funds, Option<Breach>), Error> {
        let mut transaction = self.store.read().await?;
        let limits = guard::read(&mut transaction).await?;
        let means = means(&mut transaction, now, zone).await?;
        let to_zero = GuardSettings {
            floor: Some(Money::ZERO),
            ..GuardSettings::default()
        };
        let limits = if limits.is_enforcing(now) {
            limits
        } else {
            to_zero
        };
        Ok((means, limits.breach(means, Some(amount))))
    }
}

/// What there is to spend.
async fn means<Z: TimeZone>(
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

/// What a call is taken for; none where nobody knows.
async fn estimate(
    connection: &mut SqliteConnection,
    endpoint: &str,
    asked: &RequestParams,
) -> Result<Option<Money>, Error> {
    let book = price_book(connection).await?;
    let usual = median(call::last_metered(connection, endpoint).await?);
    Ok(initial_estimate(endpoint, asked, book.price(endpoint), usual)?.cost)
}
