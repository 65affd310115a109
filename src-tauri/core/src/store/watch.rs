//! Notices that another connection, of this process or another, has changed the database.

use std::path::Path;

use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::StoreError;
use super::database::options;

/// A connection of its own, because SQLite counts changes for each connection
/// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
#[derive(Debug)]
pub struct ChangeWatch {
    connection: SqliteConnection,
    seen: i64,
}

impl ChangeWatch {
    /// Begins to watch an open database.
    pub async fn begin(path: &Path) -> Result<Self, StoreError> {
        let mut connection = options(path).create_if_missing(false).connect().await?;
        let seen = version(&mut connection).await?;
        Ok(Self { connection, seen })
    }

    /// Whether anything was committed since the last call; costs no query of a table.
    pub async fn changed(&mut self) -> Result<bool, StoreError> {
        let version = version(&mut self.connection).await?;
        let changed = version != self.seen;
        self.seen = version;
        Ok(changed)
    }

    /// Ends it. Left open beside the last connection it would keep the write-ahead log from being
    /// folded.
    pub async fn end(self) {
        if let Err(error) = self.connection.close().await {
            log::debug!("a watch did not end in order: {error}");
        }
    }
}

/// Whether something was committed since the last look; the first look begins to watch, and says
/// so.
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
