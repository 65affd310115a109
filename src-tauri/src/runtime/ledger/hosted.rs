//! The ledger in the window's process: opened once, and opened anew when its database is replaced.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::settings::Settings;
use fal_budget_ledger::Ledger;
use fal_budget_platform::{folder, locale};
use fal_budget_store::database::{self, InUse, backup, erase};
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};

use super::sql_plugin::SqlPlugin;
use crate::error::CommandError;

/// The ledger of the window's process, whether it could be opened or not.
pub(crate) struct HostedLedger {
    plugin: SqlPlugin,
    opened: Arc<RwLock<OpenLedger>>,
    /// Mark beside the database: a window works on it. Held as long as it does.
    in_use: StdMutex<Option<InUse>>,
    /// Number of databases that were put in place of the first.
    openings: AtomicUsize,
}

/// The ledger, or the reason why it cannot be opened.
type OpenLedger = Result<Ledger, CommandError>;

/// The place of the ledger, which nobody else can read before it is opened.
pub(crate) type UnopenedLedger = OwnedRwLockWriteGuard<OpenLedger>;

impl HostedLedger {
    /// Begins with a ledger that is locked for writing, so that the window can come up while the
    /// database is opened. Whoever asks for the ledger waits until the holder of the guard has
    /// called [`HostedLedger::open`].
    pub(crate) fn begin(plugin: SqlPlugin) -> (Self, UnopenedLedger) {
        let opened = Arc::new(RwLock::new(Err(CommandError::starting())));
        let guard = tauri::async_runtime::block_on(opened.clone().write_owned());
        (
            Self {
                plugin,
                opened,
                in_use: StdMutex::default(),
                openings: AtomicUsize::new(0),
            },
            guard,
        )
    }

    /// Opens the ledger, or keeps the reason why it cannot be opened.
    pub(crate) async fn open(&self, mut opened: UnopenedLedger) {
        *opened = self.try_open().await;
    }

    async fn try_open(&self) -> OpenLedger {
        self.mark_in_use().await?;
        let is_new = !folder::database()?.exists();
        let ledger = self.plugin.open().await?;
        if is_new {
            ledger.start_in(locale::currency()).await?;
        }
        Ok(ledger)
    }

    async fn mark_in_use(&self) -> Result<(), CommandError> {
        let mark = database::mark_in_use(&folder::database()?).await?;
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark);
        Ok(())
    }

    /// Tries once more to open a ledger that could not be opened.
    pub(crate) async fn try_again(&self) -> Result<(), CommandError> {
        let mut opened = self.opened.write().await;
        if opened.is_err() {
            *opened = self.try_open().await;
        }
        opened.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Puts a backup in the place of the database, which is moved aside, and opens it.
    pub(crate) async fn restore(&self, backup: &Path) -> Result<(), CommandError> {
        // Waits for every use of the ledger to end, and makes every new one wait.
        let mut opened = self.opened.write().await;
        let path = folder::database()?;
        // Before anything is closed: a bad backup leaves all as it was.
        let copy = backup::prepare(&path, backup).await?;
        self.plugin.close().await;
        let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
        let restored = backup::restore(&path, copy, &stamp).await;
        *opened = self.reopen(&path).await;
        restored.map(|_| ()).map_err(CommandError::from)
    }

    /// Puts an empty database with the same settings in the place of this one, which is moved
    /// aside.
    pub(crate) async fn begin_over(&self) -> Result<(), CommandError> {
        let settings = Settings {
            welcomed: false,
            is_sample: false,
            ..self.get().await?.settings().await?
        };
        let folder = tempfile::tempdir().map_err(|error| CommandError::file(&error))?;
        let store = database::open(&folder.path().join(database::FILE_NAME)).await?;
        let empty = Ledger::new(store, AccountId::FIRST);
        empty.begin_with(settings).await?;
        let copy = folder.path().join("empty.db");
        empty.back_up(&copy).await?;
        empty.close().await;
        self.restore(&copy).await
    }

    /// Removes the database, its backups and everything else beside it, and opens a new one.
    pub(crate) async fn erase(&self) -> Result<(), CommandError> {
        let mut opened = self.opened.write().await;
        let path = folder::database()?;
        // Our own mark has to go for a moment, or the answer would always be yes.
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let is_in_use = database::is_in_use(&path);
        self.mark_in_use().await?;
        if is_in_use? {
            return Err(CommandError::data_in_use());
        }
        self.plugin.close().await;
        let erased = erase::erase(&path).await;
        *opened = self.reopen(&path).await;
        Ok(erased?)
    }

    /// Opens whatever database is there now: the new one, or after a failure the one before.
    async fn reopen(&self, path: &Path) -> OpenLedger {
        self.openings.fetch_add(1, Ordering::Relaxed);
        Ok(self.plugin.reopen(path).await?)
    }

    /// Returns the number of databases that were put in place of the first.
    pub(crate) fn openings(&self) -> usize {
        self.openings.load(Ordering::Relaxed)
    }

    /// Returns the ledger, or the reason why it cannot be opened.
    pub(crate) async fn get(&self) -> OpenLedger {
        self.opened.read().await.clone()
    }

    /// Moves the write-ahead log into the database before the plugin closes it.
    pub(crate) async fn close(&self) {
        if let Ok(ledger) = self.get().await
            && let Err(error) = ledger.checkpoint().await
        {
            log::warn!("the write-ahead log stays for the next start: {error}");
        }
    }
}
