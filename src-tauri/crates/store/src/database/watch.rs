//! Watching for changes of the database by another connection, in this process or another.

use std::path::Path;

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::StoreError;
use crate::database::options;

/// Watch on commits to the database.
#[derive(Debug)]
pub struct ChangeWatch {
    // A connection of its own: SQLite counts the commits of all others, but not its own
    // (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    connection: SqliteConnection,
    seen: i64,
}

impl ChangeWatch {
    /// Begins to watch an existing database.
    pub async fn begin(path: &Path) -> Result<Self, StoreError> {
        let mut connection = options(path).create_if_missing(false).connect().await?;
        let seen = version(&mut connection).await?;
        Ok(Self { connection, seen })
    }

    /// Returns `true` if anything was committed since the last call. Reads no table.
    pub async fn changed(&mut self) -> Result<bool, StoreError> {
        let version = version(&mut self.connection).await?;
        let changed = version != self.seen;
        self.seen = version;
        Ok(changed)
    }

    /// Closes the connection. To be called before the store is closed: an open connection would
    /// keep the write-ahead log beside the file.
    pub async fn end(self) {
        if let Err(error) = self.connection.close().await {
            log::debug!("a watch on the database was not closed cleanly: {error}");
        }
    }
}

/// Returns `true` if anything was committed since the last call. The first call begins the watch
/// and returns `true`.
pub async fn has_changed(watch: &mut Option<ChangeWatch>, path: &Path) -> Result<bool, StoreError> {
    if let Some(watch) = watch {
        return watch.changed().await;
    }
    *watch = Some(ChangeWatch::begin(path).await?);
    Ok(true)
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("PRAGMA data_version")
        .fetch_one(connection)
        .await?)
}
