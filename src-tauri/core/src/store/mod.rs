//! The database: one table, one file. Functions take a connection, so that the ledger decides what
//! happens in one transaction.

pub mod alert;
pub mod alert_state;
pub mod backup;
pub mod billed;
pub mod bulk;
pub mod call;
pub mod change;
pub mod connection;
pub mod database;
pub mod entry;
pub mod error;
pub mod gateway;
pub mod hold;
pub mod job;
pub mod job_before;
pub mod many;
pub mod migrations;
pub mod page;
pub mod price;
pub mod record;
pub mod salvage;
pub mod setting;
pub mod spending;
pub mod spent;
pub mod watch;

use chrono::{DateTime, Utc};
use sqlx::{Sqlite, SqlitePool, Transaction};

pub use error::StoreError;

/// The account that the program follows; the tables are ready for more.
pub const ACCOUNT: i64 = 1;

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Works on a pool that is open and migrated.
    #[must_use]
    pub const fn on(pool: SqlitePool) -> Self {
        Self { pool }
    }

    /// Begins to read one consistent state.
    pub async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin().await?)
    }

    /// Begins to write; waits for other writers at once instead of failing half-way.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Folds the write-ahead log into the database file (<https://www.sqlite.org/wal.html#ckpt>).
    pub async fn fold(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        Ok(())
    }

    /// Folds the write-ahead log into the database file and closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn moment(milliseconds: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(StoreError::Unreadable("time"))
}
