//! The gateway in the window's process: started and stopped with it, its calls in the ledger.

mod applier;

use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::domain::gateway::{GatewayChoices, PORT};
use fal_budget_core::domain::into_str::IntoStr;
use fal_budget_core::domain::sync_error::SyncError;
use fal_budget_core::fal::{Addresses, Client, ClientLimits, FalError, Key, QuotedPrice};
use fal_budget_core::gateway::{self as core, GatewayConfig, Monitor, PageAccess, ServerLimits};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::UnknownPrices;
use fal_budget_core::view::GatewayState;
use fal_budget_core::{clock, requests};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::error::CommandError;
use crate::folder;
use crate::secrets::{Secret, Secrets};
use crate::state::State;

/// A model whose price every key may ask for, with which a key is tried.
const KNOWN_MODEL: &str = "fal-ai/flux/dev";

/// The gateway of the window's process, whether it runs or not.
pub(crate) struct HostedGateway {
    addresses: Addresses,
    /// `None` while it is off. Locked through a start or a stop, so that these follow each other.
    started: Mutex<Option<Started>>,
    /// Apart from `started`, so that the window need not wait for a start.
    hosted: StdMutex<HostedState>,
    /// The run key, lent to the calls of allowed pages.
    key: StdMutex<Option<Key>>,
    unknown_prices: Arc<Mutex<UnknownPrices>>,
}

struct Started {
    gateway: core::Gateway,
    applier: JoinHandle<()>,
}

/// State of the gateway that the window shows.
#[derive(Default)]
struct HostedState {
    monitor: Option<Monitor>,
    /// The gateway could not be started, in the person's language.
    failure: Option<String>,
    /// Calls could not be applied to the ledger, in the person's language.
    unapplied: Option<String>,
}

fn locked<T>(mutex: &StdMutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HostedGateway {
    /// Makes a gateway that is off, whose calls will go to these addresses.
    pub(crate) fn new(addresses: Addresses) -> Self {
        Self {
            addresses,
            started: Mutex::default(),
            hosted: StdMutex::default(),
            key: StdMutex::default(),
            unknown_prices: Arc::default(),
        }
    }

    const fn secrets(&self) -> Secrets {
        Secrets {
            is_demo: self.addresses.is_demo,
            secret: Secret::Run,
        }
    }

    /// Starts the gateway in the background if the person has switched it on.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = app.state::<Self>().apply_choices(&app).await {
                log::warn!("the gateway was not started: {failure}");
            }
            let _ = app.state::<State>().refresh(&app).await;
        });
    }

    /// Brings the gateway into line with the person's choices: on or off, its port, the pages that
    /// may use it.
    pub(crate) async fn apply_choices(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut started = self.started.lock().await;
        let ledger = app.state::<State>().ledger().await?;
        let choices = ledger.gateway().await?;
        let port = choices.port.unwrap_or(PORT);
        let is_there = started
            .as_ref()
            .is_some_and(|started| started.gateway.running().http.port() == port);
        // A listener cannot change its port. Stopping also clears the failure of an earlier start.
        if !choices.is_on || !is_there {
            self.stop(&mut started, Some(&ledger)).await;
        }
        if let Some(started) = started.as_ref() {
            started.gateway.set_access(self.access(&choices));
            return Ok(());
        }
        if choices.is_on {
            let begun = self.start(app, &ledger, &choices, port).await;
            // The window goes on showing it after the answer of the command is gone.
            if let Err(failure) = &begun {
                locked(&self.hosted).failure = Some(failure.message.clone());
            }
            *started = Some(begun?);
        }
        Ok(())
    }

    /// Gives a running gateway the allowed pages and the run key as they are now.
    async fn update_access(&self, app: &AppHandle) -> Result<(), CommandError> {
        let choices = app.state::<State>().ledger().await?.gateway().await?;
        if let Some(started) = self.started.lock().await.as_ref() {
            started.gateway.set_access(self.access(&choices));
        }
        Ok(())
    }

    fn access(&self, choices: &GatewayChoices) -> PageAccess {
        PageAccess {
            origins: choices.origins.clone(),
            run_key: locked(&self.key).clone(),
        }
    }

    async fn start(
        &self,
        app: &AppHandle,
        ledger: &Ledger,
        choices: &GatewayChoices,
        port: u16,
    ) -> Result<Started, CommandError> {
        let config = GatewayConfig {
            database: folder::database()?,
            port,
            // The next one: a person has to remember a single number.
            tls_port: port.saturating_add(1),
            fal: self.addresses.clone(),
            access: self.access(choices),
            limits: ServerLimits::default(),
        };
        let gateway = core::Gateway::start(config, ledger).await?;
        *locked(&self.hosted) = HostedState {
            monitor: Some(gateway.monitor()),
            ..HostedState::default()
        };
        let (applier, monitor) = (gateway.applier(), gateway.monitor());
        let applier = tauri::async_runtime::spawn(applier::run(app.clone(), applier, monitor));
        if let Some(place) = choices.key_place {
            tauri::async_runtime::spawn(load_key(app.clone(), place));
        }
        Ok(Started { gateway, applier })
    }

    async fn stop(&self, started: &mut Option<Started>, ledger: Option<&Ledger>) {
        *locked(&self.hosted) = HostedState::default();
        let Some(Started { gateway, applier }) = started.take() else {
            return;
        };
        // The gateway applies the rest itself, and two must not apply the same records.
        applier.abort();
        if let Err(error) = gateway.stop(ledger).await {
            log::warn!("the last calls stay in the gateway's journal: {error}");
        }
    }

    /// Stops the gateway because the program ends or its data are erased.
    pub(crate) async fn close(&self, app: &AppHandle) {
        let ledger = app.state::<State>().ledger().await.ok();
        self.stop(&mut *self.started.lock().await, ledger.as_ref())
            .await;
    }

    /// Returns the gateway's state for the window.
    pub(crate) fn state(&self) -> GatewayState {
        let hosted = locked(&self.hosted);
        if let Some(monitor) = &hosted.monitor {
            return GatewayState::Running(monitor.status(), hosted.unapplied.clone());
        }
        // A terminal may run a gateway on the same database, which is why this one did not start.
        let elsewhere = folder::database()
            .ok()
            .and_then(|database| core::running(&database));
        match (elsewhere, &hosted.failure) {
            (Some(running), _) => GatewayState::Elsewhere(running),
            (None, Some(failure)) => GatewayState::Failed(failure.clone()),
            (None, None) => GatewayState::Off,
        }
    }

    /// Lets a running gateway take up the limits that the ledger has now, whoever changed them.
    pub(crate) async fn follow_ledger(app: &AppHandle) -> Result<(), CommandError> {
        let monitor = locked(&app.state::<Self>().hosted).monitor.clone();
        if let Some(monitor) = monitor {
            monitor
                .follow(&app.state::<State>().ledger().await?)
                .await?;
        }
        Ok(())
    }

    /// Stores the run key and uses it from now on, unless fal rejects it.
    pub(crate) async fn set_key(&self, app: &AppHandle, key: Key) -> Result<(), CommandError> {
        // First, so that a rejected key is nowhere stored.
        self.try_key(&key).await?;
        let place = self.secrets().store(&key).await?;
        *locked(&self.key) = Some(key);
        requests::set_run_key_place(&app.state::<State>().ledger().await?, Some(place)).await?;
        self.update_access(app).await
    }

    /// Tries a key at fal. Fails only when fal rejects the key: without a network, or with a locked
    /// account, nothing is known against it.
    async fn try_key(&self, key: &Key) -> Result<(), CommandError> {
        match self.quoted_prices(key, &[KNOWN_MODEL.to_owned()]).await {
            Err(FalError::Failed {
                sync_error: SyncError::KeyRejected,
                ..
            }) => return Err(CommandError::run_key_rejected()),
            Err(FalError::Failed { sync_error, .. }) => {
                log::warn!("the run key could not be tried: {}", sync_error.into_str());
            }
            Err(FalError::Locked(_)) | Ok(_) => {}
        }
        Ok(())
    }

    /// Asks fal for the prices of these models, with the run key.
    async fn quoted_prices(
        &self,
        key: &Key,
        models: &[String],
    ) -> Result<Vec<QuotedPrice>, FalError> {
        let client = Client::new(&self.addresses, ClientLimits::default())?;
        client.quoted_prices(key, models, clock::now()).await
    }

    /// Removes the run key after its ledger was erased.
    pub(crate) async fn forget(&self) -> Result<(), CommandError> {
        *locked(&self.key) = None;
        self.secrets().remove().await
    }

    /// Removes the run key.
    pub(crate) async fn remove_key(&self, app: &AppHandle) -> Result<(), CommandError> {
        // Out of use first, whatever becomes of the copy in the keychain.
        *locked(&self.key) = None;
        let ledger = app.state::<State>().ledger().await?;
        let place = ledger.gateway().await?.key_place;
        requests::set_run_key_place(&ledger, None).await?;
        self.update_access(app).await?;
        match self.secrets().remove().await {
            // The key was in its file, which is removed; the keychain had nothing to remove.
            Err(_) if place == Some(KeyPlace::File) => Ok(()),
            removed => removed.map_err(|_| CommandError::run_key_left()),
        }
    }
}

/// Loads the run key and gives it to the gateway, on a task of its own: a locked keychain waits for
/// its password.
async fn load_key(app: AppHandle, place: KeyPlace) {
    let gateway = app.state::<HostedGateway>();
    // After a restart of the gateway alone: the keychain need not be asked again.
    let loaded = locked(&gateway.key).clone();
    let key = match loaded {
        Some(key) => Some(key),
        None => gateway.secrets().load(place).await,
    };
    let Some(key) = key else { return };
    *locked(&gateway.key) = Some(key.clone());
    if let Err(failure) = gateway.update_access(&app).await {
        log::warn!("the gateway was not given its key: {failure}");
    }
    // Calls that were open when the program last ended can be looked up now.
    let monitor = locked(&gateway.hosted).monitor.clone();
    if let (Some(monitor), Ok(ledger)) = (monitor, app.state::<State>().ledger().await) {
        requests::look_up_open_calls(&ledger, &monitor.status().running, &key).await;
    }
}
