//! The live balance in the window's process: the key from the keychain, requests when they are due,
//! and news for page and tray.

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

/// The connected key, while there is one.
pub(crate) struct LiveConnection {
    addresses: Addresses,
    refresh: Arc<Mutex<Option<LivePoller>>>,
}

impl LiveConnection {
    /// Begins without a key.
    pub(crate) fn new(addresses: Addresses) -> Self {
        Self {
            addresses,
            refresh: Arc::default(),
        }
    }

    const fn secrets(&self) -> Secrets {
        Secrets {
            is_demo: self.addresses.is_demo,
            secret: Secret::Admin,
        }
    }

    /// Takes up the connection of an earlier run, in the background: the keychain may take its
    /// time.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(failure) = app.state::<Self>().resume(&app).await {
                log::warn!("the live balance was not taken up: {failure}");
            }
            let _ = app.state::<State>().refresh(&app).await;
        });
    }

    /// Begins anew on another database.
    pub(crate) async fn begin_anew(&self, app: &AppHandle) {
        *self.refresh.lock().await = None;
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
        if is_demo != self.addresses.is_demo {
            return missing(app, &ledger).await;
        }
        let mut load = pin!(self.secrets().load(key_place));
        let key = if let Ok(key) = timeout(secrets::PATIENCE, &mut load).await {
            key
        } else {
            // The keychain asks its person for a password, who may be away.
            missing(app, &ledger).await?;
            load.await
        };
        let Some(key) = key else {
            return missing(app, &ledger).await;
        };
        let mut refresh = self.refresh.lock().await;
        let refresh = self.opened(app, &mut refresh).await?;
        // Meanwhile another key may have been connected.
        if !refresh.has_key() {
            refresh.resume(key).await?;
        }
        Ok(())
    }

    /// Asks fal if it is time to.
    pub(crate) fn poll_if_due(app: &AppHandle) {
        let live = app.state::<Self>();
        let Ok(mut refresh) = live.refresh.clone().try_lock_owned() else {
            return;
        };
        let due = refresh.as_mut().map_or(PollAction::Nothing, |refresh| {
            refresh.due(clock::moment(), || live.is_online())
        });
        if due != PollAction::Nothing {
            tauri::async_runtime::spawn(act(app.clone(), refresh, due));
        }
    }

    /// Asks fal because the person wants to know now; a key that the keychain did not give is asked
    /// for again.
    pub(crate) async fn poll_now(&self, app: &AppHandle) -> Result<(), CommandError> {
        let pressed = clock::moment();
        if !self
            .refresh
            .lock()
            .await
            .as_ref()
            .is_some_and(LivePoller::has_key)
        {
            // One that still waits for its person goes on waiting in the background.
            timeout(secrets::PATIENCE, self.resume(app))
                .await
                .unwrap_or(Ok(()))?;
        }
        let mut guard = self.refresh.clone().lock_owned().await;
        // Presses that waited for a request are answered by it.
        let Some(refresh) = guard
            .as_mut()
            .filter(|refresh| !refresh.has_polled_since(pressed))
        else {
            return Ok(());
        };
        refresh.poll_now(clock::moment());
        let due = refresh.due(clock::moment(), || self.is_online());
        act(app.clone(), guard, due).await;
        Ok(())
    }

    /// Follows the balance of this key's account from now on.
    pub(crate) async fn connect(&self, app: &AppHandle, key: Key) -> Result<(), CommandError> {
        let mut refresh = self.refresh.lock().await;
        let secrets = self.secrets();
        let store = async |key: &Key| secrets.store(key).await;
        let connected = self
            .opened(app, &mut refresh)
            .await?
            .connect(key, store, clock::moment, jitter())
            .await;
        match connected {
            Ok(news) => {
                app.state::<State>()
                    .notify(app, news.into_iter().collect())
                    .await;
                Ok(())
            }
            Err(failure) => {
                // What was put away for nothing is taken out again.
                let ledger = app.state::<State>().ledger().await?;
                if ledger.connection().await?.is_none() {
                    let _ = secrets.remove().await;
                }
                Err(failure)
            }
        }
    }

    /// Keeps the last figure as an entry and removes the key everywhere. A keychain that does not
    /// take part keeps nobody connected; the failure then says that the key may still be there.
    pub(crate) async fn disconnect(&self, app: &AppHandle) -> Result<(), CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        let mut refresh = self.refresh.lock().await;
        let connection = ledger.connection().await?;
        ledger.disconnect().await?;
        *refresh = None;
        app.state::<State>().refresh(app).await?;
        match self.secrets().remove().await {
            // Where it was in a file, the keychain had nothing to remove.
            Err(_)
                if connection.is_some_and(|connection| connection.key_place == KeyPlace::File) =>
            {
                Ok(())
            }
            removed => removed,
        }
    }

    /// Forgets the key, for good; the books that it was connected in are gone.
    pub(crate) async fn forget(&self, app: &AppHandle) -> Result<(), CommandError> {
        *self.refresh.lock().await = None;
        let removed = self.secrets().remove().await;
        Self::begin(app);
        removed
    }

    /// Fetches a page of the billing record, and says whether it was the last; none without a key.
    pub(crate) async fn fetch_page(&self) -> Result<Option<bool>, CommandError> {
        let mut refresh = self.refresh.lock().await;
        match refresh.as_mut().filter(|refresh| refresh.has_key()) {
            Some(refresh) => Ok(Some(refresh.fetch_page(clock::now()).await?)),
            None => Ok(None),
        }
    }

    /// Asks what these requests were charged, and says whether there is nothing more to wait for.
    pub(crate) async fn fetch_requests(&self, requests: &[String]) -> Result<bool, CommandError> {
        match self.refresh.lock().await.as_ref() {
            Some(refresh) => Ok(refresh.fetch_charges(requests, clock::now()).await?),
            None => Ok(true),
        }
    }

    /// Asks fal for the prices of the models in use.
    pub(crate) async fn refresh_prices(
        &self,
        app: &AppHandle,
    ) -> Result<RefreshedView, CommandError> {
        let ledger = app.state::<State>().ledger().await?;
        let refresh = self.refresh.lock().await;
        let refresh = refresh
            .as_ref()
            .filter(|refresh| refresh.has_key())
            .ok_or_else(CommandError::no_key)?;
        Ok(requests::refresh_prices(&ledger, refresh, clock::now(), &clock::zone()).await?)
    }

    /// Whether a key is at hand.
    pub(crate) async fn has_key(&self) -> bool {
        self.refresh
            .lock()
            .await
            .as_ref()
            .is_some_and(LivePoller::has_key)
    }

    /// What fal asks for these models.
    pub(crate) async fn offers(&self, models: &[String]) -> Result<Vec<QuotedPrice>, CommandError> {
        let refresh = self.refresh.lock().await;
        let refresh = refresh
            .as_ref()
            .filter(|refresh| refresh.has_key())
            .ok_or_else(CommandError::no_key)?;
        Ok(refresh
            .quoted_prices(models, clock::now())
            .await
            .map_err(Error::from)?)
    }

    async fn opened<'a>(
        &self,
        app: &AppHandle,
        refresh: &'a mut Option<LivePoller>,
    ) -> Result<&'a mut LivePoller, CommandError> {
        let opened = if let Some(opened) = refresh.take() {
            opened
        } else {
            let client =
                Client::new(&self.addresses, ClientLimits::default()).map_err(Error::from)?;
            LivePoller::new(client, app.state::<State>().ledger().await?)
        };
        Ok(refresh.insert(opened))
    }

    /// Whether there is a way out of this computer; a proxy may be one that routes do not know. A
    /// datagram socket that is connected sends nothing; without a route it fails (the addresses are
    /// those of documentation, RFC 5737 and RFC 3849).
    fn is_online(&self) -> bool {
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

/// Does what is due, then tells page and tray.
async fn act(app: AppHandle, mut refresh: OwnedMutexGuard<Option<LivePoller>>, due: PollAction) {
    let Some(refresh) = refresh.as_mut() else {
        return;
    };
    let told = refresh.act(due, clock::moment, jitter()).await;
    let state = app.state::<State>();
    let shown = state.refresh(&app).await;
    match told {
        Ok(news) if shown.is_ok() => state.notify(&app, news).await,
        Ok(_) => {}
        Err(error) => log::warn!("the live balance was not kept: {error}"),
    }
}

async fn missing(app: &AppHandle, ledger: &Ledger) -> Result<(), CommandError> {
    ledger.record_sync_error(SyncError::KeyMissing).await?;
    app.state::<State>().refresh(app).await.map(|_| ())
}

fn jitter() -> u32 {
    fastrand::u32(0..=1000)
}
