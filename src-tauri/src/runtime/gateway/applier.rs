//! Work beside the gateway's calls: their journal records go into the ledger, and what the records
//! bring up is asked of fal.

use std::sync::Arc;

use fal_budget_app::live_poller::BILLING_LOOKUP_PAUSES;
use fal_budget_gateway::{JournalApplier, Monitor};
use fal_budget_ledger::Ledger;
use tokio::time::sleep;

use super::prices::CallPrices;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::LiveConnection;
use crate::runtime::state::{ShownGateway, State};

/// Applies the journal records of one gateway while it runs.
pub(super) struct HostedApplier {
    pub(super) applier: JournalApplier,
    pub(super) monitor: Monitor,
    pub(super) ledger: Arc<HostedLedger>,
    pub(super) state: Arc<State>,
    pub(super) live: Arc<LiveConnection>,
    pub(super) status: Arc<ShownGateway>,
    pub(super) prices: Arc<CallPrices>,
}

impl HostedApplier {
    /// Applies journal records to the ledger until the task is aborted, shows what they change, and
    /// asks fal about calls that ended or met an account lock.
    pub(super) async fn run(mut self) {
        let mut opening = self.ledger.openings();
        loop {
            self.applier.wait().await;
            let failure = self.apply_next(&mut opening).await;
            self.status.set_unapplied(failure);
            let _ = self.state.refresh().await;
            // fal's webhooks have said that these are done, so they are charged soon.
            let done = self.monitor.take_completed();
            if !done.is_empty() {
                let (live, state) = (self.live.clone(), self.state.clone());
                tauri::async_runtime::spawn(fetch_charges(live, state, done));
            }
        }
    }

    /// Applies the next batch. Returns why it could not be applied, for the window; the batch stays
    /// in the journal then.
    async fn apply_next(&mut self, opening: &mut usize) -> Option<String> {
        let outcome = async {
            let ledger = self.ledger.get().await?;
            let newest = self.ledger.openings();
            if std::mem::replace(opening, newest) != *opening {
                self.continue_in(&ledger).await;
            }
            self.prices.learn(ledger.clone());
            let applied = self.applier.apply_next(&ledger).await;
            applied.map_err(CommandError::gateway)
        };
        let failure = outcome.await.err()?;
        self.applier.back_off();
        log::warn!("calls are not in the ledger yet: {failure}");
        Some(failure.message)
    }

    /// Goes on with another database, which was restored or begun anew while the gateway ran.
    async fn continue_in(&mut self, ledger: &Ledger) {
        // Records that this database has applied already would count twice.
        let last = ledger.last_applied().await.unwrap_or_default();
        self.applier.continue_after(last);
        self.monitor.follow(ledger);
    }
}

/// Asks fal for the balance and for the charges of requests that are done. fal's record has a
/// charge a little after the end, so this is tried several times.
async fn fetch_charges(live: Arc<LiveConnection>, state: Arc<State>, done: Vec<String>) {
    for wait in BILLING_LOOKUP_PAUSES {
        sleep(wait).await;
        if let Err(failure) = live.poll_now().await {
            log::warn!("the balance was not asked for: {failure}");
        }
        let fetched = live.fetch_charges(&done).await;
        let _ = state.refresh().await;
        match fetched {
            Ok(false) => {}
            Ok(true) => return,
            Err(failure) => log::warn!("the charges of requests were not fetched: {failure}"),
        }
    }
}
