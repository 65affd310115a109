//! The database: one table, one file. Functions take a connection, so that the ledger decides what
//! happens in one transaction.

pub mod alert;
pub mod alert_state;
pub mod backup;
pub mod billed;
pub mod bulk_load;
pub mod call;
pub mod change;
pub mod connection;
pub mod database;
pub mod entry;
pub mod erase;
pub mod error;
pub mod gateway;
pub mod guard;
pub mod job;
pub mod job_batch;
pub mod job_before;
pub mod migrations;
pub mod page;
pub mod pending_charge;
pub mod price;
pub mod record;
pub mod recover;
pub mod setting;
pub mod spending;
pub mod spent;
pub mod watch;

use chrono::{DateTime, Utc};
use sqlx::{Connection, Sqlite, SqlitePool, Transaction};

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
        self.begin("BEGIN").await
    }

    /// Begins to write; waits for other writers at once instead of failing half-way.
    pub async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.begin("BEGIN IMMEDIATE").await
    }

    async fn begin(&self, how: &'static str) -> Result<Transaction<'static, Sqlite>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        // On a failing disk SQLite ends a transaction by itself
        // (<https://www.sqlite.org/lang_transaction.html>), which sqlx does not hear of: for ever
        // it would take the next for a part of that one.
        while connection.is_in_transaction() {
            connection.close().await?;
            connection = self.pool.acquire().await?;
        }
        Ok(Transaction::begin(connection, Some(how.into())).await?)
    }

    /// Folds the write-ahead log into the database file (<https://www.sqlite.org/wal.html#ckpt>).
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Folds the write-ahead log into the database file and closes it. The connection is closed by
    /// name: a pool that is closed while its only connection is on its way back leaves it open, and
    /// the log beside the file.
    pub async fn close(&self) {
        if let Ok(connection) = self.pool.acquire().await
            && let Err(error) = connection.close().await
        {
            log::warn!("the database was not closed in order: {error}");
        }
        self.pool.close().await;
    }
}

fn moment(milliseconds: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(StoreError::Unreadable("time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn keep(store: &Store, bytes: u32) -> Result<(), StoreError> {
        let mut transaction = store.write().await?;
        sqlx::query("INSERT INTO kept VALUES (zeroblob(?))")
            .bind(bytes)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The size of the kept, read in a transaction that is left to end by itself.
    async fn kept(store: &Store) -> i64 {
        let mut transaction = store.read().await.unwrap();
        let sum = "SELECT coalesce(sum(length(bytes)), 0) FROM kept";
        sqlx::query_scalar(sum)
            .fetch_one(&mut *transaction)
            .await
            .unwrap()
    }

    /// SQLite itself says that the disk is full, and that it is not.
    #[tokio::test]
    async fn after_a_full_disk_all_is_as_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let store = database::open(&path).await.unwrap();
        let size = |pages: u32| format!("PRAGMA max_page_count = {pages}");
        sqlx::query("CREATE TABLE kept (bytes BLOB)")
            .execute(&store.pool)
            .await
            .unwrap();
        keep(&store, 10).await.unwrap();
        for _ in 0..3 {
            sqlx::query(&size(1)).execute(&store.pool).await.unwrap();
            assert!(matches!(
                keep(&store, 100_000).await,
                Err(StoreError::DiskFull)
            ));
            assert_eq!(kept(&store).await, 10, "nothing of it");
        }
        keep(&store, 5).await.unwrap();
        // What others write is seen: no old transaction is still being read.
        let mut other = sqlx::ConnectOptions::connect(&database::options(&path))
            .await
            .unwrap();
        sqlx::query("INSERT INTO kept VALUES (zeroblob(7))")
            .execute(&mut other)
            .await
            .unwrap();
        assert_eq!(kept(&store).await, 22);
    }
}
