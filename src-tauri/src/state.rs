//! The window's hold on the ledger, and what was last shown.

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

/// The plugin's name for the database; also in `tauri.conf.json`.
const URL: &str = "sqlite:fal-budget.db";

/// What the commands work on.
pub(crate) struct State {
    ledger: Arc<RwLock<OpenLedger>>,
    shown: Mutex<LastShown>,
    /// What happened while there was no page to tell it.
    pending_notices: Mutex<Vec<Notice>>,
    /// fal is played by a stand-in on this computer.
    is_demo: bool,
    /// Held while the window works on the database.
    in_use: StdMutex<Option<InUse>>,
    /// Counts the databases that were put in place of the first.
    openings: AtomicUsize,
    /// The person knows that closing the window ends the program where there is no tray.
    quit_notice_shown: AtomicBool,
}

/// The ledger, or why there is none.
type OpenLedger = Result<Ledger, CommandError>;

/// What page and tray show.
#[derive(Default)]
struct LastShown {
    revision: u32,
    last: Option<Result<Snapshot, CommandError>>,
    last_good: Option<Snapshot>,
}

impl State {
    /// Begins without a ledger. Whoever asks for it waits for [`State::open`], which the holder of
    /// the guard must call: so the window can come up while the database is opened.
    pub(crate) fn begin(is_demo: bool) -> (Self, OwnedRwLockWriteGuard<OpenLedger>) {
        let books = Arc::new(RwLock::new(Err(CommandError::starting())));
        let guard = tauri::async_runtime::block_on(books.clone().write_owned());
        (
            Self {
                ledger: books,
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

    /// Opens the ledger, or remembers why it cannot be opened.
    pub(crate) async fn open(&self, app: &AppHandle, mut books: OwnedRwLockWriteGuard<OpenLedger>) {
        *books = connect(app).await.map_err(CommandError::from);
        self.mark_in_use();
        if let Ok(ledger) = &*books {
            let told = ledger
                .settings()
                .await
                .is_ok_and(|chosen| chosen.quit_notice_shown);
            self.quit_notice_shown.store(told, Ordering::Relaxed);
        }
    }

    fn mark_in_use(&self) {
        match folder::database().and_then(|path| database::mark_in_use(&path)) {
            Ok(mark) => *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark),
            Err(error) => log::warn!("the database is not marked as in use: {error}"),
        }
    }

    /// Tries again where the ledger could not be opened.
    pub(crate) async fn try_again(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut books = self.ledger.write().await;
        if books.is_err() {
            *books = connect(app).await.map_err(CommandError::from);
        }
        books.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// Puts a copy in the place of the database and opens it. What was there is moved aside.
    pub(crate) async fn restore(&self, app: &AppHandle, backup: &Path) -> Result<(), CommandError> {
        let mut books = self.ledger.write().await;
        let path = folder::database()?;
        backup::verify(backup).await?;
        close_pool(app).await;
        let stamp = clock::now().format("%Y-%m-%dT%H-%M-%S").to_string();
        let restored = backup::restore(&path, backup, &stamp).await;
        *books = self.reopen(app, &path).await;
        restored.map(|_| ()).map_err(CommandError::from)
    }

    /// Removes the database, its copies and what else stands beside it, and opens a new one.
    pub(crate) async fn erase(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut books = self.ledger.write().await;
        let path = folder::database()?;
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let is_in_use = database::is_in_use(&path);
        self.mark_in_use();
        if is_in_use? {
            return Err(CommandError::data_in_use());
        }
        close_pool(app).await;
        let erased = erase::erase(&path).await;
        *books = self.reopen(app, &path).await;
        self.quit_notice_shown.store(false, Ordering::Relaxed);
        self.pending_notices.lock().await.clear();
        Ok(erased?)
    }

    /// Opens whatever is there now: another database, or the one that was there before.
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
        Ok(Ledger::new(Store::on(pool)))
    }

    /// How often another database was put in its place.
    pub(crate) fn openings(&self) -> usize {
        self.openings.load(Ordering::Relaxed)
    }

    /// The ledger, or why there is none.
    pub(crate) async fn ledger(&self) -> OpenLedger {
        self.ledger.read().await.clone()
    }

    /// Reads what is to be shown and tells page and tray only if it differs from what was last
    /// shown.
    pub(crate) async fn refresh(&self, app: &AppHandle) -> Result<Snapshot, CommandError> {
        let mut shown = self.shown.lock().await;
        let read = async || {
            self.snapshot(app).await.map(|now| Snapshot {
                revision: shown.revision,
                ..now
            })
        };
        let mut now = read().await;
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
            shown.take(&now);
            Tray::show(app, shown.tray_view());
            return now;
        }
        now
    }

    async fn snapshot(&self, app: &AppHandle) -> Result<Snapshot, CommandError> {
        let (station, outlook) = (
            app.state::<HostedGateway>().state(),
            app.state::<Alerts>().status(),
        );
        let ledger = self.ledger().await?;
        language::speak(ledger.settings().await?.language);
        Ok(requests::snapshot(
            &ledger,
            &station,
            &outlook,
            self.is_demo,
            clock::now(),
            &clock::zone(),
        )
        .await?)
    }

    /// Tells the page what happened, now or when there is one.
    pub(crate) async fn notify(&self, app: &AppHandle, news: Vec<Notice>) {
        let mut untold = self.pending_notices.lock().await;
        untold.extend(news);
        if app.webview_windows().is_empty() || untold.is_empty() {
            return;
        }
        let told = async { Ok::<_, CommandError>(self.ledger().await?.settings().await?.display) };
        match told.await {
            Ok(display) => {
                for news in untold
                    .drain(..)
                    .filter_map(|news| view::notice(news, display).ok())
                {
                    events::notice(app, &news);
                }
            }
            Err(failure) => log::warn!("news were not told: {failure}"),
        }
    }

    /// Whether the person has still to be told that closing quits; the answer is yes once.
    pub(crate) fn take_quit_notice(&self) -> bool {
        !self.quit_notice_shown.swap(true, Ordering::Relaxed)
    }

    /// Remembers for later starts that the person was told.
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

    /// Folds the write-ahead log into the database, before the plugin closes it.
    pub(crate) async fn close(&self) {
        if let Ok(ledger) = self.ledger().await
            && let Err(error) = ledger.checkpoint().await
        {
            log::warn!("the write-ahead log stays for the next start: {error}");
        }
    }
}

impl LastShown {
    fn take(&mut self, now: &Result<Snapshot, CommandError>) {
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

/// Opens the database through the plugin, which also migrates it, after a look that changes
/// nothing: the plugin would fail the whole program over a file that it cannot use.
async fn connect(app: &AppHandle) -> Result<Ledger, StoreError> {
    let path = folder::database()?;
    let _lock = database::lock(&path).await?;
    database::inspect(&path).await?;
    if let Err(error) = app.plugin(plugin()) {
        log::error!("the database plugin did not start: {error}");
        // The plugin gives its reason as text only: the core's own way in names it.
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

/// Takes the plugin's pool and gives every connection of it the core's options.
async fn adopt_pool(app: &AppHandle, path: PathBuf) -> Result<Ledger, StoreError> {
    let missing = || StoreError::Other("the plugin has not opened it".to_owned());
    let instances = app.try_state::<DbInstances>().ok_or_else(missing)?;
    let instances = instances.0.read().await;
    let Some(DbPool::Sqlite(pool)) = instances.get(URL) else {
        return Err(missing());
    };
    pool.set_connect_options(database::options(&path));
    pool.acquire().await?.close().await?;
    Ok(Ledger::new(Store::on(pool.clone())))
}
