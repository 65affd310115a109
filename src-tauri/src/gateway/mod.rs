//! The gateway in the window's process: started with it, kept in the books, stopped with it.

mod books;

use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};

use fal_budget_core::domain::connection::KeyPlace;
use fal_budget_core::domain::gateway::{Choices, PORT};
use fal_budget_core::domain::trouble::Trouble;
use fal_budget_core::fal::{Addresses, Client, FalError, Key, Limits as ClientLimits};
use fal_budget_core::gateway::{self as core, Access, Limits, Monitor, Plan};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::requests::UnknownPrices;
use fal_budget_core::view::Station;
use fal_budget_core::{Error, clock, requests};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::error::Failure;
use crate::folder;
use crate::secrets::{Secret, Secrets};
use crate::state::State;

/// A model that every key of fal's may ask the price of.
const KNOWN: &str = "fal-ai/flux/dev";

/// The gateway of this program, while it runs.
pub(crate) struct Gateway {
    fal: Addresses,
    started: Mutex<Option<Started>>,
    shown: StdMutex<Shown>,
    /// The key for calls of allowed pages.
    key: StdMutex<Option<Key>>,
    prices: Arc<Mutex<UnknownPrices>>,
}

struct Started {
    gateway: core::Gateway,
    books: JoinHandle<()>,
}

/// What the window shows of it.
#[derive(Default)]
struct Shown {
    monitor: Option<Monitor>,
    failure: Option<String>,
    unwritten: Option<String>,
}

fn locked<T>(mutex: &StdMutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Gateway {
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
            if let Err(failure) = app.state::<Self>().follow_choices(&app).await {
                log::warn!("the gateway was not started: {failure}");
            }
            let _ = app.state::<State>().refresh(&app).await;
        });
    }

    /// Does what the person chose: starts it, stops it, moves it, or lets other pages in.
    pub(crate) async fn follow_choices(&self, app: &AppHandle) -> Result<(), Failure> {
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
            started.gateway.admit(self.access(&choices));
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
    async fn admit(&self, app: &AppHandle) -> Result<(), Failure> {
        let choices = app.state::<State>().ledger().await?.gateway().await?;
        if let Some(started) = self.started.lock().await.as_ref() {
            started.gateway.admit(self.access(&choices));
        }
        Ok(())
    }

    fn access(&self, choices: &Choices) -> Access {
        Access {
            origins: choices.origins.clone(),
            key: locked(&self.key).clone(),
        }
    }

    async fn start(
        &self,
        app: &AppHandle,
        ledger: &Ledger,
        choices: &Choices,
        port: u16,
    ) -> Result<Started, Failure> {
        let plan = Plan {
            database: folder::database()?,
            port,
            tls_port: port.saturating_add(1),
            fal: self.fal.clone(),
            access: self.access(choices),
            limits: Limits::default(),
        };
        let gateway = core::Gateway::start(plan, ledger).await?;
        *locked(&self.shown) = Shown {
            monitor: Some(gateway.monitor()),
            ..Shown::default()
        };
        let books = tauri::async_runtime::spawn(books::keep(
            app.clone(),
            gateway.bookkeeper(),
            gateway.monitor(),
        ));
        if let Some(place) = choices.key_place {
            tauri::async_runtime::spawn(take_up_key(app.clone(), place));
        }
        Ok(Started { gateway, books })
    }

    async fn stop(&self, started: &mut Option<Started>, ledger: Option<&Ledger>) {
        *locked(&self.shown) = Shown::default();
        let Some(Started { gateway, books }) = started.take() else {
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
    pub(crate) fn station(&self) -> Station {
        let shown = locked(&self.shown);
        match (&shown.monitor, &shown.failure) {
            (Some(monitor), _) => Station::Running(monitor.status(), shown.unwritten.clone()),
            (None, failure) => match folder::database()
                .ok()
                .and_then(|database| core::running(&database))
            {
                Some(running) => Station::Elsewhere(running),
                None => failure.clone().map_or(Station::Off, Station::Failed),
            },
        }
    }

    /// Goes by what the ledger says now, whoever changed it.
    pub(crate) async fn follow_ledger(app: &AppHandle) -> Result<(), Failure> {
        let monitor = locked(&app.state::<Self>().shown).monitor.clone();
        if let Some(monitor) = monitor {
            monitor
                .follow(&app.state::<State>().ledger().await?)
                .await?;
        }
        Ok(())
    }

    /// Keeps the key that calls of allowed pages get, if fal takes it.
    pub(crate) async fn set_key(&self, app: &AppHandle, key: Key) -> Result<(), Failure> {
        let client = Client::new(&self.fal, ClientLimits::default()).map_err(Error::from)?;
        match client.offers(&key, &[KNOWN.to_owned()], clock::now()).await {
            Err(FalError::Trouble {
                trouble: Trouble::KeyRejected,
                ..
            }) => return Err(Failure::run_key_rejected()),
            Err(FalError::Trouble { trouble, .. }) => {
                log::warn!("the run key could not be tried: {}", trouble.code())
            }
            Err(FalError::Locked(_)) | Ok(_) => {}
        }
        let place = self.secrets().store(&key).await?;
        *locked(&self.key) = Some(key);
        requests::keep_run_key(&app.state::<State>().ledger().await?, Some(place)).await?;
        self.admit(app).await
    }

    /// Forgets it, for good; the books that name its place are gone.
    pub(crate) async fn forget(&self) -> Result<(), Failure> {
        *locked(&self.key) = None;
        self.secrets().remove().await
    }

    /// Forgets it.
    pub(crate) async fn remove_key(&self, app: &AppHandle) -> Result<(), Failure> {
        *locked(&self.key) = None;
        let ledger = app.state::<State>().ledger().await?;
        let place = ledger.gateway().await?.key_place;
        requests::keep_run_key(&ledger, None).await?;
        self.admit(app).await?;
        match self.secrets().remove().await {
            // Where it was in a file, the keychain had nothing to remove.
            Err(_) if place == Some(KeyPlace::File) => Ok(()),
            removed => removed.map_err(|_| Failure::run_key_left()),
        }
    }
}

/// The keychain may take its time.
async fn take_up_key(app: AppHandle, place: KeyPlace) {
    let gateway = app.state::<Gateway>();
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
