//! Table `connection`: the connected account, its newest reading, and its sync error.

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::live::connection::{Connection, KeyPlace};
use fal_budget_domain::live::reading::Reading;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_domain::money::Money;
use sqlx::FromRow;

use crate::{StoreError, Tx, timestamp};

/// Reads the connection. Returns `None` while no key is connected.
pub async fn read(tx: &mut Tx) -> Result<Option<Connection>, StoreError> {
    sqlx::query_as::<_, ConnectionRow>("SELECT * FROM connection WHERE account_id = ?1")
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
        .map(ConnectionRow::into_connection)
        .transpose()
}

const REPLACE: &str = "
    INSERT OR REPLACE INTO connection (account_id, username, key_place, is_demo, asked_at,
      newest_job, amount_nano, trouble, trouble_detail)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Writes the connection over the former one.
pub async fn write(tx: &mut Tx, now: &Connection) -> Result<(), StoreError> {
    sqlx::query(REPLACE)
        .bind(tx.account())
        .bind(&now.username)
        .bind(now.key_place.into_str())
        .bind(now.is_demo)
        .bind(now.reading.asked_at.timestamp_millis())
        .bind(now.reading.newest_job)
        .bind(now.reading.amount.nano())
        .bind(now.sync_error.as_ref().map(IntoStr::into_str))
        .bind(now.sync_error.as_ref().and_then(SyncError::detail))
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Removes the connection.
pub async fn remove(tx: &mut Tx) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM connection WHERE account_id = ?1")
        .bind(tx.account())
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct ConnectionRow {
    username: String,
    key_place: String,
    is_demo: bool,
    asked_at: i64,
    newest_job: i64,
    amount_nano: i64,
    trouble: Option<String>,
    trouble_detail: Option<String>,
}

impl ConnectionRow {
    fn into_connection(self) -> Result<Connection, StoreError> {
        let unreadable = || StoreError::Unreadable("connection");
        let detail = self.trouble_detail.as_deref();
        Ok(Connection {
            key_place: self
                .key_place
                .parse::<KeyPlace>()
                .map_err(|_| unreadable())?,
            is_demo: self.is_demo,
            reading: Reading {
                asked_at: timestamp(self.asked_at)?,
                newest_job: self.newest_job,
                amount: Money::from_nano(self.amount_nano),
            },
            sync_error: self
                .trouble
                .map(|code| SyncError::from_code(&code, detail).ok_or_else(unreadable))
                .transpose()?,
            username: self.username,
        })
    }
}
