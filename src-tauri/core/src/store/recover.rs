//! Rows of a damaged database: read one stretch after another, stepping over what cannot be read.
//! It works on a copy, so that nothing happens to the file itself.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection, FromRow, SqliteConnection};
use tempfile::TempDir;

use super::{StoreError, database, entry, job};
use crate::domain::entry::Entry;
use crate::domain::job::Job;

/// Rows read at a time while all is well.
const PART: i64 = 500;
/// No table has rows with higher numbers.
const LAST: i64 = 1 << 40;

/// A copy of a damaged database, open for reading.
#[derive(Debug)]
pub struct RecoverySource {
    connection: SqliteConnection,
    _folder: TempDir,
}

impl RecoverySource {
    /// Copies a database with its write-ahead log, and opens the copy.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let folder = TempDir::new()?;
        let copy = folder.path().join(database::FILE_NAME);
        fs::copy(path, &copy)?;
        let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        if log(path).try_exists()? {
            fs::copy(log(path), log(&copy))?;
        }
        let connection = database::options(&copy)
            .create_if_missing(false)
            .connect()
            .await?;
        Ok(Self {
            connection,
            _folder: folder,
        })
    }

    /// Gives the jobs that can be read.
    pub async fn jobs(
        &mut self,
        give: &mut impl FnMut(&Job) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = "SELECT * FROM job NOT INDEXED WHERE id > ?1 ORDER BY id LIMIT ?2";
        walk(
            &mut self.connection,
            statement,
            job::Row::job,
            |job: &Job| job.id,
            give,
        )
        .await
    }

    /// Gives the entries that can be read.
    pub async fn entries(
        &mut self,
        give: &mut impl FnMut(&Entry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = "SELECT id, change_id, at, amount_nano, reference_nano, origin, undone_at FROM entry NOT INDEXED WHERE id > ?1 ORDER BY id LIMIT ?2";
        walk(
            &mut self.connection,
            statement,
            entry::entry,
            |entry: &Entry| entry.id,
            give,
        )
        .await
    }

    /// Ends it; the copy is removed.
    pub async fn close(self) {
        // What a damaged file says at its end is of no interest.
        let _ = self.connection.close().await;
    }
}

/// Walks a table in the order of its rows: in smaller and smaller stretches towards a damaged
/// place, then over it.
async fn walk<R, T>(
    connection: &mut SqliteConnection,
    statement: &'static str,
    read: impl Fn(R) -> Result<T, StoreError>,
    number: impl Fn(&T) -> i64,
    give: &mut impl FnMut(&T) -> Result<(), StoreError>,
) -> Result<(), StoreError>
where
    R: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    let mut part = async |after: i64, limit: i64| -> Result<Vec<T>, StoreError> {
        let rows = sqlx::query_as::<_, R>(statement)
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *connection)
            .await?;
        rows.into_iter().map(&read).collect()
    };
    let (mut after, mut limit, mut step) = (0, PART, 0);
    while after + step < LAST {
        match part(after + step, limit).await {
            // The damage is over, or all is; where it is over is nearer.
            Ok(_) if step > 1 => (after, step) = (after + step / 2, 0),
            Ok(found) if found.is_empty() => return Ok(()),
            Ok(found) => {
                found.iter().try_for_each(&mut *give)?;
                after = found.last().map_or(LAST, &number);
                (step, limit) = (0, (limit * 2).min(PART));
            }
            Err(_) if limit > 1 => limit /= 2,
            Err(_) => step = (step * 2).max(1),
        }
    }
    Ok(())
}
