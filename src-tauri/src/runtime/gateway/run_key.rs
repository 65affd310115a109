//! The run key: kept in the keychain, and lent to the calls of allowed pages.

use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_app::clock;
use fal_budget_domain::account::AccountId;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_domain::live::sync_error::SyncError;
use fal_budget_fal::{Addresses, Client, ClientLimits, FalError, Key, QuotedPrice};
use fal_budget_platform::keychain::{Secret, SecretError, Secrets};

use crate::error::CommandError;

/// A model whose price every key may ask for, with which a key is tried.
const KNOWN_MODEL: &str = "fal-ai/flux/dev";

/// The run key, once it is known.
pub(super) struct RunKey {
    addresses: Addresses,
    key: Mutex<Option<Key>>,
}

impl RunKey {
    /// Begins without a key.
    pub(super) const fn new(addresses: Addresses) -> Self {
        Self {
            addresses,
            key: Mutex::new(None),
        }
    }

    const fn secrets(&self) -> Secrets {
        Secrets {
            is_demo: self.addresses.is_demo,
            secret: Secret::Run,
            // One gateway serves all accounts, and lends one key.
            account: AccountId::FIRST,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Key>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the key. `None` before it is loaded, and without one.
    pub(super) fn get(&self) -> Option<Key> {
        self.lock().clone()
    }

    /// Loads the key from where it was stored, however long the keychain takes. Returns `None`
    /// when it cannot be read.
    pub(super) async fn load(&self, place: KeyPlace) -> Option<Key> {
        // After a restart of the gateway alone: the keychain need not be asked again.
        if let Some(key) = self.get() {
            return Some(key);
        }
        let loaded = self.secrets().load(place).await?;
        *self.lock() = Some(loaded.clone());
        Some(loaded)
    }

    /// Stores a key, unless fal rejects it, and returns where.
    pub(super) async fn store(&self, key: Key) -> Result<KeyPlace, CommandError> {
        // First, so that a rejected key is nowhere stored.
        self.try_key(&key).await?;
        let stored = self.secrets().store(&key).await;
        let place = stored.map_err(|error| CommandError::secret(&error))?;
        *self.lock() = Some(key);
        Ok(place)
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
    pub(super) async fn quoted_prices(
        &self,
        key: &Key,
        models: &[String],
    ) -> Result<Vec<QuotedPrice>, FalError> {
        let client = Client::new(&self.addresses, ClientLimits::default())?;
        client.quoted_prices(key, models, clock::now()).await
    }

    /// Uses the key no longer. The stored one stays.
    pub(super) fn drop_key(&self) {
        *self.lock() = None;
    }

    /// Removes the stored key.
    pub(super) async fn remove(&self) -> Result<(), SecretError> {
        self.secrets().remove().await
    }
}
