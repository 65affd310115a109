//! The state of the window's process: the ledger, and the snapshot that was last shown.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use fal_budget_core::domain::notice::Notice;
use fal_budget_core::ledger::Ledger;
use fal_budget_core::store::database::InUse;
use fal_budget_core::store::{Store, StoreError, backup, database, erase, migrations};
use fal_budget_core::tray_icon::{TrayView, tray_view};
use fal_budget_core::view::{self, Snapshot};
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, Manager};
use tauri_plugin_sql::{DbInstances, DbPool, Migration, MigrationKind};
use tokio::sync::{Mutex, OwnedRwLockWriteGuard, RwLock};

use crate::alerts::Alerts;
use crate::error::CommandError;
use crate::gateway::HostedGateway;
use crate::tray::Tray;
use crate::{events, folder, language};

/// Name of the database for the SQL plugin; also in `tauri.conf.json`.
const URL: &str = "sqlite:fal-budget.db";

/// State that commands, tray and timers share.
pub(crate) struct State {
    ledger: Arc<RwLock<OpenLedger>>,
    shown: Mutex<LastShown>,
    /// Notices that wait for a page to show them.
    pending_notices: Mutex<Vec<Notice>>,
    /// A stand-in on this computer plays fal.
    is_demo: bool,
    /// Mark beside the database: a window works on it. Held as long as it does.
    in_use: StdMutex<Option<InUse>>,
    /// Number of databases that were put in place of the first.
    openings: AtomicUsize,
    /// The person has seen that closing the window ends the program, as it does without a tray.
    quit_notice_shown: AtomicBool,
}

/// The ledger, or the reason why it cannot be opened.
type OpenLedger = Result<Ledger, CommandError>;

/// The state that page and tray show.
#[derive(Default)]
struct LastShown {
    revision: u32,
    last: Option<Result<Snapshot, CommandError>>,
    last_good: Option<Snapshot>,
}

impl State {
    /// Begins with a ledger that is locked for writing, so that the window can come up while the
    /// database is opened. Whoever asks for the ledger waits until the holder of the guard has
    /// called [`State::open`].
    pub(crate) fn begin(is_demo: bool) -> (Self, OwnedRwLockWriteGuard<OpenLedger>) {
        let ledger = Arc::new(RwLock::new(Err(CommandError::starting())));
        let guard = tauri::async_runtime::block_on(ledger.clone().write_owned());
        (
            Self {
                ledger,
                is_demo,
                in_use: StdMutex::default(),
                openings: AtomicUsize::new(0),
                pending_notices: Mutex::default(),
                shown: Mutex::default(),
                quit_notice_shown: AtomicBool::new(true),
            },
            guard,
        )
    }

    /// Opens the ledger, or keeps the reason why it cannot be opened.
    pub(crate) async fn open(
        &self,
        app: &AppHandle,
        mut opened: OwnedRwLockWriteGuard<OpenLedger>,
    ) {
        *opened = connect(app).await.map_err(CommandError::from);
        self.mark_in_use();
        if let Ok(ledger) = &*opened {
            let shown = ledger
                .settings()
                .await
                .is_ok_and(|chosen| chosen.quit_notice_shown);
            self.quit_notice_shown.store(shown, Ordering::Relaxed);
        }
    }

    fn mark_in_use(&self) {
        match folder::database().and_then(|path| database::mark_in_use(&path)) {
            Ok(mark) => *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark),
            Err(error) => log::warn!("the database is not marked as in use: {error}"),
        }
    }

    /// Tries once more to open a ledger that could not be opened.
    pub(crate) async fn try_again(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut opened = self.ledger.write().await;
        if opened.is_err() {
            *opened = connect(app).await.map_err(CommandError::from);
        }
        opened.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Puts a backup in the place of the database, which is moved aside, and opens it.
    pub(crate) async fn restore(&self, app: &AppHandle, backup: &Path) -> Result<(), CommandError> {
        // Waits for every use of the ledger to end, and makes every new one wait.
        let mut opened = self.ledger.write().await;
        let path = folder::database()?;
        // Before anything is closed: a bad backup leaves all as it was.
        backup::verify(backup).await?;
        close_pool(app).await;
        let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
        let restored = backup::restore(&path, backup, &stamp).await;
        *opened = self.reopen(app, &path).await;
        restored.map(|_| ()).map_err(CommandError::from)
    }

    /// Removes the database, its backups and everything else beside it, and opens a new one.
    pub(crate) async fn erase(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut opened = self.ledger.write().await;
        let path = folder::database()?;
        // Our own mark has to go for a moment, or the answer would always be yes.
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let is_in_use = database::is_in_use(&path);
        self.mark_in_use();
        if is_in_use? {
            return Err(CommandError::data_in_use());
        }
        close_pool(app).await;
        let erased = erase::erase(&path).await;
        *opened = self.reopen(app, &path).await;
        self.quit_notice_shown.store(false, Ordering::Relaxed);
        self.pending_notices.lock().await.clear();
        Ok(erased?)
    }

    /// Opens whatever database is there now: the new one, or after a failure the one before.
    async fn reopen(&self, app: &AppHandle, path: &Path) -> OpenLedger {
        self.openings.fetch_add(1, Ordering::Relaxed);
        let pool = backup::reopen(path).await?;
        if let Some(instances) = app.try_state::<DbInstances>() {
            instances
                .0
                .write()
                .await
                .insert(URL.to_owned(), DbPool::Sqlite(pool.clone()));
        }
        Ok(Ledger::new(Store::new(pool)))
    }

    /// Returns the number of databases that were put in place of the first.
    pub(crate) fn openings(&self) -> usize {
        self.openings.load(Ordering::Relaxed)
    }

    /// Returns the ledger, or the reason why it cannot be opened.
    pub(crate) async fn ledger(&self) -> OpenLedger {
        self.ledger.read().await.clone()
    }

    /// Reads the newest snapshot, and sends it to page and tray if it differs from the last one
    /// shown.
    pub(crate) async fn refresh(&self, app: &AppHandle) -> Result<Snapshot, CommandError> {
        // Held to the end, so that no older snapshot is sent after a newer one.
        let mut shown = self.shown.lock().await;
        let read = async || {
            self.snapshot(app).await.map(|now| Snapshot {
                revision: shown.revision,
                ..now
            })
        };
        let mut now = read().await;
        // Alerts are shown too, so an evaluation makes the snapshot old.
        if app
            .state::<Alerts>()
            .evaluate(app, shown.last.as_ref() != Some(&now))
            .await
        {
            now = read().await;
        }
        if shown.last.as_ref() != Some(&now) {
            shown.revision += 1;
            let now = now.map(|now| Snapshot {
                revision: shown.revision,
                ..now
            });
            events::shown(app, &now);
            shown.set(&now);
            Tray::show(app, shown.tray_view());
            return now;
        }
        now
    }

    async fn snapshot(&self, app: &AppHandle) -> Result<Snapshot, CommandError> {
        let (gateway, alerts) = (
            app.state::<HostedGateway>().state(),
            app.state::<Alerts>().status(),
        );
        let ledger = self.ledger().await?;
        language::speak(ledger.settings().await?.language);
        Ok(requests::snapshot(
            &ledger,
            &gateway,
            &alerts,
            self.is_demo,
            clock::now(),
            &clock::zone(),
        )
        .await?)
    }

    /// Shows notices in the page, now or once there is one.
    pub(crate) async fn notify(&self, app: &AppHandle, notices: Vec<Notice>) {
        let mut pending = self.pending_notices.lock().await;
        pending.extend(notices);
        if app.webview_windows().is_empty() || pending.is_empty() {
            return;
        }
        let display =
            async { Ok::<_, CommandError>(self.ledger().await?.settings().await?.display) };
        match display.await {
            Ok(display) => {
                for notice in pending
                    .drain(..)
                    .filter_map(|notice| view::notice(notice, display).ok())
                {
                    events::notice(app, &notice);
                }
            }
            Err(failure) => log::warn!("notices were not shown: {failure}"),
        }
    }

    /// Returns `true` once: the person has yet to see that closing the window quits.
    pub(crate) fn take_quit_notice(&self) -> bool {
        !self.quit_notice_shown.swap(true, Ordering::Relaxed)
    }

    /// Remembers for later starts that the quit notice was shown.
    pub(crate) async fn remember_quit_notice(&self) -> Result<(), CommandError> {
        Ok(self.ledger().await?.remember_quit_notice().await?)
    }

    /// Hides amounts that are shown, and shows hidden ones.
    pub(crate) async fn toggle_amounts(&self, app: &AppHandle) -> Result<(), CommandError> {
        let ledger = self.ledger().await?;
        ledger
            .hide_amounts(!ledger.settings().await?.display.hidden)
            .await?;
        self.refresh(app).await.map(|_| ())
    }

    /// Moves the write-ahead log into the database before the plugin closes it.
    pub(crate) async fn close(&self) {
        if let Ok(ledger) = self.ledger().await
            && let Err(error) = ledger.checkpoint().await
        {
            log::warn!("the write-ahead log stays for the next start: {error}");
        }
    }
}

impl LastShown {
    fn set(&mut self, now: &Result<Snapshot, CommandError>) {
        // After a failure the tray goes on showing these figures, marked as old.
        if let Ok(snapshot) = now {
            self.last_good = Some(snapshot.clone());
        }
        self.last = Some(now.clone());
    }

    fn tray_view(&self) -> TrayView {
        tray_view(self.last_good.as_ref(), matches!(self.last, Some(Err(_))))
    }
}

async fn close_pool(app: &AppHandle) {
    if let Some(instances) = app.try_state::<DbInstances>()
        && let Some(DbPool::Sqlite(pool)) = instances.0.write().await.remove(URL)
    {
        pool.close().await;
    }
}

/// Opens and migrates the database through the SQL plugin.
async fn connect(app: &AppHandle) -> Result<Ledger, StoreError> {
    let path = folder::database()?;
    let _lock = database::lock(&path).await?;
    // Reads and changes nothing: over a file that it cannot use, the plugin would end the program.
    database::inspect(&path).await?;
    if let Err(error) = app.plugin(plugin()) {
        log::error!("the database plugin did not start: {error}");
        // The plugin's reason is mere text; the core opens the same file to get one with a code.
        database::open(&path).await?.close().await;
        return Err(StoreError::Other(error.to_string()));
    }
    adopt_pool(app, path).await
}

fn plugin() -> tauri::plugin::TauriPlugin<tauri::Wry, Option<tauri_plugin_sql::PluginConfig>> {
    let steps = migrations::STEPS.iter().map(|step| Migration {
        version: step.version,
        description: step.description,
        sql: step.sql,
        kind: MigrationKind::Up,
    });
    tauri_plugin_sql::Builder::new()
        .add_migrations(URL, steps.collect())
        .build()
}

/// Makes a ledger of the plugin's pool, whose connections get the core's options.
async fn adopt_pool(app: &AppHandle, path: PathBuf) -> Result<Ledger, StoreError> {
    let missing = || StoreError::Other("the plugin has not opened it".to_owned());
    let instances = app.try_state::<DbInstances>().ok_or_else(missing)?;
    let instances = instances.0.read().await;
    let Some(DbPool::Sqlite(pool)) = instances.get(URL) else {
        return Err(missing());
    };
    pool.set_connect_options(database::options(&path));
    // The one connection that the plugin has made already is without them.
    pool.acquire().await?.close().await?;
    Ok(Ledger::new(Store::new(pool.clone())))
}
