//! Copies of the database: made while it is in use, verified by reading all of it, restored whole.
//! Only the oldest of the daily copies are ever deleted.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::GatewayChoices;
use fal_budget_domain::guard::GuardSettings;
use fal_budget_domain::guard::scope::ScopedLimit;
use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_files::{draft_beside, draft_under_lock, is_draft, make_folder, open_regular};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection, SqlitePool};
use tempfile::TempPath;

use crate::database::migrations::migrator;
use crate::database::{self, MigrationLock, bulk_load, inspect, options, schema};
use crate::options::cautious_options;
use crate::{Store, StoreError, Tx, tables};

/// Folder of the daily copies, beside the database.
pub(super) const FOLDER: &str = "backups";
/// Bytes with which every database of SQLite begins (<https://www.sqlite.org/fileformat.html>).
const HEAD: &[u8] = b"SQLite format 3\0";
/// Bytes of a copy at most: a hundred million jobs take less.
const MAX_COPY: u64 = 16 << 30;
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
    let draft = draft_beside(&std::path::absolute(file)?)?.into_temp_path();
    // Unlike a copy of the file, this is one state of the database even while others write, and
    // needs no write-ahead log beside it.
    sqlx::query("VACUUM INTO ?1")
        .bind(draft.display().to_string())
        .execute(&store.pool)
        .await?;
    verify(&draft).await?;
    // Never over a file that has come meanwhile.
    Ok(draft.persist_noclobber(file).map_err(|kept| kept.error)?)
}

/// Makes the copy of `day` and deletes all but the newest seven. Returns `false` if the day has its
/// copy already.
pub async fn make_daily(
    store: &Store,
    database: &Path,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    let folder = folder(database);
    make_folder(&folder)?;
    let file = folder.join(format!("fal-budget-{day}.db"));
    if file.try_exists()? {
        return Ok(false);
    }
    remove_drafts(&folder)?;
    make(store, &file).await?;
    for old in list(database)?.into_iter().skip(MAX_DAILY) {
        remove(&old.file)?;
    }
    Ok(true)
}

/// Removes what a copy left behind that was interrupted by a crash.
fn remove_drafts(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if is_draft(&entry.file_name().to_string_lossy()) {
            remove(&entry.path())?;
        }
    }
    Ok(())
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
        return Err(missing(file));
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

/// A verified copy in the data folder, ready to take the database's place. Removed when dropped.
#[derive(Debug)]
pub struct RestorableCopy {
    file: TempPath,
    /// Held until the copy is in place: whoever takes it next removes the copy.
    _lock: MigrationLock,
}

/// Result of putting a copy in the place of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Path that the former database was moved to. `None` if there was no database.
    pub aside: Option<PathBuf>,
    /// Fate of the choices that no copy brings along.
    pub choices: KeptChoices,
}

/// Gateway, allowed pages and guard after a copy was put back. What a copy says of them would open
/// the gateway to its author's pages, or switch the guard off, without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptChoices {
    /// They are as they were in the database before.
    AsBefore,
    /// There was no database before, or none that could be read: the gateway is off, no page is
    /// allowed, and the limits are those of the copy.
    Unknown {
        /// `true` if the guard of each account is on.
        is_guard_on: bool,
    },
}

/// Copies a file to where nobody else can change it, and checks the copy: a whole database of this
/// program, whose schema is what the migrations make and nothing else. Brings it up to this
/// version, and its sums to its jobs.
pub async fn prepare(database: &Path, backup: &Path) -> Result<RestorableCopy, StoreError> {
    if !backup.try_exists()? {
        return Err(missing(backup));
    }
    // Before the lock, for which others wait.
    let mut contents = open_contents(backup)?;
    let lock = database::lock(database).await?;
    let mut draft = draft_under_lock(database)?;
    // The contents alone: whoever could write to the copy is not to write to the database.
    io::copy(&mut contents, &mut draft)?;
    draft.as_file().sync_all()?;
    let file = draft.into_temp_path();
    inspect(&file).await?;
    let pool = SqlitePool::connect_with(draft_options(&file)).await?;
    let checked = check_and_migrate(&file, &pool).await;
    pool.close().await;
    checked.map(|()| RestorableCopy { file, _lock: lock })
}

/// Opens a copy for reading, from its beginning to the end that it has now. `Err` for what is no
/// database, and for what would fill the disk.
fn open_contents(backup: &Path) -> Result<impl Read, StoreError> {
    let (mut file, length) = open_regular(backup)?;
    if length > MAX_COPY {
        let file = backup.display().to_string();
        return Err(StoreError::unreachable(message!(
            "copy-too-large",
            file = file
        )));
    }
    let mut head = Vec::new();
    (&mut file).take(HEAD.len() as u64).read_to_end(&mut head)?;
    if head != HEAD {
        return Err(StoreError::Damaged);
    }
    let rest = length.saturating_sub(head.len() as u64);
    Ok(io::Cursor::new(head).chain(file.take(rest)))
}

async fn check_and_migrate(draft: &Path, pool: &SqlitePool) -> Result<(), StoreError> {
    // The schema first: reading all of a file also computes what it says in checks and indexes.
    schema::check(&mut *pool.acquire().await?).await?;
    verify(draft).await?;
    migrator().run(pool).await?;
    // What was spent is what the jobs say. The limits of a day and a month count by the sums.
    let mut transaction = pool.begin().await?;
    bulk_load::rebuild_sums(&mut transaction).await?;
    Ok(transaction.commit().await?)
}

/// Options for a file that is to be one file, without a log beside it, when it is renamed.
fn draft_options(draft: &Path) -> SqliteConnectOptions {
    options(draft)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Delete)
}

/// Puts a prepared copy in the place of the database, which must be closed. `stamp` becomes part of
/// the name that the former database gets.
pub async fn restore(
    database: &Path,
    copy: RestorableCopy,
    stamp: &str,
) -> Result<Restored, StoreError> {
    let choices = keep_choices(database, &copy.file).await?;
    let aside = move_aside(database, stamp)?;
    copy.file.persist(database).map_err(|kept| kept.error)?;
    Ok(Restored { aside, choices })
}

/// Writes the present choices for gateway and guard into a copy.
async fn keep_choices(database: &Path, copy: &Path) -> Result<KeptChoices, StoreError> {
    let present = present_choices(database).await.inspect_err(|error| {
        log::warn!("the choices of the former database cannot be read: {error}");
    });
    let store = Store::new(SqlitePool::connect_with(draft_options(copy)).await?);
    let mut tx = store.write(AccountId::FIRST).await?;
    let accounts = tables::account::list(&mut tx).await?;
    let gateway = present.as_ref().map(|present| present.gateway.clone());
    tables::gateway::write(&mut tx, &gateway.unwrap_or_default()).await?;
    tables::gateway::check_numbers(&mut tx).await?;
    let mut is_guard_on = true;
    for account in accounts {
        tx.set_account(account.id);
        // As the ledger will: a copy without these rows is of no use, and nothing was touched yet.
        let mut guard = read_guard(&mut tx).await?;
        if let Some(before) = present
            .as_ref()
            .ok()
            .and_then(|all| all.guard_of(account.id))
        {
            guard = before.clone();
        } else {
            // A pause belongs to the day on which it was chosen.
            (guard.settings.paused_until, guard.settings.allowed_until) = (None, None);
        }
        tables::guard::write(&mut tx, &guard.settings).await?;
        tables::guard_limit::replace(&mut tx, &guard.limits).await?;
        is_guard_on &= guard.settings.is_on;
    }
    tx.set_account(AccountId::FIRST);
    tables::gateway::read(&mut tx).await?;
    tables::guard::read(&mut tx).await?;
    let kept = match present {
        Ok(_) => KeptChoices::AsBefore,
        Err(_) => KeptChoices::Unknown { is_guard_on },
    };
    tx.commit().await?;
    store.close().await;
    Ok(kept)
}

/// Choices for gateway and guards, as they are before a copy is put back.
struct PresentChoices {
    gateway: GatewayChoices,
    guards: Vec<(AccountId, GuardChoices)>,
}

/// Guard of an account, with the limits of keys, projects and models.
#[derive(Clone)]
struct GuardChoices {
    settings: GuardSettings,
    limits: Vec<ScopedLimit>,
}

impl PresentChoices {
    /// Returns the guard of an account, or that of the first for one that was not there: a copy
    /// may lead any key to an account of its own.
    fn guard_of(&self, account: AccountId) -> Option<&GuardChoices> {
        let same = self.guards.iter().find(|(id, _)| *id == account);
        same.or(self.guards.first()).map(|(_, guard)| guard)
    }
}

/// Reads the choices for gateway and guard from the database that is there, and changes nothing.
async fn present_choices(database: &Path) -> Result<PresentChoices, StoreError> {
    // Read-only, so that nothing is replayed into a file that may be damaged.
    let options = cautious_options(database).read_only(true);
    let store = Store::new(SqlitePool::connect_with(options).await?);
    let choices = read_choices(&store).await;
    store.close().await;
    choices
}

async fn read_choices(store: &Store) -> Result<PresentChoices, StoreError> {
    let mut tx = store.read(AccountId::FIRST).await?;
    let gateway = tables::gateway::read(&mut tx).await?;
    let mut guards = Vec::new();
    for account in tables::account::list(&mut tx).await? {
        tx.set_account(account.id);
        guards.push((account.id, read_guard(&mut tx).await?));
    }
    Ok(PresentChoices { gateway, guards })
}

async fn read_guard(tx: &mut Tx) -> Result<GuardChoices, StoreError> {
    Ok(GuardChoices {
        settings: tables::guard::read(tx).await?,
        limits: tables::guard_limit::list(tx).await?,
    })
}

impl ToMessage for KeptChoices {
    fn to_message(&self) -> Message {
        match self {
            Self::AsBefore => message!("restored-as-before"),
            Self::Unknown { is_guard_on: true } => message!("restored-guard-on"),
            Self::Unknown { is_guard_on: false } => message!("restored-guard-off"),
        }
    }
}

fn missing(file: &Path) -> StoreError {
    let file = file.display().to_string();
    StoreError::unreachable(message!("file-not-there", file = file))
}

/// Renames the database and what SQLite keeps beside it, which may be there without it. Returns the
/// new path of the database, or `None` if there was none.
fn move_aside(database: &Path, stamp: &str) -> Result<Option<PathBuf>, StoreError> {
    let aside = database.with_file_name(format!("fal-budget-before-{stamp}.db"));
    // The logs go first: if one stayed, SQLite would replay it into the restored database.
    for suffix in ["-wal", "-shm", "-journal"] {
        rename(&with_suffix(database, suffix), &with_suffix(&aside, suffix))?;
    }
    Ok(rename(database, &aside)?.then_some(aside))
}

/// Renames a file. Returns `false` if there is none.
fn rename(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        renamed => renamed.map(|()| true),
    }
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
        let copy = prepare(&path, &list(&path).unwrap()[0].file).await.unwrap();
        let aside = restore(&path, copy, "now").await.unwrap().aside.unwrap();
        for (file, amount) in [(&path, 7), (&aside, 9)] {
            let store = database::open(file).await.unwrap();
            assert_eq!(newest_entry(&store).await, Some(amount));
        }
    }

    /// Nothing is left of a database but what SQLite wrote beside it before a power cut.
    #[tokio::test]
    async fn nothing_that_was_left_beside_a_lost_database_is_replayed_into_the_copy() {
        let (_folder, path, store) = store_with_entry().await;
        make_daily(&store, &path, day(1)).await.unwrap();
        store.close().await;
        fs::remove_file(&path).unwrap();
        for suffix in ["-wal", "-shm", "-journal"] {
            fs::write(with_suffix(&path, suffix), "left over").unwrap();
        }
        let copy = prepare(&path, &list(&path).unwrap()[0].file).await.unwrap();
        assert_eq!(restore(&path, copy, "now").await.unwrap().aside, None);
        for suffix in ["-wal", "-shm", "-journal"] {
            assert!(!with_suffix(&path, suffix).exists(), "{suffix}");
            let aside = path.with_file_name(format!("fal-budget-before-now.db{suffix}"));
            assert_eq!(fs::read(aside).unwrap(), b"left over", "{suffix} is kept");
        }
        let store = database::open(&path).await.unwrap();
        assert_eq!(newest_entry(&store).await, Some(7));
    }

    #[tokio::test]
    async fn what_is_no_database_is_not_copied() {
        let (folder, path, store) = store_with_entry().await;
        store.close().await;
        let other = folder.path().join("other");
        for text in ["", "SQLite format", "a text of some length"] {
            fs::write(&other, text).unwrap();
            let refused = prepare(&path, &other).await;
            assert!(matches!(refused, Err(StoreError::Damaged)), "{text}");
        }
        let file = fs::File::create(&other).unwrap();
        io::Write::write_all(&mut &file, HEAD).unwrap();
        file.set_len(MAX_COPY + 1).unwrap();
        let refused = prepare(&path, &other).await.unwrap_err().to_string();
        assert!(refused.contains("copy-too-large"), "{refused}");
    }

    /// A crash leaves the draft of a copy that was being put back, which may be large.
    #[tokio::test]
    async fn the_next_start_removes_what_an_interrupted_restore_left() {
        let (_folder, path, store) = store_with_entry().await;
        make_daily(&store, &path, day(1)).await.unwrap();
        store.close().await;
        let left = {
            let copy = prepare(&path, &list(&path).unwrap()[0].file).await.unwrap();
            copy.file.keep().unwrap()
        };
        assert!(left.exists());
        database::open(&path).await.unwrap().close().await;
        assert!(!left.exists());
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
        assert!(prepare(&path, &copy).await.is_err());
        assert!(
            fs::read(&path).unwrap() == before,
            "the database was not touched"
        );
    }
}
