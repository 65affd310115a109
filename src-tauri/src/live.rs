//! The live balance in the window's process: the Admin key from the keychain, requests to fal when
//! they are due, and their results for page and tray.

use std::env;
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};
use std::pin::pin;
use std::sync::Arc;

use fal_budget_core::domain::connection::{Connection, KeyPlace};
use fal_budget_core::domain::polling::PollAction;
use fal_budget_core::domain::sync_error::SyncError;
use fal_budget_core::fal::{Addresses, Client, ClientLimits, Key, QuotedPrice};
use fal_budget_core::ledger::Ledger;
use fal_budget_core::live_poller::LivePoller;
use fal_budget_core::view::RefreshedView;
use fal_budget_core::{Error, clock, requests};
use tauri::{AppHandle, Manager};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use crate::error::CommandError;
use crate::secrets::{self, Secret, Secrets};
use crate::state::State;

/// The connection to one account of fal, by its Admin key.
pub(crate) struct LiveConnection {
    addresses: Addresses,
    /// `None` until a key is connected. Locked during each request, so that one is made at a time.
    poller: Arc<Mutex<Option<LivePoller>>>,
}

impl LiveConnection {
    /// Begins without a key.
    pub(crate) fn new(addresses: Addresses) -> Self {
        Self {
            addresses,
            poller: Arc::default(),
        }
    }

    const fn secrets(&self) -> Secrets {
        Secrets {
            is_demo: self.addresses.is_demo,
            secret: Secret::Admin,
        }
    }

    /// Resumes the connection of an earlier run, in the background, as the keychain may wait for
    /// its password.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = app.state::<Self>().resume(&app).await {
                log::warn!("the live balance was not resumed: {failure}");
            }
            let _ = app.state::<State>().refresh(&app).await;
        });
    }

    /// Begins anew with the connection of another database.
    pub(crate) async fn begin_anew(&self, app: &AppHandle) {
        *self.poller.lock().await = None;
        Self::begin(app);
    }

    async fn resume(&self, app: &AppHandle) -> Result<(), CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        let Some(Connection {
            key_place, is_demo, ..
        }) = ledger.connection().await?
        else {
            return Ok(());
        };
        // A key of the stand-in's must never reach fal, nor the other way round.
        if is_demo != self.addresses.is_demo {
            return record_missing_key(app, &ledger).await;
        }
        let Some(key) = self.load_key(app, &ledger, key_place).await? else {
            return record_missing_key(app, &ledger).await;
        };
        let mut poller = self.poller.lock().await;
        let poller = self.get_or_open(app, &mut poller).await?;
        // Another key may have been connected while this one was being read.
        if !poller.has_key() {
            poller.resume(key).await?;
        }
        Ok(())
    }

    /// Loads the key, however long the keychain takes. Until then the window says that it is
    /// missing.
    async fn load_key(
        &self,
        app: &AppHandle,
        ledger: &Ledger,
        place: KeyPlace,
    ) -> Result<Option<Key>, CommandError> {
        let mut load = pin!(self.secrets().load(place));
        if let Ok(key) = timeout(secrets::PATIENCE, &mut load).await {
            return Ok(key);
        }
        // The keychain asks for its password, and the person may be away.
        record_missing_key(app, ledger).await?;
        Ok(load.await)
    }

    /// Asks fal for the balance if that is due, in the background.
    pub(crate) fn poll_if_due(app: &AppHandle) {
        let live = app.state::<Self>();
        // A request is under way: the next tick comes in a second.
        let Ok(mut poller) = live.poller.clone().try_lock_owned() else {
            return;
        };
        let due = poller.as_mut().map_or(PollAction::Nothing, |poller| {
            poller.due(clock::moment(), || live.is_online())
        });
        if due != PollAction::Nothing {
            tauri::async_runtime::spawn(act(app.clone(), poller, due));
        }
    }

    /// Asks fal for the balance because the person wants it now. A key that the keychain did not
    /// give before is asked for again.
    pub(crate) async fn poll_now(&self, app: &AppHandle) -> Result<(), CommandError> {
        let pressed = clock::moment();
        if !self.has_key().await {
            // A keychain that still waits for its password is left waiting in the background.
            timeout(secrets::PATIENCE, self.resume(app))
                .await
                .unwrap_or(Ok(()))?;
        }
        let mut guard = self.poller.clone().lock_owned().await;
        // Whoever pressed while a request was under way has its answer by now.
        let Some(poller) = guard
            .as_mut()
            .filter(|poller| !poller.has_polled_since(pressed))
        else {
            return Ok(());
        };
        poller.poll_now(clock::moment());
        let due = poller.due(clock::moment(), || self.is_online());
        act(app.clone(), guard, due).await;
        Ok(())
    }

    /// Follows the balance of this key's account from now on.
    pub(crate) async fn connect(&self, app: &AppHandle, key: Key) -> Result<(), CommandError> {
        let mut poller = self.poller.lock().await;
        let secrets = self.secrets();
        let store = async |key: &Key| secrets.store(key).await;
        let connected = self
            .get_or_open(app, &mut poller)
            .await?
            .connect(key, store, clock::moment, jitter())
            .await;
        match connected {
            Ok(notice) => {
                let notices = notice.into_iter().collect();
                app.state::<State>().notify(app, notices).await;
                Ok(())
            }
            Err(failure) => {
                self.remove_unused_key(app).await?;
                Err(failure)
            }
        }
    }

    /// Removes a key that was stored before the connection to its account failed.
    async fn remove_unused_key(&self, app: &AppHandle) -> Result<(), CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        if ledger.connection().await?.is_none() {
            let _ = self.secrets().remove().await;
        }
        Ok(())
    }

    /// Keeps the last figure as an entry and removes the key everywhere. The connection ends even
    /// when the keychain fails; the error then says that the key may still be there.
    pub(crate) async fn disconnect(&self, app: &AppHandle) -> Result<(), CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        let mut poller = self.poller.lock().await;
        let connection = ledger.connection().await?;
        ledger.disconnect().await?;
        *poller = None;
        app.state::<State>().refresh(app).await?;
        match self.secrets().remove().await {
            // The key was in its file, which is removed; the keychain had nothing to remove.
            Err(_)
                if connection.is_some_and(|connection| connection.key_place == KeyPlace::File) =>
            {
                Ok(())
            }
            removed => removed,
        }
    }

    /// Removes the key after its ledger was erased.
    pub(crate) async fn forget(&self, app: &AppHandle) -> Result<(), CommandError> {
        *self.poller.lock().await = None;
        let removed = self.secrets().remove().await;
        Self::begin(app);
        removed
    }

    /// Fetches one page of the billing record. Returns `Some(true)` after the last one, and `None`
    /// without a key.
    pub(crate) async fn fetch_page(&self) -> Result<Option<bool>, CommandError> {
        let mut poller = self.poller.lock().await;
        match poller.as_mut().filter(|poller| poller.has_key()) {
            Some(poller) => Ok(Some(poller.fetch_page(clock::now()).await?)),
            None => Ok(None),
        }
    }

    /// Fetches the charges of these requests. Returns `true` when none of them is outstanding.
    pub(crate) async fn fetch_charges(&self, requests: &[String]) -> Result<bool, CommandError> {
        match self.poller.lock().await.as_ref() {
            Some(poller) => Ok(poller.fetch_charges(requests, clock::now()).await?),
            None => Ok(true),
        }
    }

    /// Asks fal for the prices of the models in use.
    pub(crate) async fn refresh_prices(
        &self,
        app: &AppHandle,
    ) -> Result<RefreshedView, CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        let poller = self.poller.lock().await;
        let poller = with_key(poller.as_ref())?;
        Ok(requests::refresh_prices(&ledger, poller, clock::now(), &clock::zone()).await?)
    }

    /// Returns `true` if a key is at hand.
    pub(crate) async fn has_key(&self) -> bool {
        let poller = self.poller.lock().await;
        poller.as_ref().is_some_and(LivePoller::has_key)
    }

    /// Asks fal for the prices of these models.
    pub(crate) async fn quoted_prices(
        &self,
        models: &[String],
    ) -> Result<Vec<QuotedPrice>, CommandError> {
        let poller = self.poller.lock().await;
        let prices = with_key(poller.as_ref())?.quoted_prices(models, clock::now());
        Ok(prices.await.map_err(Error::from)?)
    }

    async fn get_or_open<'a>(
        &self,
        app: &AppHandle,
        slot: &'a mut Option<LivePoller>,
    ) -> Result<&'a mut LivePoller, CommandError> {
        let poller = if let Some(open) = slot.take() {
            open
        } else {
            let client =
                Client::new(&self.addresses, ClientLimits::default()).map_err(Error::from)?;
            LivePoller::new(client, app.state::<State>().ledger().await?)
        };
        Ok(slot.insert(poller))
    }

    /// Returns `true` if there is a way out of this computer: a route, or a proxy that routes do
    /// not know of.
    fn is_online(&self) -> bool {
        // Connecting a datagram socket sends nothing, and fails without a route. The addresses are
        // those of documentation (RFC 5737, RFC 3849).
        let v4 = || {
            UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?.connect((Ipv4Addr::new(192, 0, 2, 1), 443))
        };
        let v6 = || UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))?.connect(("2001:db8::1", 443));
        let has_proxy = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
            .iter()
            .any(|name| env::var_os(name).is_some());
        self.addresses.is_demo || has_proxy || v4().or_else(|_| v6()).is_ok()
    }
}

/// Does what is due at fal, then updates page and tray.
async fn act(app: AppHandle, mut poller: OwnedMutexGuard<Option<LivePoller>>, due: PollAction) {
    let Some(poller) = poller.as_mut() else {
        return;
    };
    let done = poller.act(due, clock::moment, jitter()).await;
    let state = app.state::<State>();
    // Figures first: a notice of a top-up beside the old balance would look wrong.
    let shown = state.refresh(&app).await;
    match done {
        Ok(notices) if shown.is_ok() => state.notify(&app, notices).await,
        Ok(_) => {}
        Err(error) => log::warn!("the live balance was not stored: {error}"),
    }
}

fn with_key(poller: Option<&LivePoller>) -> Result<&LivePoller, CommandError> {
    poller
        .filter(|poller| poller.has_key())
        .ok_or_else(CommandError::no_key)
}

async fn record_missing_key(app: &AppHandle, ledger: &Ledger) -> Result<(), CommandError> {
    ledger.record_sync_error(SyncError::KeyMissing).await?;
    app.state::<State>().refresh(app).await.map(|_| ())
}

/// Draws thousandths of jitter, which spread the polling of many computers over the minute.
fn jitter() -> u32 {
    fastrand::u32(0..=1000)
}
