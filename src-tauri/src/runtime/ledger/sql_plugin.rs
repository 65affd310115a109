//! Tauri's SQL plugin, which opens and migrates the database. The store works on its pool.

use std::path::{Path, PathBuf};

use fal_budget_ledger::Ledger;
use fal_budget_platform::folder;
use fal_budget_store::database::{self, backup, migrations};
use fal_budget_store::{Store, StoreError};
use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_sql::{Builder, DbInstances, DbPool, Migration, MigrationKind, PluginConfig};

/// Name of the database for the SQL plugin; also in `tauri.conf.json`.
const URL: &str = "sqlite:fal-budget.db";

/// The plugin in the program that it is, or will be, a part of.
pub(crate) struct SqlPlugin {
    app: AppHandle,
}

impl SqlPlugin {
    /// Makes the plugin of this program. Nothing is opened yet.
    pub(crate) const fn new(app: AppHandle) -> Self {
        Self { app }
    }

    /// Opens and migrates the database through the plugin.
    pub(super) async fn open(&self) -> Result<Ledger, StoreError> {
        let path = folder::database()?;
        let _lock = database::lock(&path).await?;
        // Reads and changes nothing: over a file that it cannot use, the plugin would end the
        // program.
        database::inspect(&path).await?;
        if let Err(error) = self.app.plugin(plugin()) {
            log::error!("the database plugin did not start: {error}");
            // The plugin's reason is mere text; the store opens the same file to get one with a
            // code.
            database::open(&path).await?.close().await;
            return Err(StoreError::Other(error.to_string()));
        }
        self.adopt_pool(path).await
    }

    /// Makes a ledger of the plugin's pool, whose connections get the store's options.
    async fn adopt_pool(&self, path: PathBuf) -> Result<Ledger, StoreError> {
        let missing = || StoreError::Other("the plugin has not opened it".to_owned());
        let instances = self.app.try_state::<DbInstances>().ok_or_else(missing)?;
        let instances = instances.0.read().await;
        let Some(DbPool::Sqlite(pool)) = instances.get(URL) else {
            return Err(missing());
        };
        pool.set_connect_options(database::options(&path));
        // The one connection that the plugin has made already is without them.
        pool.acquire().await?.close().await?;
        in_use(Store::new(pool.clone())).await
    }

    /// Closes the plugin's pool, so that the file of the database can be replaced.
    pub(super) async fn close(&self) {
        if let Some(instances) = self.app.try_state::<DbInstances>()
            && let Some(DbPool::Sqlite(pool)) = instances.0.write().await.remove(URL)
        {
            pool.close().await;
        }
    }

    /// Opens whatever database is there now, and gives the plugin its pool.
    pub(super) async fn reopen(&self, path: &Path) -> Result<Ledger, StoreError> {
        let pool = backup::reopen(path).await?;
        if let Some(instances) = self.app.try_state::<DbInstances>() {
            let opened = DbPool::Sqlite(pool.clone());
            instances.0.write().await.insert(URL.to_owned(), opened);
        }
        in_use(Store::new(pool)).await
    }
}

/// Returns the ledger of the account in use.
async fn in_use(store: Store) -> Result<Ledger, StoreError> {
    let account = store.account_in_use().await?;
    Ok(Ledger::new(store, account))
}

fn plugin() -> TauriPlugin<Wry, Option<PluginConfig>> {
    let steps = migrations::STEPS.iter().map(|step| Migration {
        version: step.version,
        description: step.description,
        sql: step.sql,
        kind: MigrationKind::Up,
    });
    Builder::new().add_migrations(URL, steps.collect()).build()
}
