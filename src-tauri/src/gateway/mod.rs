//! The gateway in the window's process: started with it, kept in the books, stopped with it.

mod applier;

use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::domain::gateway::{GatewayChoices, PORT};
use fal_budget_core::domain::into_str::IntoStr;
use fal_budget_core::domain::sync_error::SyncError;
use fal_budget_core::fal::{Addresses, Client, ClientLimits, FalError, Key};
use fal_budget_core::gateway::{self as core, GatewayConfig, Monitor, PageAccess, ServerLimits};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::UnknownPrices;
use fal_budget_core::view::GatewayState;
use fal_budget_core::{Error, clock, requests};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::error::CommandError;
use crate::folder;
use crate::secrets::{Secret, Secrets};
use crate::state::State;

/// A model that every key of fal's may ask the price of.
const KNOWN: &str = "fal-ai/flux/dev";

/// The gateway of this program, while it runs.
pub(crate) struct HostedGateway {
    fal: Addresses,
    started: Mutex<Option<Started>>,
    shown: StdMutex<HostedState>,
    /// The key for calls of allowed pages.
    key: StdMutex<Option<Key>>,
    prices: Arc<Mutex<UnknownPrices>>,
}

struct Started {
    gateway: core::Gateway,
    applier: JoinHandle<()>,
}

/// What the window shows of it.
#[derive(Default)]
struct HostedState {
    monitor: Option<Monitor>,
    failure: Option<String>,
    unwritten: Option<String>,
}

fn locked<T>(mutex: &StdMutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HostedGateway {
    pub(crate) fn new(fal: Addresses) -> Self {
        Self {
            fal,
            started: Mutex::default(),
            shown: StdMutex::default(),
            key: StdMutex::default(),
            prices: Arc::default(),
        }
    }

    const fn secrets(&self) -> Secrets {
        Secrets {
            is_demo: self.fal.is_demo,
            secret: Secret::Run,
        }
    }

    /// Starts it in the background, where the person has switched it on.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = app.state::<Self>().apply_choices(&app).await {
                log::warn!("the gateway was not started: {failure}");
            }
            let _ = app.state::<State>().refresh(&app).await;
        });
    }

    /// Does what the person chose: starts it, stops it, moves it, or lets other pages in.
    pub(crate) async fn apply_choices(&self, app: &AppHandle) -> Result<(), CommandError> {
        let mut started = self.started.lock().await;
        let ledger = app.state::<State>().ledger().await?;
        let choices = ledger.gateway().await?;
        let port = choices.port.unwrap_or(PORT);
        let is_there = started
            .as_ref()
            .is_some_and(|started| started.gateway.running().http.port() == port);
        if !choices.is_on || !is_there {
            self.stop(&mut started, Some(&ledger)).await;
        }
        if let Some(started) = started.as_ref() {
            started.gateway.set_access(self.access(&choices));
            return Ok(());
        }
        if choices.is_on {
            let begun = self.start(app, &ledger, &choices, port).await;
            if let Err(failure) = &begun {
                locked(&self.shown).failure = Some(failure.message.clone());
            }
            *started = Some(begun?);
        }
        Ok(())
    }

    /// Lets those pages in that the person allows now.
    async fn admit(&self, app: &AppHandle) -> Result<(), CommandError> {
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
        let plan = GatewayConfig {
            database: folder::database()?,
            port,
            tls_port: port.saturating_add(1),
            fal: self.fal.clone(),
            access: self.access(choices),
            limits: ServerLimits::default(),
        };
        let gateway = core::Gateway::start(plan, ledger).await?;
        *locked(&self.shown) = HostedState {
            monitor: Some(gateway.monitor()),
            ..HostedState::default()
        };
        let books = tauri::async_runtime::spawn(applier::keep(
            app.clone(),
            gateway.applier(),
            gateway.monitor(),
        ));
        if let Some(place) = choices.key_place {
            tauri::async_runtime::spawn(load_key(app.clone(), place));
        }
        Ok(Started {
            gateway,
            applier: books,
        })
    }

    async fn stop(&self, started: &mut Option<Started>, ledger: Option<&Ledger>) {
        *locked(&self.shown) = HostedState::default();
        let Some(Started {
            gateway,
            applier: books,
        }) = started.take()
        else {
            return;
        };
        books.abort();
        if let Err(error) = gateway.stop(ledger).await {
            log::warn!("the gateway's notes stay in its journal: {error}");
        }
    }

    /// The program ends.
    pub(crate) async fn close(&self, app: &AppHandle) {
        let ledger = app.state::<State>().ledger().await.ok();
        self.stop(&mut *self.started.lock().await, ledger.as_ref())
            .await;
    }

    /// How it stands, for the window.
    pub(crate) fn state(&self) -> GatewayState {
        let shown = locked(&self.shown);
        match (&shown.monitor, &shown.failure) {
            (Some(monitor), _) => GatewayState::Running(monitor.status(), shown.unwritten.clone()),
            (None, failure) => match folder::database()
                .ok()
                .and_then(|database| core::running(&database))
            {
                Some(running) => GatewayState::Elsewhere(running),
                None => failure
                    .clone()
                    .map_or(GatewayState::Off, GatewayState::Failed),
            },
        }
    }

    /// Goes by what the ledger says now, whoever changed it.
    pub(crate) async fn follow_ledger(app: &AppHandle) -> Result<(), CommandError> {
        let monitor = locked(&app.state::<Self>().shown).monitor.clone();
        if let Some(monitor) = monitor {
            monitor
                .follow(&app.state::<State>().ledger().await?)
                .await?;
        }
        Ok(())
    }

    /// Keeps the key that calls of allowed pages get, if fal takes it.
    pub(crate) async fn set_key(&self, app: &AppHandle, key: Key) -> Result<(), CommandError> {
        let client = Client::new(&self.fal, ClientLimits::default()).map_err(Error::from)?;
        match client
            .quoted_prices(&key, &[KNOWN.to_owned()], clock::now())
            .await
        {
            Err(FalError::Failed {
                sync_error: SyncError::KeyRejected,
                ..
            }) => return Err(CommandError::run_key_rejected()),
            Err(FalError::Failed {
                sync_error: trouble,
                ..
            }) => {
                log::warn!("the run key could not be tried: {}", trouble.into_str())
            }
            Err(FalError::Locked(_)) | Ok(_) => {}
        }
        let place = self.secrets().store(&key).await?;
        *locked(&self.key) = Some(key);
        requests::keep_run_key(&app.state::<State>().ledger().await?, Some(place)).await?;
        self.admit(app).await
    }

    /// Forgets it, for good; the books that name its place are gone.
    pub(crate) async fn forget(&self) -> Result<(), CommandError> {
        *locked(&self.key) = None;
        self.secrets().remove().await
    }

    /// Forgets it.
    pub(crate) async fn remove_key(&self, app: &AppHandle) -> Result<(), CommandError> {
        *locked(&self.key) = None;
        let ledger = app.state::<State>().ledger().await?;
        let place = ledger.gateway().await?.key_place;
        requests::keep_run_key(&ledger, None).await?;
        self.admit(app).await?;
        match self.secrets().remove().await {
            // Where it was in a file, the keychain had nothing to remove.
            Err(_) if place == Some(KeyPlace::File) => Ok(()),
            removed => removed.map_err(|_| CommandError::run_key_left()),
        }
    }
}

/// The keychain may take its time.
async fn load_key(app: AppHandle, place: KeyPlace) {
    let gateway = app.state::<HostedGateway>();
    let held = locked(&gateway.key).clone();
    let key = match held {
        Some(key) => Some(key),
        None => gateway.secrets().load(place).await,
    };
    let Some(key) = key else { return };
    *locked(&gateway.key) = Some(key.clone());
    if let Err(failure) = gateway.admit(&app).await {
        log::warn!("the gateway was not given its key: {failure}");
    }
    let monitor = locked(&gateway.shown).monitor.clone();
    if let (Some(monitor), Ok(ledger)) = (monitor, app.state::<State>().ledger().await) {
        requests::look_up_open_calls(&ledger, &monitor.status().running, &key).await;
    }
}
