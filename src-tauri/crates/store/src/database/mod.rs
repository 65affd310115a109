//! The database file: locking, inspecting, opening and migrating it.

pub mod backup;
pub mod bulk_load;
pub mod erase;
pub mod migrations;
pub mod recover;
pub mod watch;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use fal_budget_domain::message;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Store, StoreError};
use crate::database::migrations::migrator;

/// Name of the file in the data folder.
pub const FILE_NAME: &str = "fal-budget.db";
/// Longest wait for another writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pause between two tries to take the migration lock.
const RETRY: Duration = Duration::from_millis(20);

/// File lock that is held while the schema is inspected and migrated, by window and command line
/// alike. The system frees the lock when this is dropped or the program crashes.
#[derive(Debug)]
pub struct MigrationLock(#[expect(dead_code, reason = "holds the lock while it lives")] File);

/// Creates the data folder and takes the migration lock. Returns [`StoreError::Busy`] if another
/// program holds it longer than the busy timeout.
pub async fn lock(path: &Path) -> Result<MigrationLock, StoreError> {
    let folder = path
        .parent()
        .ok_or_else(|| StoreError::unreachable(message!("no-folder")))?;
    fs::create_dir_all(folder)?;
    // SQLite's own locks are held for a transaction, and migrating takes several: two programs
    // that start together would both read that a step is missing, and one would fail.
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("db.lock"))?;
    // Tried again and again instead of waiting in the system, which would block a runtime's thread.
    for _ in 0..BUSY_TIMEOUT.as_millis() / RETRY.as_millis() {
        match file.try_lock() {
            Ok(()) => return Ok(MigrationLock(file)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(RETRY).await,
        }
    }
    Err(StoreError::Busy)
}

/// Shared file lock of every program that works on the database for long, which keeps others from
/// replacing the file meanwhile.
#[derive(Debug)]
pub struct InUse(#[expect(dead_code, reason = "holds the lock while it lives")] File);

fn use_lock(path: &Path) -> Result<File, StoreError> {
    Ok(OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("db.in-use"))?)
}

/// Marks the database as in use until the result is dropped.
pub fn mark_in_use(path: &Path) -> Result<InUse, StoreError> {
    let file = use_lock(path)?;
    file.lock_shared()?;
    Ok(InUse(file))
}

/// Returns `true` while a window or gateway has marked the database as in use.
pub fn is_in_use(path: &Path) -> Result<bool, StoreError> {
    if !path.try_exists()? {
        return Ok(false);
    }
    match use_lock(path)?.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Checks that a file is safe to open, before anything could write to it. A missing or empty file
/// is fine; a damaged, foreign or newer one is an error.
pub async fn inspect(path: &Path) -> Result<(), StoreError> {
    if !path.try_exists()? {
        return Ok(());
    }
    // SQLite opens a file that it may not write as read-only, and fails much later.
    OpenOptions::new().read(true).write(true).open(path)?;
    // Not with `options`: setting the journal mode would write to a file that may be foreign.
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .log_statements(log_level())
        .connect()
        .await?;
    let verdict = inspect_schema(&mut connection).await;
    connection.close().await?;
    verdict
}

async fn inspect_schema(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(&mut *connection)
            .await?;
    if tables.is_empty() {
        return Ok(());
    }
    if !tables.iter().any(|table| table == "_sqlx_migrations") {
        return Err(StoreError::Foreign);
    }
    let applied: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
            .fetch_all(connection)
            .await?;
    let known = migrator();
    for (version, checksum) in applied {
        match known.iter().find(|step| step.version == version) {
            None => return Err(StoreError::Newer),
            Some(step) if *step.checksum != *checksum => return Err(StoreError::Foreign),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Options of every connection. With a write-ahead log and `synchronous=FULL`, no crash and no
/// power cut loses what was confirmed.
#[must_use]
pub fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .log_statements(log_level())
}

/// Keeps statements out of the log, because they carry amounts.
const fn log_level() -> log::LevelFilter {
    log::LevelFilter::Off
}

/// Opens and migrates the database for a command or a test.
pub async fn open(path: &Path) -> Result<Store, StoreError> {
    let _lock = lock(path).await?;
    inspect(path).await?;
    // One connection: two that close at the same moment each keep the other from moving the
    // write-ahead log into the file. Whoever waits for it may wait for somebody who waits in turn
    // for another program's write, hence twice the timeout.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(2 * BUSY_TIMEOUT)
        .connect_with(options(path))
        .await?;
    migrator().run(&pool).await?;
    Ok(Store::new(pool))
}
