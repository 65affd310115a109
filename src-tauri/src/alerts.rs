//! Alerts in the window's process: looked out for after each change, and told by a notification.

use std::sync::{Mutex as StdMutex, MutexGuard, PoisonError};

use fal_budget_core::requests::AlertEvaluator;
use fal_budget_core::view::AlertStatus;
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::error::CommandError;
use crate::notify;
use crate::state::State;

/// What is looked out for, and what was last seen of it.
#[derive(Default)]
pub(crate) struct Alerts {
    evaluator: Mutex<AlertEvaluator>,
    status: StdMutex<AlertStatus>,
    /// Held while it is decided what is told, so that nothing is told twice.
    telling: Mutex<()>,
}

impl Alerts {
    /// What was last seen.
    pub(crate) fn status(&self) -> AlertStatus {
        self.lock_status().clone()
    }

    /// Looks where it is time to, and says whether it did: what the window shows is then to be read
    /// again.
    pub(crate) async fn evaluate(&self, app: &AppHandle, has_changed: bool) -> bool {
        let (now, zone) = (clock::now(), clock::zone());
        let mut lookout = self.evaluator.lock().await;
        if !lookout.is_due(has_changed, now, &zone) {
            return false;
        }
        let seen = async {
            Ok::<_, CommandError>(
                lookout
                    .evaluate(&app.state::<State>().ledger().await?, now, &zone)
                    .await?,
            )
        };
        match seen.await {
            Ok(facts) => {
                self.lock_status().facts = Some(facts);
                tauri::async_runtime::spawn(notify(app.clone()));
                true
            }
            Err(failure) => {
                log::warn!("alerts were not looked out for: {failure}");
                false
            }
        }
    }

    /// Remembers why the last notification was not shown; none where it was.
    pub(crate) async fn record_failure(&self, app: &AppHandle, trouble: Option<String>) {
        if std::mem::replace(&mut self.lock_status().trouble, trouble.clone()) != trouble {
            let _ = app.state::<State>().refresh(app).await;
        }
    }

    fn lock_status(&self) -> MutexGuard<'_, AlertStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells what is due by the newest look. In the background: it writes, and writing may have to
/// wait.
async fn notify(app: AppHandle) {
    let alerts = app.state::<Alerts>();
    let _alone = alerts.telling.lock().await;
    let Some(facts) = alerts.status().facts else {
        return;
    };
    let due = async {
        Ok::<_, CommandError>(
            requests::evaluate_alerts(&app.state::<State>().ledger().await?, &facts).await?,
        )
    };
    match due.await {
        Ok(Some(notice)) => notify::show(&app, notice),
        Ok(None) => {}
        Err(failure) => {
            log::warn!("what is due was not told: {failure}");
            alerts.evaluator.lock().await.reevaluate();
        }
    }
}
