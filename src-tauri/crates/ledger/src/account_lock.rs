//! Locks of the account: what fal says, and the calls that pass again.

use chrono::{DateTime, Utc};
use fal_budget_domain::live::account_lock::{AccountLock, LockEvent};
use fal_budget_store::Tx;
use fal_budget_store::tables::account_lock;

use super::{Ledger, balance};
use crate::LedgerError;

impl Ledger {
    /// Stores that fal has locked the account, with fal's sentence. Returns `true` if that is news.
    pub async fn record_lock(
        &self,
        message: String,
        at: DateTime<Utc>,
    ) -> Result<bool, LedgerError> {
        let mut tx = self.write().await?;
        let is_new = hear(&mut tx, message, None, at).await?;
        tx.commit().await?;
        Ok(is_new)
    }

    /// Ends the lock, as the person says. Returns `false` if there is none.
    pub async fn end_lock(&self) -> Result<bool, LedgerError> {
        let mut tx = self.write().await?;
        let was_locked = account_lock::read(&mut tx).await?.is_some();
        account_lock::remove(&mut tx).await?;
        tx.commit().await?;
        Ok(was_locked)
    }
}

/// Stores fal's sentence. Returns `true` if the account was not locked before, or its lock was
/// over.
pub(super) async fn hear(
    tx: &mut Tx,
    message: String,
    request: Option<String>,
    at: DateTime<Utc>,
) -> Result<bool, LedgerError> {
    let before = account_lock::read(tx).await?;
    let now = AccountLock::heard(before.as_ref(), message.clone(), at);
    account_lock::write(tx, &now).await?;
    let event = LockEvent {
        at,
        message: Some(message),
        request,
        balance: balance(tx, at).await?.remaining()?,
    };
    account_lock::add_event(tx, &event).await?;
    Ok(now.at == at)
}

/// Calls that fal let run, with time and request of the last.
pub(super) struct Passed {
    pub(super) count: i64,
    pub(super) at: DateTime<Utc>,
    pub(super) request: Option<String>,
}

/// Notes that calls of the account have passed, if it was locked.
pub(super) async fn pass(tx: &mut Tx, passed: Passed) -> Result<(), LedgerError> {
    let Passed { count, at, request } = passed;
    let Some(lock) = account_lock::read(tx).await? else {
        return Ok(());
    };
    // One that began before fal's last word says nothing.
    if at < lock.heard_at || lock.is_over(at) {
        return Ok(());
    }
    if lock.is_locked() {
        let event = LockEvent {
            at,
            message: None,
            request,
            balance: balance(tx, at).await?.remaining()?,
        };
        account_lock::add_event(tx, &event).await?;
    }
    Ok(account_lock::write(tx, &lock.after_passing(count, at)).await?)
}
