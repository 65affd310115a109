//! The gateway in the window's process: started and stopped with it, its calls in the ledger.

use std::sync::Arc;

use fal_budget_app::requests;
use fal_budget_domain::gateway::{GatewayChoices, PORT};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_fal::{Addresses, Key};
use fal_budget_gateway::{Gateway, GatewayConfig, PageAccess, ServerLimits, WebhookPort};
use fal_budget_ledger::Ledger;
use fal_budget_platform::folder;
use fal_budget_platform::keychain::SecretError;
use tauri::async_runtime::JoinHandle;
use tokio::sync::Mutex;

use super::applier::HostedApplier;
use super::prices::CallPrices;
use super::run_key::RunKey;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;
use crate::runtime::state::{ShownGateway, State};

/// The gateway of the window's process, whether it runs or not.
pub(crate) struct HostedGateway {
    addresses: Addresses,
    ledger: Arc<HostedLedger>,
    state: Arc<State>,
    live: Arc<LiveConnection>,
    /// Apart from `started`, so that the window need not wait for a start.
    status: Arc<ShownGateway>,
    key: Arc<RunKey>,
    prices: Arc<CallPrices>,
    /// `None` while it is off. Locked through a start or a stop, so that these follow each other.
    started: Mutex<Option<Started>>,
}

struct Started {
    gateway: Gateway,
    applier: JoinHandle<()>,
}

impl HostedGateway {
    /// Makes a gateway that is off, whose calls will go to these addresses.
    pub(crate) fn new(
        addresses: Addresses,
        ledger: Arc<HostedLedger>,
        state: Arc<State>,
        live: Arc<LiveConnection>,
        status: Arc<ShownGateway>,
    ) -> Self {
        let key = Arc::new(RunKey::new(addresses.clone()));
        let prices = Arc::new(CallPrices {
            state: state.clone(),
            live: live.clone(),
            key: key.clone(),
            unknown: Arc::default(),
        });
        Self {
            addresses,
            ledger,
            state,
            live,
            status,
            key,
            prices,
            started: Mutex::default(),
        }
    }

    /// Starts the gateway in the background if the person has switched it on.
    pub(crate) fn begin(self: &Arc<Self>) {
        let gateway = self.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = gateway.apply_choices().await {
                log::warn!("the gateway was not started: {failure}");
            }
            let _ = gateway.state.refresh().await;
        });
    }

    /// Brings the gateway into line with the person's choices: on or off, its port, the pages that
    /// may use it.
    pub(crate) async fn apply_choices(self: &Arc<Self>) -> Result<(), CommandError> {
        let mut started = self.started.lock().await;
        let ledger = self.ledger.get().await?;
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
            let begun = self.start(&ledger, &choices, port).await;
            // The window goes on showing it after the answer of the command is gone.
            if let Err(failure) = &begun {
                self.status.set_failure(failure.message.clone());
            }
            *started = Some(begun?);
        }
        Ok(())
    }

    /// Gives a running gateway the allowed pages and the run key as they are now.
    async fn update_access(&self) -> Result<(), CommandError> {
        let choices = self.ledger.get().await?.gateway().await?;
        if let Some(started) = self.started.lock().await.as_ref() {
            started.gateway.set_access(self.access(&choices));
        }
        Ok(())
    }

    fn access(&self, choices: &GatewayChoices) -> PageAccess {
        PageAccess {
            origins: choices.origins.clone(),
            run_key: self.key.get(),
            lend_to: Vec::new(),
        }
    }

    async fn start(
        self: &Arc<Self>,
        ledger: &Ledger,
        choices: &GatewayChoices,
        port: u16,
    ) -> Result<Started, CommandError> {
        let config = GatewayConfig {
            database: folder::database()?,
            port,
            // The next one: a person has to remember a single number.
            tls_port: port.saturating_add(1),
            webhooks: WebhookPort::IfFree(port.saturating_add(2)),
            fal: self.addresses.clone(),
            access: self.access(choices),
            limits: ServerLimits::default(),
        };
        let gateway = Gateway::start(config, ledger)
            .await
            .map_err(CommandError::gateway)?;
        self.status.set_running(gateway.monitor());
        let applier = tauri::async_runtime::spawn(self.applier(&gateway).run());
        if let Some(place) = choices.key_place {
            let hosted = self.clone();
            tauri::async_runtime::spawn(async move { hosted.load_key(place).await });
        }
        Ok(Started { gateway, applier })
    }

    fn applier(&self, gateway: &Gateway) -> HostedApplier {
        HostedApplier {
            applier: gateway.applier(),
            monitor: gateway.monitor(),
            ledger: self.ledger.clone(),
            state: self.state.clone(),
            live: self.live.clone(),
            status: self.status.clone(),
            prices: self.prices.clone(),
        }
    }

    /// Loads the run key and gives it to the gateway. Runs on a task of its own: a locked keychain
    /// waits for its password.
    async fn load_key(&self, place: KeyPlace) {
        let Some(key) = self.key.load(place).await else {
            return;
        };
        if let Err(failure) = self.update_access().await {
            log::warn!("the gateway was not given its key: {failure}");
        }
        // Calls that were open when the program last ended can be looked up now.
        if let (Some(monitor), Ok(ledger)) = (self.status.monitor(), self.ledger.get().await) {
            requests::look_up_open_calls(&ledger, &monitor.status().running, &key).await;
        }
    }

    async fn stop(&self, started: &mut Option<Started>, ledger: Option<&Ledger>) {
        self.status.set_off();
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
    pub(crate) async fn close(&self) {
        let ledger = self.ledger.get().await.ok();
        self.stop(&mut *self.started.lock().await, ledger.as_ref())
            .await;
    }

    /// Lets a running gateway take up the limits that the ledger has now, whoever changed them.
    pub(crate) async fn follow_ledger(&self) -> Result<(), CommandError> {
        if let Some(monitor) = self.status.monitor() {
            monitor.follow(&self.ledger.get().await?);
        }
        Ok(())
    }

    /// Stores the run key and uses it from now on, unless fal rejects it.
    pub(crate) async fn set_key(&self, key: Key) -> Result<(), CommandError> {
        let place = self.key.store(key).await?;
        requests::set_run_key_place(&self.ledger.get().await?, Some(place)).await?;
        self.update_access().await
    }

    /// Removes the run key after its ledger was erased.
    pub(crate) async fn forget(&self) -> Result<(), SecretError> {
        self.key.drop_key();
        self.key.remove().await
    }

    /// Removes the run key.
    pub(crate) async fn remove_key(&self) -> Result<(), CommandError> {
        // Out of use first, whatever becomes of the copy in the keychain.
        self.key.drop_key();
        let ledger = self.ledger.get().await?;
        let place = ledger.gateway().await?.key_place;
        requests::set_run_key_place(&ledger, None).await?;
        self.update_access().await?;
        match self.key.remove().await {
            // The key was in its file, which is removed; the keychain had nothing to remove.
            Err(_) if place == Some(KeyPlace::File) => Ok(()),
            removed => removed.map_err(|_| CommandError::run_key_left()),
        }
    }
}
