//! Copies of the database: made while it is in use, verified by reading all of it, restored whole.
//! Only the oldest of the daily copies are ever deleted.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use fal_budget_domain::message;
use sqlx::{ConnectOptions, Connection, SqlitePool};

use crate::database::{self, inspect, options};
use crate::{Store, StoreError};

/// Folder of the daily copies, beside the database.
pub(super) const FOLDER: &str = "backups";
/// Number of daily copies that are kept.
const MAX_DAILY: usize = 7;

/// A daily copy on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Path of the copy.
    pub file: PathBuf,
    /// Day it was made on, from its name.
    pub day: NaiveDate,
}

/// Copies the database into a new file and verifies the copy. On `Err`, also if the file exists
/// already, nothing is left behind.
pub async fn make(store: &Store, file: &Path) -> Result<(), StoreError> {
    if file.try_exists()? {
        let file = file.display().to_string();
        return Err(StoreError::unreachable(message!(
            "file-there-already",
            file = file
        )));
    }
    // Under another name until it is verified, so that a crash leaves no file that looks like a
    // backup and is none.
    let draft = file.with_extension("part");
    remove(&draft)?;
    let made = copy(store, &draft, file).await;
    if made.is_err() {
        remove(&draft)?;
    }
    made
}

async fn copy(store: &Store, draft: &Path, file: &Path) -> Result<(), StoreError> {
    // Unlike a copy of the file, this is one state of the database even while others write, and
    // needs no write-ahead log beside it.
    sqlx::query("VACUUM INTO ?1")
        .bind(draft.display().to_string())
        .execute(&store.pool)
        .await?;
    verify(draft).await?;
    Ok(fs::rename(draft, file)?)
}

/// Makes the copy of `day` and deletes all but the newest seven. Returns `false` if the day has its
/// copy already.
pub async fn make_daily(
    store: &Store,
    database: &Path,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    let folder = folder(database);
    fs::create_dir_all(&folder)?;
    let file = folder.join(format!("fal-budget-{day}.db"));
    if file.try_exists()? {
        return Ok(false);
    }
    make(store, &file).await?;
    for old in list(database)?.into_iter().skip(MAX_DAILY) {
        remove(&old.file)?;
    }
    Ok(true)
}

/// Lists the daily copies, newest first.
pub fn list(database: &Path) -> Result<Vec<Backup>, StoreError> {
    let folder = folder(database);
    if !folder.try_exists()? {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if let Some(day) = day_of(&file) {
            found.push(Backup { file, day });
        }
    }
    found.sort_by_key(|backup| std::cmp::Reverse(backup.day));
    Ok(found)
}

/// Reads the day from the name of a daily copy. Returns `None` for any other file.
fn day_of(file: &Path) -> Option<NaiveDate> {
    let name = file.file_name()?.to_str()?;
    let day = name.strip_prefix("fal-budget-")?.strip_suffix(".db")?;
    day.parse().ok()
}

/// Checks that a file is a whole database of this program, by reading all of it.
pub async fn verify(file: &Path) -> Result<(), StoreError> {
    if !file.try_exists()? {
        let file = file.display().to_string();
        return Err(StoreError::unreachable(message!(
            "file-not-there",
            file = file
        )));
    }
    inspect(file).await?;
    // Immutable: nothing is locked and no log appears beside a copy, even on a read-only medium.
    let mut connection = options(file)
        .create_if_missing(false)
        .read_only(true)
        .immutable(true)
        .connect()
        .await?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await?;
    let tables: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM sqlite_schema WHERE name IN ('job', 'entry', 'change')",
    )
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    match (verdict.as_str(), tables) {
        ("ok", 3) => Ok(()),
        ("ok", _) => Err(StoreError::Foreign),
        _ => Err(StoreError::Damaged),
    }
}

/// Puts a copy in the place of the database, which must be closed. Returns the path that the former
/// database was moved to, or `None` if there was no database. `stamp` becomes part of its name.
pub async fn restore(
    database: &Path,
    backup: &Path,
    stamp: &str,
) -> Result<Option<PathBuf>, StoreError> {
    verify(backup).await?;
    let _lock = database::lock(database).await?;
    // The copy first: if the disk has no room for it, nothing else is touched.
    let draft = database.with_extension("restored");
    remove(&draft)?;
    fs::copy(backup, &draft)?;
    let aside = if database.try_exists()? {
        Some(move_aside(database, stamp)?)
    } else {
        None
    };
    fs::rename(draft, database)?;
    Ok(aside)
}

/// Renames the database, together with its write-ahead log, and returns the new path.
fn move_aside(database: &Path, stamp: &str) -> Result<PathBuf, StoreError> {
    let aside = database.with_file_name(format!("fal-budget-before-{stamp}.db"));
    // The log goes first: if it stayed, SQLite would replay it into the restored database.
    for suffix in ["-wal", "-shm"] {
        let (from, to) = (with_suffix(database, suffix), with_suffix(&aside, suffix));
        if from.try_exists()? {
            fs::rename(from, to)?;
        }
    }
    fs::rename(database, &aside)?;
    Ok(aside)
}

/// Opens and migrates the database after it was restored or erased, for the window: the SQL plugin
/// opens it at startup only.
pub async fn reopen(database: &Path) -> Result<SqlitePool, StoreError> {
    Ok(database::open(database).await?.pool)
}

fn folder(database: &Path) -> PathBuf {
    database.with_file_name(FOLDER)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    file.with_file_name(name)
}

/// Deletes a file if there is one.
fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{add_entry, newest_entry};

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    async fn store_with_entry() -> (tempfile::TempDir, PathBuf, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let store = database::open(&path).await.unwrap();
        add_entry(&store, 7).await;
        (folder, path, store)
    }

    #[tokio::test]
    async fn one_copy_is_made_a_day_and_seven_are_kept() {
        let (_folder, path, store) = store_with_entry().await;
        for nth in 1..=9 {
            assert!(make_daily(&store, &path, day(nth)).await.unwrap());
            assert!(
                !make_daily(&store, &path, day(nth)).await.unwrap(),
                "the day has its copy"
            );
        }
        let days: Vec<_> = list(&path)
            .unwrap()
            .into_iter()
            .map(|backup| backup.day)
            .collect();
        assert_eq!(days, (3..=9).rev().map(day).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_copy_is_restored_and_the_former_database_is_kept() {
        let (_folder, path, store) = store_with_entry().await;
        make_daily(&store, &path, day(1)).await.unwrap();
        add_entry(&store, 9).await;
        store.close().await;
        let aside = restore(&path, &list(&path).unwrap()[0].file, "now")
            .await
            .unwrap()
            .unwrap();
        for (file, amount) in [(&path, 7), (&aside, 9)] {
            let store = database::open(file).await.unwrap();
            assert_eq!(newest_entry(&store).await, Some(amount));
        }
    }

    #[tokio::test]
    async fn a_damaged_copy_is_not_restored() {
        let (_folder, path, store) = store_with_entry().await;
        make_daily(&store, &path, day(1)).await.unwrap();
        let copy = list(&path).unwrap().remove(0).file;
        let mut bytes = fs::read(&copy).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0xff);
        fs::write(&copy, bytes).unwrap();
        store.close().await;
        let before = fs::read(&path).unwrap();
        assert!(restore(&path, &copy, "now").await.is_err());
        assert!(
            fs::read(&path).unwrap() == before,
            "the database was not touched"
        );
    }
}
