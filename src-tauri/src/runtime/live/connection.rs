//! The live balance in the window's process: the Admin key from the keychain, requests to fal when
//! they are due, and their results for page and tray.

use std::pin::pin;
use std::sync::Arc;

use fal_budget_app::live_poller::LivePoller;
use fal_budget_app::view::RefreshedView;
use fal_budget_app::{Error, clock, requests};
use fal_budget_domain::account::AccountId;
use fal_budget_domain::live::connection::{Connection, KeyPlace};
use fal_budget_domain::live::polling::PollAction;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_fal::{Addresses, Client, ClientLimits, Key, QuotedPrice};
use fal_budget_ledger::Ledger;
use fal_budget_platform::keychain::{self, Secret, SecretError, Secrets};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{sleep, timeout};

use super::network;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::state::{Notices, State};

/// The connection to one account of fal, by its Admin key.
pub(crate) struct LiveConnection {
    addresses: Addresses,
    ledger: Arc<HostedLedger>,
    state: Arc<State>,
    notices: Arc<Notices>,
    /// `None` until a key is connected. Locked during each request, so that one is made at a time.
    poller: Arc<Mutex<Option<LivePoller>>>,
}

impl LiveConnection {
    /// Begins without a key.
    pub(crate) fn new(
        addresses: Addresses,
        ledger: Arc<HostedLedger>,
        state: Arc<State>,
        notices: Arc<Notices>,
    ) -> Self {
        Self {
            addresses,
            ledger,
            state,
            notices,
            poller: Arc::default(),
        }
    }

    const fn secrets(&self, account: AccountId) -> Secrets {
        Secrets {
            is_demo: self.addresses.is_demo,
            secret: Secret::Admin,
            account,
        }
    }

    /// Resumes the connection of an earlier run, in the background, as the keychain may wait for
    /// its password.
    pub(crate) fn begin(self: &Arc<Self>) {
        let live = self.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = live.resume().await {
                log::warn!("the live balance was not resumed: {failure}");
            }
            let _ = live.state.refresh().await;
        });
    }

    /// Begins anew with the connection of another database.
    pub(crate) async fn begin_anew(self: &Arc<Self>) {
        *self.poller.lock().await = None;
        self.begin();
    }

    async fn resume(&self) -> Result<(), CommandError> {
        let ledger = self.ledger.get().await?;
        let Some(Connection {
            key_place, is_demo, ..
        }) = ledger.connection().await?
        else {
            return Ok(());
        };
        // A key of the stand-in's must never reach fal, nor the other way round.
        if is_demo != self.addresses.is_demo {
            return self.record_missing_key(&ledger).await;
        }
        let Some(key) = self.load_key(&ledger, key_place).await? else {
            return self.record_missing_key(&ledger).await;
        };
        let mut poller = self.poller.lock().await;
        let poller = self.get_or_open(&mut poller).await?;
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
        ledger: &Ledger,
        place: KeyPlace,
    ) -> Result<Option<Key>, CommandError> {
        let mut load = pin!(self.secrets(ledger.account()).load(place));
        if let Ok(key) = timeout(keychain::PATIENCE, &mut load).await {
            return Ok(key);
        }
        // The keychain asks for its password, and the person may be away.
        self.record_missing_key(ledger).await?;
        Ok(load.await)
    }

    async fn record_missing_key(&self, ledger: &Ledger) -> Result<(), CommandError> {
        ledger.record_sync_error(SyncError::KeyMissing).await?;
        self.state.refresh().await.map(|_| ())
    }

    /// Asks fal for the balance if that is due, in the background.
    pub(crate) fn poll_if_due(self: &Arc<Self>) {
        // A request is under way: the next tick comes in a second.
        let Ok(mut poller) = self.poller.clone().try_lock_owned() else {
            return;
        };
        let due = poller.as_mut().map_or(PollAction::Nothing, |poller| {
            poller.due(clock::moment(), || self.is_online())
        });
        if due != PollAction::Nothing {
            let live = self.clone();
            tauri::async_runtime::spawn(async move { live.act(poller, due).await });
        }
    }

    /// Asks fal for the balance because the person wants it now. A key that the keychain did not
    /// give before is asked for again.
    pub(crate) async fn poll_now(&self) -> Result<(), CommandError> {
        let pressed = clock::moment();
        if !self.has_key().await {
            // A keychain that still waits for its password is left waiting in the background.
            timeout(keychain::PATIENCE, self.resume())
                .await
                .unwrap_or(Ok(()))?;
        }
        // Right after another request fal is asked a little later: who pressed waits for that, not
        // for nothing.
        let wait = self.poller.lock().await.as_mut().and_then(|poller| {
            if poller.has_polled_since(pressed) {
                return None;
            }
            poller.poll_now(clock::moment());
            poller.due_soon(clock::moment())
        });
        if let Some(wait) = wait {
            sleep(wait).await;
        }
        let mut guard = self.poller.clone().lock_owned().await;
        // Whoever pressed while a request was under way has its answer by now.
        let Some(poller) = guard
            .as_mut()
            .filter(|poller| !poller.has_polled_since(pressed))
        else {
            return Ok(());
        };
        let due = poller.due(clock::moment(), || self.is_online());
        self.act(guard, due).await;
        Ok(())
    }

    /// Does what is due at fal, then updates page and tray.
    async fn act(&self, mut poller: OwnedMutexGuard<Option<LivePoller>>, due: PollAction) {
        let Some(poller) = poller.as_mut() else {
            return;
        };
        let done = poller.act(due, clock::moment, jitter()).await;
        // Figures first: a notice of a top-up beside the old balance would look wrong.
        let shown = self.state.refresh().await;
        match done {
            Ok(notices) if shown.is_ok() => self.notices.add(notices),
            Ok(_) => {}
            Err(error) => log::warn!("the live balance was not stored: {error}"),
        }
    }

    /// Follows the balance of this key's account from now on.
    pub(crate) async fn connect(&self, key: Key) -> Result<(), CommandError> {
        let mut poller = self.poller.lock().await;
        let secrets = self.secrets(self.ledger.get().await?.account());
        let store = async |key: &Key| {
            let stored = secrets.store(key).await;
            stored.map_err(|error| CommandError::secret(&error))
        };
        let connected = self
            .get_or_open(&mut poller)
            .await?
            .connect(key, store, clock::moment, jitter())
            .await;
        match connected {
            Ok(notice) => {
                self.notices.add(notice.into_iter().collect());
                Ok(())
            }
            Err(failure) => {
                self.remove_unused_key().await?;
                Err(failure)
            }
        }
    }

    /// Removes a key that was stored before the connection to its account failed.
    async fn remove_unused_key(&self) -> Result<(), CommandError> {
        let ledger = self.ledger.get().await?;
        if ledger.connection().await?.is_none() {
            let _ = self.secrets(ledger.account()).remove().await;
        }
        Ok(())
    }

    /// Keeps the last figure as an entry and removes the key everywhere. The connection ends even
    /// when the keychain fails; the error then says that the key may still be there.
    pub(crate) async fn disconnect(&self) -> Result<(), CommandError> {
        let ledger = self.ledger.get().await?;
        let mut poller = self.poller.lock().await;
        let connection = ledger.connection().await?;
        ledger.disconnect().await?;
        *poller = None;
        self.state.refresh().await?;
        match self.secrets(ledger.account()).remove().await {
            // The key was in its file, which is removed; the keychain had nothing to remove.
            Err(_)
                if connection.is_some_and(|connection| connection.key_place == KeyPlace::File) =>
            {
                Ok(())
            }
            removed => removed.map_err(|error| CommandError::secret(&error)),
        }
    }

    /// Removes the keys of accounts after their ledger was erased. `Err` if one may still be there.
    pub(crate) async fn forget(
        self: &Arc<Self>,
        accounts: &[AccountId],
    ) -> Result<(), SecretError> {
        *self.poller.lock().await = None;
        let mut removed = Ok(());
        for account in accounts {
            removed = self.secrets(*account).remove().await.and(removed);
        }
        self.begin();
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
    pub(crate) async fn refresh_prices(&self) -> Result<RefreshedView, CommandError> {
        let ledger = self.ledger.get().await?;
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
        slot: &'a mut Option<LivePoller>,
    ) -> Result<&'a mut LivePoller, CommandError> {
        let poller = if let Some(open) = slot.take() {
            open
        } else {
            let client =
                Client::new(&self.addresses, ClientLimits::default()).map_err(Error::from)?;
            LivePoller::new(client, self.ledger.get().await?)
        };
        Ok(slot.insert(poller))
    }

    fn is_online(&self) -> bool {
        self.addresses.is_demo || network::is_reachable()
    }
}

fn with_key(poller: Option<&LivePoller>) -> Result<&LivePoller, CommandError> {
    poller
        .filter(|poller| poller.has_key())
        .ok_or_else(CommandError::no_key)
}

/// Draws thousandths of jitter, which spread the polling of many computers over the minute.
fn jitter() -> u32 {
    fastrand::u32(0..=1000)
}
