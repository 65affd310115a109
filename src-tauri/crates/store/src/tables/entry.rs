//! Table `entry`: balances known at a moment.

use chrono::{DateTime, Utc};
use fal_budget_domain::balance::entry::{Entry, EntryOrigin};
use fal_budget_domain::money::Money;

use crate::{StoreError, Tx, timestamp};

/// Columns of an entry in the order of the statements below.
pub(crate) type EntryRow = (
    i64,
    Option<i64>,
    i64,
    Option<i64>,
    Option<i64>,
    String,
    Option<i64>,
);

/// Finds the newest entry that is not undone.
pub async fn newest(tx: &mut Tx) -> Result<Option<Entry>, StoreError> {
    // By id and not by time: what was entered last counts, also after the clock was set back.
    let row = sqlx::query_as(
        "SELECT id, change_id, at, amount_nano, reference_nano, origin, undone_at FROM entry
         WHERE account_id = ?1 AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
    );
    row.bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map(from_row)
        .transpose()
}

/// Returns the id of the entry that a job dated `at` counts against: the newest one, not undone,
/// whose time is not after `at`.
pub async fn newest_at(tx: &mut Tx, at: DateTime<Utc>) -> Result<Option<i64>, StoreError> {
    let row = sqlx::query_scalar(
        "SELECT id FROM entry WHERE account_id = ?1 AND undone_at IS NULL AND at <= ?2
         ORDER BY id DESC LIMIT 1",
    );
    Ok(row
        .bind(tx.account())
        .bind(at.timestamp_millis())
        .fetch_optional(tx.connection())
        .await?)
}

/// Lists the newest `limit` entries, including undone ones.
pub async fn list(tx: &mut Tx, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let rows = sqlx::query_as(
        "SELECT id, change_id, at, amount_nano, reference_nano, origin, undone_at FROM entry
         WHERE account_id = ?1 ORDER BY id DESC LIMIT ?2",
    );
    rows.bind(tx.account())
        .bind(limit)
        .fetch_all(tx.connection())
        .await?
        .into_iter()
        .map(from_row)
        .collect()
}

/// Finds the entry that a change wrote.
pub async fn of_change(tx: &mut Tx, change_id: i64) -> Result<Option<Entry>, StoreError> {
    let row = sqlx::query_as(
        "SELECT id, change_id, at, amount_nano, reference_nano, origin, undone_at FROM entry
         WHERE change_id = ?1 AND account_id = ?2",
    );
    row.bind(change_id)
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map(from_row)
        .transpose()
}

/// Adds an entry. `amount` is the amount with its 100 % mark, or `None` for a cleared budget.
pub async fn add(
    tx: &mut Tx,
    origin: EntryOrigin,
    at: DateTime<Utc>,
    amount: Option<(Money, Money)>,
) -> Result<i64, StoreError> {
    let added = sqlx::query(
        "INSERT INTO entry (account_id, change_id, at, amount_nano, reference_nano, origin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(tx.account())
    .bind(origin.change_id())
    .bind(at.timestamp_millis())
    .bind(amount.map(|(amount, _)| amount.nano()))
    .bind(amount.map(|(_, reference)| reference.nano()))
    .bind(origin_name(origin))
    .execute(tx.connection())
    .await?;
    Ok(added.last_insert_rowid())
}

/// Moves the 100 % mark of an entry.
pub async fn set_reference(tx: &mut Tx, id: i64, reference: Money) -> Result<(), StoreError> {
    sqlx::query("UPDATE entry SET reference_nano = ?3 WHERE id = ?1 AND account_id = ?2")
        .bind(id)
        .bind(tx.account())
        .bind(reference.nano())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Marks the entry that a change wrote as undone.
pub async fn undo_change(tx: &mut Tx, change_id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE entry SET undone_at = ?3
         WHERE change_id = ?1 AND account_id = ?2 AND undone_at IS NULL",
    )
    .bind(change_id)
    .bind(tx.account())
    .bind(at.timestamp_millis())
    .execute(tx.connection())
    .await?;
    Ok(())
}

const fn origin_name(origin: EntryOrigin) -> &'static str {
    match origin {
        EntryOrigin::Typed { .. } => "typed",
        EntryOrigin::Connected => "connected",
        EntryOrigin::ToppedUp => "topped_up",
        EntryOrigin::Disconnected => "disconnected",
    }
}

fn origin(name: &str, change_id: Option<i64>) -> Result<EntryOrigin, StoreError> {
    match (name, change_id) {
        ("typed", Some(change_id)) => Ok(EntryOrigin::Typed { change_id }),
        ("connected", None) => Ok(EntryOrigin::Connected),
        ("topped_up", None) => Ok(EntryOrigin::ToppedUp),
        ("disconnected", None) => Ok(EntryOrigin::Disconnected),
        _ => Err(StoreError::Unreadable("entry")),
    }
}

/// Converts a row of the table.
pub(crate) fn from_row(
    (id, change_id, at, amount, reference, name, undone_at): EntryRow,
) -> Result<Entry, StoreError> {
    Ok(Entry {
        id,
        origin: origin(&name, change_id)?,
        at: timestamp(at)?,
        amount: amount.map(Money::from_nano),
        reference: reference.map(Money::from_nano),
        undone_at: undone_at.map(timestamp).transpose()?,
    })
}
