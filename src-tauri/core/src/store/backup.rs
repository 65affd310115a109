//! Copies of the database: made while it is in use, each verified by opening it, put back whole.
//! Nothing is ever deleted but the oldest of the daily ones.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sqlx::{ConnectOptions, Connection, SqlitePool};

use super::database::{self, inspect, options};
use super::{Store, StoreError};
use crate::say;

/// The folder of the daily ones, beside the database.
pub(super) const FOLDER: &str = "backups";
/// How many daily ones are kept.
const KEPT: usize = 7;

/// A copy that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// Where.
    pub file: PathBuf,
    /// Of which day.
    pub day: NaiveDate,
}

/// Copies the database into a file, which must not be there yet, and verifies the copy. A failed
/// one leaves nothing.
pub async fn make(store: &Store, file: &Path) -> Result<(), StoreError> {
    if file.try_exists()? {
        let file = file.display().to_string();
        return Err(StoreError::unreachable(move || {
            say!("file-there-already", file = file.as_str())
        }));
    }
    let draft = file.with_extension("part");
    remove(&draft)?;
    let made = async {
        sqlx::query("VACUUM INTO ?1")
            .bind(draft.display().to_string())
            .execute(&store.pool)
            .await?;
        verify(&draft).await?;
        Ok(fs::rename(&draft, file)?)
    }
    .await;
    if made.is_err() {
        remove(&draft)?;
    }
    made
}

/// Makes the copy of a day, where there is none yet, and removes the oldest beyond the last seven.
/// Says whether one was made.
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
    for old in list(database)?.into_iter().skip(KEPT) {
        remove(&old.file)?;
    }
    Ok(true)
}

/// The daily copies, the newest first.
pub fn list(database: &Path) -> Result<Vec<Backup>, StoreError> {
    let folder = folder(database);
    if !folder.try_exists()? {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let day = name
            .strip_prefix("fal-budget-")
            .and_then(|name| name.strip_suffix(".db"));
        if let Some(day) = day.and_then(|day| day.parse().ok()) {
            found.push(Backup { file, day });
        }
    }
    found.sort_by_key(|backup| std::cmp::Reverse(backup.day));
    Ok(found)
}

/// Opens a file as a database of this program and reads all of it.
pub async fn verify(file: &Path) -> Result<(), StoreError> {
    if !file.try_exists()? {
        let file = file.display().to_string();
        return Err(StoreError::unreachable(move || {
            say!("file-not-there", file = file.as_str())
        }));
    }
    inspect(file).await?;
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

/// Puts a copy in the place of the database, which must be closed: what was there is moved aside.
/// Gives where to.
pub async fn restore(
    database: &Path,
    backup: &Path,
    stamp: &str,
) -> Result<Option<PathBuf>, StoreError> {
    verify(backup).await?;
    let _lock = database::lock(database).await?;
    // The copy first: without room for it nothing is touched.
    let draft = database.with_extension("restored");
    remove(&draft)?;
    fs::copy(backup, &draft)?;
    let mut aside = None;
    if database.try_exists()? {
        let kept = database.with_file_name(format!("fal-budget-before-{stamp}.db"));
        for ending in ["-wal", "-shm"] {
            let (from, to) = (with_suffix(database, ending), with_suffix(&kept, ending));
            if from.try_exists()? {
                fs::rename(from, to)?;
            }
        }
        fs::rename(database, &kept)?;
        aside = Some(kept);
    }
    fs::rename(draft, database)?;
    Ok(aside)
}

/// Opens a database for the window where the plugin cannot: after another was put in its place.
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

fn remove(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::ledger::Ledger;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    async fn books() -> (tempfile::TempDir, PathBuf, Store) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(database::FILE_NAME);
        let store = database::open(&path).await.unwrap();
        Ledger::new(store.clone())
            .set_budget(Money::from_nano(7), chrono::DateTime::UNIX_EPOCH)
            .await
            .unwrap();
        (folder, path, store)
    }

    #[tokio::test]
    async fn one_a_day_is_made_and_seven_are_kept() {
        let (_folder, path, store) = books().await;
        for nth in 1..=9 {
            assert!(make_daily(&store, &path, day(nth)).await.unwrap());
            assert!(
                !make_daily(&store, &path, day(nth)).await.unwrap(),
                "once a day"
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
    async fn a_copy_is_put_back_and_what_was_there_stays() {
        let (_folder, path, store) = books().await;
        make_daily(&store, &path, day(1)).await.unwrap();
        Ledger::new(store.clone())
            .set_budget(Money::from_nano(9), chrono::DateTime::UNIX_EPOCH)
            .await
            .unwrap();
        store.close().await;
        let aside = restore(&path, &list(&path).unwrap()[0].file, "now")
            .await
            .unwrap()
            .unwrap();
        for (file, amount) in [(&path, 7), (&aside, 9)] {
            let ledger = Ledger::new(database::open(file).await.unwrap());
            let balance = ledger
                .balance(chrono::DateTime::UNIX_EPOCH, &chrono::Utc)
                .await
                .unwrap();
            assert_eq!(balance.budget(), Some(Money::from_nano(amount)));
        }
    }

    #[tokio::test]
    async fn a_damaged_copy_is_neither_kept_nor_put_back() {
        let (_folder, path, store) = books().await;
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
            "and nothing was touched"
        );
    }
}
