//! The window's hold on the ledger, and what was last shown.

use std::path::PathBuf;

use fal_budget_core::ledger::Ledger;
use fal_budget_core::store::{Store, StoreError, database, migrations};
use fal_budget_core::view::Snapshot;
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, Manager};
use tauri_plugin_sql::{DbInstances, DbPool, Migration, MigrationKind};
use tokio::sync::{Mutex, RwLock};

use crate::error::Failure;
use crate::{events, folder};

/// The plugin's name for the database; also in `tauri.conf.json`.
const URL: &str = "sqlite:fal-budget.db";

/// What the commands work on.
pub(crate) struct State {
    books: RwLock<Result<Ledger, Failure>>,
    last_shown: Mutex<Option<Result<Snapshot, Failure>>>,
}

impl State {
    /// Opens the ledger, or remembers why it cannot be opened; the window opens either way.
    pub(crate) async fn open(app: &AppHandle) -> Self {
        Self { books: RwLock::new(connect(app).await.map_err(Failure::from)), last_shown: Mutex::default() }
    }

    /// Tries again where the ledger could not be opened.
    pub(crate) async fn try_again(&self, app: &AppHandle) -> Result<(), Failure> {
        let mut books = self.books.write().await;
        if books.is_err() {
            *books = connect(app).await.map_err(Failure::from);
        }
        books.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    /// The ledger, or why there is none.
    pub(crate) async fn ledger(&self) -> Result<Ledger, Failure> {
        self.books.read().await.clone()
    }

    /// Reads what is to be shown and tells the page only if it differs from what was last shown.
    pub(crate) async fn refresh(&self, app: &AppHandle) -> Result<Snapshot, Failure> {
        let mut last = self.last_shown.lock().await;
        let shown = self.snapshot().await;
        if last.as_ref() != Some(&shown) {
            events::shown(app, &shown);
            *last = Some(shown.clone());
        }
        shown
    }

    async fn snapshot(&self) -> Result<Snapshot, Failure> {
        Ok(requests::snapshot(&self.ledger().await?, clock::now(), &clock::zone()).await?)
    }
}

/// Opens the database through the plugin, which also migrates it, after a look that changes nothing:
/// the plugin would fail the whole program over a file that it cannot use.
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
    tauri_plugin_sql::Builder::new().add_migrations(URL, steps.collect()).build()
}

/// Takes the plugin's pool and gives every connection of it the core's options.
async fn adopt_pool(app: &AppHandle, path: PathBuf) -> Result<Ledger, StoreError> {
    let missing = || StoreError::Other("the plugin has not opened it".to_owned());
    let instances = app.try_state::<DbInstances>().ok_or_else(missing)?;
    let instances = instances.0.read().await;
    let Some(DbPool::Sqlite(pool)) = instances.get(URL) else { return Err(missing()) };
    pool.set_connect_options(database::options(&path));
    pool.acquire().await?.close().await?;
    Ok(Ledger::new(Store::on(pool.clone())))
}
