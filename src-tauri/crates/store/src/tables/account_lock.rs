//! Tables `account_lock` and `lock_event`: what fal says of a locked account, and its sequence.

use chrono::{DateTime, Utc};
use fal_budget_domain::live::account_lock::{AccountLock, LockEvent, Opened};
use fal_budget_domain::money::Money;
use sqlx::FromRow;

use crate::{StoreError, Tx, timestamp};

/// Events that are kept of an account.
const KEPT: i64 = 200;

#[derive(FromRow)]
struct LockRow {
    message: String,
    at: i64,
    heard_at: i64,
    opened_at: Option<i64>,
    passed: i64,
}

/// Reads the lock of the account. Returns `None` if it was never locked, or the person has said
/// that it is over.
pub async fn read(tx: &mut Tx) -> Result<Option<AccountLock>, StoreError> {
    let row = sqlx::query_as::<_, LockRow>("SELECT * FROM account_lock WHERE account_id = ?1");
    let row = row.bind(tx.account());
    let Some(row) = row.fetch_optional(tx.connection()).await? else {
        return Ok(None);
    };
    let opened = row.opened_at.map(timestamp).transpose()?;
    Ok(Some(AccountLock {
        message: row.message,
        at: timestamp(row.at)?,
        heard_at: timestamp(row.heard_at)?,
        opened: opened.map(|at| Opened {
            at,
            passed: row.passed,
        }),
    }))
}

/// Writes the lock of the account over the former one.
pub async fn write(tx: &mut Tx, lock: &AccountLock) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO account_lock
           (account_id, message, at, heard_at, opened_at, passed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(tx.account())
    .bind(&lock.message)
    .bind(lock.at.timestamp_millis())
    .bind(lock.heard_at.timestamp_millis())
    .bind(lock.opened.map(|opened| opened.at.timestamp_millis()))
    .bind(lock.opened.map_or(0, |opened| opened.passed))
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Removes the lock of the account. Its events stay.
pub async fn remove(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM account_lock WHERE account_id = ?1")
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct EventRow {
    at: i64,
    message: Option<String>,
    request_id: Option<String>,
    balance_nano: Option<i64>,
}

/// Lists the newest events from a moment on, oldest first.
pub async fn events(tx: &mut Tx, from: DateTime<Utc>) -> Result<Vec<LockEvent>, StoreError> {
    let rows = sqlx::query_as::<_, EventRow>(
        "SELECT at, message, request_id, balance_nano FROM lock_event WHERE account_id = ?1 AND at >= ?2
         ORDER BY id",
    );
    let rows = rows.bind(tx.account()).bind(from.timestamp_millis());
    rows.fetch_all(tx.connection())
        .await?
        .into_iter()
        .map(|row| {
            Ok(LockEvent {
                at: timestamp(row.at)?,
                message: row.message,
                request: row.request_id,
                balance: row.balance_nano.map(Money::from_nano),
            })
        })
        .collect()
}

/// Adds an event, and drops those that are too many.
pub async fn add_event(tx: &mut Tx, event: &LockEvent) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO lock_event (account_id, at, message, request_id, balance_nano)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(tx.account())
    .bind(event.at.timestamp_millis())
    .bind(&event.message)
    .bind(&event.request)
    .bind(event.balance.map(Money::nano))
    .execute(tx.connection())
    .await?;
    sqlx::query(
        "DELETE FROM lock_event WHERE account_id = ?1 AND id <= (
           SELECT max(id) - ?2 FROM lock_event WHERE account_id = ?1)",
    )
    .bind(tx.account())
    .bind(KEPT)
    .execute(tx.connection())
    .await?;
    Ok(())
}
