//! The SQLite database, a table to a module. Functions take a transaction on one account, so that
//! the ledger decides which of them share it.

pub mod database;
mod error;
mod options;
pub mod sums;
pub mod tables;
mod tx;

use chrono::{DateTime, Utc};
use sqlx::{Connection, SqlitePool, Transaction};

pub use error::StoreError;
pub use tx::Tx;

use fal_budget_domain::account::AccountId;

/// An open database.
#[derive(Clone, Debug)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Wraps a pool whose database is open and migrated.
    #[must_use]
    pub const fn new(pool: SqlitePool) -> Self {
        Self { pool }
    }

    /// Begins a transaction for reading: all its queries see one state of the database.
    pub async fn read(&self, account: AccountId) -> Result<Tx, StoreError> {
        self.begin(account, "BEGIN").await
    }

    /// Begins a transaction for writing, once other writers have finished. Returns
    /// [`StoreError::Busy`] if they take longer than the busy timeout.
    pub async fn write(&self, account: AccountId) -> Result<Tx, StoreError> {
        // A deferred transaction that has read cannot write once another writer has committed:
        // SQLite refuses it at once, whatever the timeout (SQLITE_BUSY_SNAPSHOT). Taking the lock
        // first makes waiting possible.
        self.begin(account, "BEGIN IMMEDIATE").await
    }

    /// Reads which account is in use.
    pub async fn account_in_use(&self) -> Result<AccountId, StoreError> {
        tables::account::in_use(&mut self.read(AccountId::FIRST).await?).await
    }

    async fn begin(&self, account: AccountId, statement: &'static str) -> Result<Tx, StoreError> {
        let mut connection = self.pool.acquire().await?;
        // On a failing disk SQLite rolls a transaction back by itself
        // (<https://www.sqlite.org/lang_transaction.html>), and sqlx does not notice: on such a
        // connection it would forever open savepoints instead of transactions.
        while connection.is_in_transaction() {
            connection.close().await?;
            connection = self.pool.acquire().await?;
        }
        let transaction = Transaction::begin(connection, Some(statement.into())).await?;
        Ok(Tx::new(transaction, account))
    }

    /// Moves the write-ahead log into the database file and empties the log
    /// (<https://www.sqlite.org/wal.html#ckpt>).
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Closes the database. SQLite moves the write-ahead log into the file as its last connection
    /// closes; a failure is logged.
    pub async fn close(&self) {
        // Closed by itself, before the pool: a pool that closes while its only connection is on the
        // way back leaves that connection open, and the log beside the file.
        if let Ok(connection) = self.pool.acquire().await
            && let Err(error) = connection.close().await
        {
            log::warn!("the database was not closed cleanly: {error}");
        }
        self.pool.close().await;
    }
}

/// Reads a time column. Returns [`StoreError::Unreadable`] for one beyond the calendar.
fn timestamp(milliseconds: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(StoreError::Unreadable("time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn insert(store: &Store, bytes: u32) -> Result<(), StoreError> {
        let mut tx = store.write(AccountId::FIRST).await?;
        sqlx::query("INSERT INTO blob VALUES (zeroblob(?))")
            .bind(bytes)
            .execute(tx.connection())
            .await?;
        tx.commit().await
    }

    /// Total size of the blobs, read in a transaction that is dropped instead of committed.
    async fn stored_bytes(store: &Store) -> i64 {
        let mut tx = store.read(AccountId::FIRST).await.unwrap();
        let sum = "SELECT coalesce(sum(length(bytes)), 0) FROM blob";
        sqlx::query_scalar(sum)
            .fetch_one(tx.connection())
            .await
            .unwrap()
    }

    /// A page limit makes SQLite itself report a full disk.
    #[tokio::test]
    async fn writing_works_again_after_a_full_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        let store = database::open(&path).await.unwrap();
        let size = |pages: u32| format!("PRAGMA max_page_count = {pages}");
        sqlx::query("CREATE TABLE blob (bytes BLOB)")
            .execute(&store.pool)
            .await
            .unwrap();
        insert(&store, 10).await.unwrap();
        for _ in 0..3 {
            sqlx::query(&size(1)).execute(&store.pool).await.unwrap();
            assert!(matches!(
                insert(&store, 100_000).await,
                Err(StoreError::DiskFull)
            ));
            assert_eq!(
                stored_bytes(&store).await,
                10,
                "a failed transaction leaves nothing"
            );
        }
        insert(&store, 5).await.unwrap();
        // Writes of another connection are seen: no old transaction is still open for reading.
        let mut other = sqlx::ConnectOptions::connect(&database::options(&path))
            .await
            .unwrap();
        sqlx::query("INSERT INTO blob VALUES (zeroblob(7))")
            .execute(&mut other)
            .await
            .unwrap();
        assert_eq!(stored_bytes(&store).await, 22);
    }
}

#[cfg(test)]
pub(crate) mod fixture {
    use super::*;
    use crate::tables::change::{self, ChangeKind};
    use crate::tables::entry;
    use fal_budget_domain::balance::entry::EntryOrigin;
    use fal_budget_domain::money::Money;

    /// Enters a balance of some nano-dollars.
    pub(crate) async fn add_entry(store: &Store, nano: i64) {
        let now = DateTime::UNIX_EPOCH;
        let mut transaction = store.write(AccountId::FIRST).await.unwrap();
        let change_id = change::add(&mut transaction, &ChangeKind::Balance, now)
            .await
            .unwrap();
        let amount = Money::from_nano(nano);
        let origin = EntryOrigin::Typed { change_id };
        entry::add(&mut transaction, origin, now, Some((amount, amount)))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// Reads the balance of the newest entry in nano-dollars.
    pub(crate) async fn newest_entry(store: &Store) -> Option<i64> {
        let mut transaction = store.read(AccountId::FIRST).await.unwrap();
        let entry = entry::newest(&mut transaction).await.unwrap();
        entry?.amount.map(Money::nano)
    }
}
