//! The only timer of the window's process: each second it looks for changes by other programs and
//! for requests that are due at fal, every ten seconds it refreshes everything.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use fal_budget_app::clock;
use fal_budget_domain::live::notice::Notice;
use fal_budget_ledger::{Ledger, LedgerError};
use fal_budget_platform::folder;
use fal_budget_store::StoreError;
use fal_budget_store::database::watch::{ChangeWatch, has_changed};
use tokio::time::{MissedTickBehavior, interval};

use crate::runtime::gateway::HostedGateway;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::live::{LiveConnection, RecordFetch};
use crate::runtime::state::{Notices, State};

/// Time between two ticks: a change by another program shows within it.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two full refreshes: days end and figures age without a change.
const TICKS_PER_REFRESH: u32 = 10;

/// The timer, with everything that it sets going.
pub(crate) struct RefreshTimer {
    pub(crate) ledger: Arc<HostedLedger>,
    pub(crate) state: Arc<State>,
    pub(crate) notices: Arc<Notices>,
    pub(crate) live: Arc<LiveConnection>,
    pub(crate) record: Arc<RecordFetch>,
    pub(crate) gateway: Arc<HostedGateway>,
}

impl RefreshTimer {
    /// Runs as long as the program.
    pub(crate) async fn run(self) {
        let mut timer = interval(TICK);
        // After a sleep of the computer one tick is enough, not one for each second of it.
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut watch = DatabaseWatch::default();
        let mut ticks = 0;
        let mut backed_up_on = None;
        loop {
            timer.tick().await;
            self.live.poll_if_due();
            self.record.fetch_if_due();
            let Ok(ledger) = self.ledger.get().await else {
                continue;
            };
            ticks = (ticks + 1) % TICKS_PER_REFRESH;
            let changed = watch.has_changed(self.ledger.openings()).await;
            if ticks == 0 {
                back_up(&self.notices, ledger, &mut backed_up_on);
            }
            if changed && let Err(failure) = self.gateway.follow_ledger().await {
                log::warn!("the gateway did not take up a change: {failure}");
            }
            if changed || ticks == 0 {
                // A failure reaches the page as an event and is tried again.
                let _ = self.state.refresh().await;
            }
        }
    }
}

/// Notices commits to the database, by whichever program.
#[derive(Default)]
struct DatabaseWatch {
    open: Option<ChangeWatch>,
    opening: usize,
}

impl DatabaseWatch {
    /// Returns `true` if something was committed since the last call. `opening` numbers the
    /// database that is open now.
    async fn has_changed(&mut self, opening: usize) -> bool {
        // The watch counts the commits of one file, which a restore has moved aside.
        if std::mem::replace(&mut self.opening, opening) != opening {
            self.open = None;
        }
        let outcome = async { has_changed(&mut self.open, &folder::database()?).await };
        outcome.await.unwrap_or_else(|error| {
            log::warn!("checking for changes failed: {error}");
            self.open = None;
            false
        })
    }
}

/// Makes the daily backup in the background. A failed one is tried again the next day, or at the
/// next start.
fn back_up(notices: &Arc<Notices>, ledger: Ledger, backed_up_on: &mut Option<NaiveDate>) {
    let today = clock::now().with_timezone(&clock::zone()).date_naive();
    if backed_up_on.replace(today) == Some(today) {
        return;
    }
    let notices = notices.clone();
    tauri::async_runtime::spawn(async move {
        let made = match folder::database() {
            Ok(database) => ledger.back_up_daily(&database, today).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = made {
            log::warn!("no copy of the database was made today: {error}");
            // A backup reads every page, so it may be the first to meet a damaged one.
            if matches!(error, LedgerError::Store(StoreError::Damaged)) {
                notices.add(vec![Notice::Damaged]);
            }
        }
    });
}
