//! The database file: locking, inspecting, opening and migrating it.

pub mod backup;
pub mod bulk_load;
pub mod erase;
pub mod migrations;
pub mod recover;
mod schema;
pub mod watch;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fal_budget_domain::message;
use fal_budget_files::{Holder, close_folder, holder, open_or_create, remove_locked_drafts};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Store, StoreError};
use crate::database::migrations::migrator;
use crate::options::{BUSY_TIMEOUT, cautious_options};

/// Name of the file in the data folder.
pub const FILE_NAME: &str = "fal-budget.db";
/// Pause between two tries to take the migration lock.
const RETRY: Duration = Duration::from_millis(20);

/// File lock that is held while the schema is inspected and migrated, by window and command line
/// alike. The system frees the lock when this is dropped or the program crashes.
#[derive(Debug)]
pub struct MigrationLock(#[expect(dead_code, reason = "holds the lock while it lives")] File);

/// Creates the data folder, or closes it to other users, takes the migration lock, and removes what
/// a restore left that was interrupted. Returns [`StoreError::Held`] if another program holds it
/// longer than the busy timeout.
pub async fn lock(path: &Path) -> Result<MigrationLock, StoreError> {
    let folder = path
        .parent()
        .ok_or_else(|| StoreError::unreachable(message!("no-folder")))?;
    close_folder(folder)?;
    // SQLite's own locks are held for a transaction, and migrating takes several: two programs
    // that start together would both read that a step is missing, and one would fail.
    let file = path.with_extension("db.lock");
    let lock = patiently(&file, File::try_lock).await?;
    remove_locked_drafts(folder)?;
    Ok(MigrationLock(lock))
}

/// Opens a lock file and locks it, or returns [`StoreError::Held`] after the busy timeout: whoever
/// could open the file, perhaps when others could, may hold the lock for ever.
async fn patiently(
    path: &Path,
    try_lock: fn(&File) -> Result<(), TryLockError>,
) -> Result<File, StoreError> {
    let file = open_or_create(path)?;
    // Tried again and again instead of waiting in the system, which would block a runtime's thread.
    for _ in 0..BUSY_TIMEOUT.as_millis() / RETRY.as_millis() {
        match try_lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(RETRY).await,
        }
    }
    let holder = holder(path).ok_or(StoreError::Busy)?;
    Err(StoreError::Held(path.display().to_string(), holder))
}

/// Shared file lock of every program that works on the database for long, which keeps others from
/// replacing the file meanwhile.
#[derive(Debug)]
pub struct InUse(#[expect(dead_code, reason = "holds the lock while it lives")] File);

fn use_lock(path: &Path) -> PathBuf {
    path.with_extension("db.in-use")
}

/// Marks the database as in use until the result is dropped. Returns [`StoreError::Held`] if
/// another program keeps others from that longer than the busy timeout.
pub async fn mark_in_use(path: &Path) -> Result<InUse, StoreError> {
    Ok(InUse(
        patiently(&use_lock(path), File::try_lock_shared).await?,
    ))
}

/// Returns `true` while a window or gateway has marked the database as in use.
pub fn is_in_use(path: &Path) -> Result<bool, StoreError> {
    if !path.try_exists()? {
        return Ok(false);
    }
    match open_or_create(&use_lock(path))?.try_lock() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Finds a program that holds the database or one of its lock files. `None` when there is none, and
/// on systems that do not tell.
#[must_use]
pub fn holder_of(path: &Path) -> Option<Holder> {
    ["db", "db-shm", "db-wal", "db.lock"]
        .iter()
        .find_map(|ending| holder(&path.with_extension(ending)))
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
    let mut connection = cautious_options(path).connect().await?;
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
    // Before a row of it is read: a column may be computed, by any SQL.
    schema::check_steps(connection).await?;
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
    cautious_options(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
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
        // A question to SQLite that would cost as much as the query that follows.
        .test_before_acquire(false)
        .connect_with(options(path))
        .await?;
    migrator().run(&pool).await?;
    Ok(Store::new(pool))
}
