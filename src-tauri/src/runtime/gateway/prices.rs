//! Prices of models that calls have brought up.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_app::requests::{self, UnknownPrices};
use fal_budget_ledger::Ledger;
use tokio::sync::Mutex;

use super::run_key::RunKey;
use crate::error::CommandError;
use crate::runtime::live::LiveConnection;
use crate::runtime::state::State;

/// Asks fal for the prices of models, with whichever key there is.
pub(super) struct CallPrices {
    pub(super) state: Arc<State>,
    pub(super) live: Arc<LiveConnection>,
    pub(super) key: Arc<RunKey>,
    /// Locked while fal is being asked: the next batch asks for what is still missing.
    pub(super) unknown: Arc<Mutex<UnknownPrices>>,
}

impl CallPrices {
    /// Asks for the prices that are not known yet, in the background.
    pub(super) fn learn(self: &Arc<Self>, ledger: Ledger) {
        let Ok(mut unknown) = self.unknown.clone().try_lock_owned() else {
            return;
        };
        let prices = self.clone();
        tauri::async_runtime::spawn(async move {
            if prices.key.get().is_none() && !prices.live.has_key().await {
                return;
            }
            if let Err(failure) = prices.fetch(&ledger, &mut unknown).await {
                log::warn!("prices of calls were not asked for: {failure}");
            }
        });
    }

    async fn fetch(
        &self,
        ledger: &Ledger,
        unknown: &mut UnknownPrices,
    ) -> Result<(), CommandError> {
        let models = unknown.to_ask(ledger, clock::now()).await?;
        if models.is_empty() {
            return Ok(());
        }
        let quotes = match self.key.get() {
            Some(key) => self.key.quoted_prices(&key, &models).await?,
            None => self.live.quoted_prices(&models).await?,
        };
        requests::store_quotes(ledger, quotes, clock::now()).await?;
        self.state.refresh().await.map(|_| ())
    }
}
