//! Recovery of a damaged database: reads its rows in ranges of ids and steps over those that cannot
//! be read.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use fal_budget_domain::balance::entry::Entry;
use fal_budget_domain::jobs::Job;
use fal_budget_files::open_regular;
use sqlx::{ConnectOptions, Connection, FromRow, SqliteConnection};
use tempfile::TempDir;

use crate::database::schema;
use crate::tables::{entry, job};
use crate::{StoreError, database};

/// Rows of one query where nothing is damaged.
const BATCH: i64 = 500;
/// Ids beyond any row.
const END: i64 = 1 << 40;

/// Copy of a damaged database, open for reading.
#[derive(Debug)]
pub struct RecoverySource {
    connection: SqliteConnection,
    _folder: TempDir,
}

impl RecoverySource {
    /// Copies a database with its write-ahead log, and opens the copy.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        // A copy, because opening the file itself would replay the log into it, and what is damaged
        // must stay as it is for whoever can read more of it.
        let folder = TempDir::new()?;
        let copy = folder.path().join(database::FILE_NAME);
        copy_file(path, &copy)?;
        let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
        if log(path).try_exists()? {
            copy_file(&log(path), &log(&copy))?;
        }
        let mut connection = database::options(&copy)
            .create_if_missing(false)
            .connect()
            .await?;
        // A view in the place of a table would run whatever somebody wrote into it.
        schema::check_parts(&mut connection).await?;
        Ok(Self {
            connection,
            _folder: folder,
        })
    }

    /// Passes each readable job to `emit`, in order of ids. Returns the first error of `emit`.
    pub async fn jobs(
        &mut self,
        emit: &mut impl FnMut(&Job) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // NOT INDEXED: a damaged index costs no jobs if none is read.
        let statement = "SELECT * FROM job NOT INDEXED WHERE id > ?1 ORDER BY id LIMIT ?2";
        walk(
            &mut self.connection,
            statement,
            job::JobRow::into_job,
            |job: &Job| job.id,
            emit,
        )
        .await
    }

    /// Passes each readable entry to `emit`, in order of ids. Returns the first error of `emit`.
    pub async fn entries(
        &mut self,
        emit: &mut impl FnMut(&Entry) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = "SELECT id, change_id, at, amount_nano, reference_nano, origin, undone_at
             FROM entry NOT INDEXED WHERE id > ?1 ORDER BY id LIMIT ?2";
        walk(
            &mut self.connection,
            statement,
            entry::from_row,
            |entry: &Entry| entry.id,
            emit,
        )
        .await
    }

    /// Closes and deletes the copy.
    pub async fn close(self) {
        // A damaged file may fail to close, and nothing of it is needed any more.
        let _ = self.connection.close().await;
    }
}

/// Copies a file to its end. `Err` for a pipe, which may have none.
fn copy_file(from: &Path, to: &Path) -> io::Result<u64> {
    let (file, length) = open_regular(from)?;
    io::copy(&mut file.take(length), &mut File::create(to)?)
}

/// Walks a table in order of ids: in smaller and smaller batches towards a damaged row, then in
/// doubling steps over the damage, then back to its end.
async fn walk<R, T>(
    connection: &mut SqliteConnection,
    statement: &'static str,
    convert: impl Fn(R) -> Result<T, StoreError>,
    id_of: impl Fn(&T) -> i64,
    emit: &mut impl FnMut(&T) -> Result<(), StoreError>,
) -> Result<(), StoreError>
where
    R: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
{
    let mut batch = async |after: i64, limit: i64| -> Result<Vec<T>, StoreError> {
        let rows = sqlx::query_as::<_, R>(statement)
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *connection)
            .await?;
        let rows: Vec<T> = rows.into_iter().map(&convert).collect::<Result<_, _>>()?;
        // A damaged tree may lead to the same rows again and again.
        let mut before = after;
        for row in &rows {
            if id_of(row) <= before {
                return Err(StoreError::Damaged);
            }
            before = id_of(row);
        }
        Ok(rows)
    };
    // `after`: all ids up to here are done. `step`: ids being skipped, 0 while nothing is damaged.
    let (mut after, mut limit, mut step) = (0, BATCH, 0);
    while after + step < END {
        match batch(after + step, limit).await {
            // Readable again, or beyond the last row. The last doubling may have jumped over good
            // rows: half of the step is known to be damaged, the other half is tried anew.
            Ok(_) if step > 1 => (after, step) = (after + step / 2, 0),
            Ok(found) if found.is_empty() => return Ok(()),
            Ok(found) => {
                found.iter().try_for_each(&mut *emit)?;
                after = found.last().map_or(END, &id_of);
                (step, limit) = (0, (limit * 2).min(BATCH));
            }
            // Halved down to one row, so that the good rows before the damaged one are read.
            Err(_) if limit > 1 => limit /= 2,
            Err(_) => step = (step * 2).max(1),
        }
    }
    Ok(())
}
