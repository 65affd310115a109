//! Alerts in the window's process: evaluated after each change, and shown as notifications.

use std::sync::{Mutex as StdMutex, MutexGuard, PoisonError};

use fal_budget_core::requests::AlertEvaluator;
use fal_budget_core::view::AlertStatus;
use fal_budget_core::{clock, requests};
use tauri::{AppHandle, Manager};
use tokio::sync::Mutex;

use crate::error::CommandError;
use crate::notify;
use crate::state::State;

/// Alert evaluator of the window's process, with its last result.
#[derive(Default)]
pub(crate) struct Alerts {
    evaluator: Mutex<AlertEvaluator>,
    status: StdMutex<AlertStatus>,
    /// Held from an evaluation to its notification, so that no notification is shown twice.
    notifying: Mutex<()>,
}

impl Alerts {
    /// Returns the result of the last evaluation.
    pub(crate) fn status(&self) -> AlertStatus {
        self.lock_status().clone()
    }

    /// Evaluates the alerts if that is due. Returns whether there was an evaluation: the snapshot
    /// for the window is to be read again then.
    pub(crate) async fn evaluate(&self, app: &AppHandle, has_changed: bool) -> bool {
        let (now, zone) = (clock::now(), clock::zone());
        let mut evaluator = self.evaluator.lock().await;
        if !evaluator.is_due(has_changed, now, &zone) {
            return false;
        }
        let facts = async {
            let ledger = app.state::<State>().ledger().await?;
            Ok::<_, CommandError>(evaluator.evaluate(&ledger, now, &zone).await?)
        };
        let facts = match facts.await {
            Ok(facts) => facts,
            Err(error) => {
                log::warn!("alerts were not evaluated: {error}");
                return false;
            }
        };
        self.lock_status().facts = Some(facts);
        // In the background: this one writes, and may have to wait for another writer.
        tauri::async_runtime::spawn(notify(app.clone()));
        true
    }

    /// Stores the reason why the last notification was not shown; `None` if it was.
    pub(crate) async fn record_failure(&self, app: &AppHandle, error: Option<String>) {
        let before = std::mem::replace(&mut self.lock_status().notification_error, error.clone());
        if before != error {
            let _ = app.state::<State>().refresh(app).await;
        }
    }

    fn lock_status(&self) -> MutexGuard<'_, AlertStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the notification of the alerts that are due by the newest facts.
async fn notify(app: AppHandle) {
    let alerts = app.state::<Alerts>();
    let _notifying = alerts.notifying.lock().await;
    let Some(facts) = alerts.status().facts else {
        return;
    };
    let notification = async {
        let ledger = app.state::<State>().ledger().await?;
        Ok::<_, CommandError>(requests::evaluate_alerts(&ledger, &facts).await?)
    };
    match notification.await {
        Ok(Some(notification)) => notify::show(&app, notification),
        Ok(None) => {}
        Err(error) => {
            log::warn!("the notification was not shown: {error}");
            alerts.evaluator.lock().await.reevaluate();
        }
    }
}
