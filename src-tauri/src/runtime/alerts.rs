//! Alerts in the window's process: rules are judged by the facts of each evaluation, and what is
//! due is handed to whoever shows notifications.

use std::sync::Arc;

use fal_budget_app::requests;
use fal_budget_app::view::AlertNotification;
use fal_budget_domain::alerts::AlertFacts;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;
use crate::runtime::state::State;

/// Alerts of the window's process, judged after each evaluation.
pub(crate) struct Alerts {
    ledger: Arc<HostedLedger>,
    state: Arc<State>,
    requests: UnboundedSender<NotificationRequest>,
}

/// Request to whoever shows notifications.
#[derive(Debug)]
pub(crate) enum NotificationRequest {
    /// Asks the system for permission, as the person has just switched alerts on.
    Permission,
    /// Shows a notification.
    Show(AlertNotification),
}

impl Alerts {
    /// Makes the alerts, and the receiver of their requests.
    pub(crate) fn new(
        ledger: Arc<HostedLedger>,
        state: Arc<State>,
    ) -> (Self, UnboundedReceiver<NotificationRequest>) {
        let (requests, receiver) = unbounded_channel();
        let alerts = Self {
            ledger,
            state,
            requests,
        };
        (alerts, receiver)
    }

    /// Follows the evaluations from now on: one after the other, so that no notification is shown
    /// twice. In the background: judging writes, and may have to wait for another writer.
    pub(crate) fn follow(self: &Arc<Self>) {
        let (alerts, mut facts) = (self.clone(), self.state.facts());
        tauri::async_runtime::spawn(async move {
            while facts.changed().await.is_ok() {
                let newest = *facts.borrow_and_update();
                if let Some(newest) = newest {
                    alerts.judge(&newest).await;
                }
            }
        });
    }

    async fn judge(&self, facts: &AlertFacts) {
        let notification = async {
            let ledger = self.ledger.get().await?;
            Ok::<_, CommandError>(requests::evaluate_alerts(&ledger, facts).await?)
        };
        match notification.await {
            Ok(Some(notification)) => self.request(NotificationRequest::Show(notification)),
            Ok(None) => {}
            Err(error) => {
                log::warn!("the notification was not shown: {error}");
                self.state.reevaluate().await;
            }
        }
    }

    /// Asks the system for permission to show notifications, in the background.
    pub(crate) fn ask_permission(&self) {
        self.request(NotificationRequest::Permission);
    }

    fn request(&self, request: NotificationRequest) {
        if self.requests.send(request).is_err() {
            log::warn!("nobody shows notifications any more");
        }
    }
}
