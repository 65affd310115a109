//! The database file: where it is, who may migrate it, and whether it is safe to open.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::migrations::migrator;
use super::{Store, StoreError};
use crate::say;

/// The file's name in the program's folder.
pub const FILE_NAME: &str = "fal-budget.db";
/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(5);

/// Held while the schema is looked at and migrated, by window and verbs alike: SQLite alone does
/// not keep two of them from migrating at once. Freed when dropped, also by a crash.
#[derive(Debug)]
pub struct MigrationLock(#[expect(dead_code, reason = "holds the lock while it lives")] File);

/// Makes the folder and takes the lock, waiting for another holder as long as for a writer.
pub async fn lock(path: &Path) -> Result<MigrationLock, StoreError> {
    let folder = path
        .parent()
        .ok_or_else(|| StoreError::unreachable(|| say!("no-folder")))?;
    fs::create_dir_all(folder)?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("db.lock"))?;
    let step = Duration::from_millis(20);
    for _ in 0..PATIENCE.as_millis() / step.as_millis() {
        match file.try_lock() {
            Ok(()) => return Ok(MigrationLock(file)),
            Err(TryLockError::Error(error)) => return Err(error.into()),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(step).await,
        }
    }
    Err(StoreError::Busy)
}

/// Held by a window as long as it works on the database, so that no other program puts another file
/// in its place meanwhile.
#[derive(Debug)]
pub struct InUse(#[expect(dead_code, reason = "holds the lock while it lives")] File);

fn use_lock(path: &Path) -> Result<File, StoreError> {
    Ok(OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path.with_extension("db.in-use"))?)
}

/// Marks the database as in use.
pub fn mark_in_use(path: &Path) -> Result<InUse, StoreError> {
    let file = use_lock(path)?;
    file.lock_shared()?;
    Ok(InUse(file))
}

/// Whether a window works on it.
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

/// Looks at the file without changing it. A damaged, foreign or newer one is refused before
/// anything could write to it; none, or an empty one, is fine.
pub async fn inspect(path: &Path) -> Result<(), StoreError> {
    if !path.try_exists()? {
        return Ok(());
    }
    OpenOptions::new().read(true).write(true).open(path)?;
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(PATIENCE)
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

/// How every connection is opened: nothing confirmed is lost by a crash or a power cut.
#[must_use]
pub fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .log_statements(log_level())
}

/// Statements carry amounts, which stay out of the log.
const fn log_level() -> log::LevelFilter {
    log::LevelFilter::Off
}

/// Opens the database for a verb or a test: locks, looks, migrates. One connection, because two
/// that close at the same moment each keep the other from folding the write-ahead log into the
/// file.
pub async fn open(path: &Path) -> Result<Store, StoreError> {
    let _lock = lock(path).await?;
    inspect(path).await?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(2 * PATIENCE)
        .connect_with(options(path))
        .await?;
    migrator().run(&pool).await?;
    Ok(Store::on(pool))
}
