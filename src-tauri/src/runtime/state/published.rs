//! The state of the window's process: publishes what is shown, and knows nobody who shows it.

use std::sync::{Arc, Mutex as StdMutex, PoisonError};

use chrono::{DateTime, Utc};
use fal_budget_app::clock;
use fal_budget_app::requests::{self, AlertEvaluator};
use fal_budget_app::view::{AlertStatus, Snapshot};
use fal_budget_domain::alerts::AlertFacts;
use fal_budget_platform::language;
use tokio::sync::{Mutex, watch};

use super::shown::Shown;
use super::shown_gateway::ShownGateway;
use crate::error::CommandError;
use crate::runtime::ledger::HostedLedger;

/// Publishes what is shown, and the facts that alerts are judged by.
pub(crate) struct State {
    ledger: Arc<HostedLedger>,
    gateway: Arc<ShownGateway>,
    /// A stand-in on this computer plays fal.
    is_demo: bool,
    /// Locked through each refresh, so that these follow each other.
    evaluator: Mutex<AlertEvaluator>,
    shown: watch::Sender<Shown>,
    facts: watch::Sender<Option<AlertFacts>>,
    notification_error: StdMutex<Option<String>>,
    /// Time since which the billing record cannot be read, and why.
    record_failure: StdMutex<Option<(DateTime<Utc>, String)>>,
}

impl State {
    /// Begins with nothing to show.
    pub(crate) fn new(
        ledger: Arc<HostedLedger>,
        gateway: Arc<ShownGateway>,
        is_demo: bool,
    ) -> Self {
        Self {
            ledger,
            gateway,
            is_demo,
            evaluator: Mutex::default(),
            shown: watch::Sender::default(),
            facts: watch::Sender::default(),
            notification_error: StdMutex::default(),
            record_failure: StdMutex::default(),
        }
    }

    /// Returns a receiver of what is shown, now and after each change.
    pub(crate) fn shown(&self) -> watch::Receiver<Shown> {
        self.shown.subscribe()
    }

    /// Returns a receiver of the facts of each evaluation of the alerts; `None` before the first.
    pub(crate) fn facts(&self) -> watch::Receiver<Option<AlertFacts>> {
        self.facts.subscribe()
    }

    /// Reads the newest snapshot, and publishes it if it differs from what is shown.
    pub(crate) async fn refresh(&self) -> Result<Snapshot, CommandError> {
        // Held to the end, so that no older snapshot is published after a newer one.
        let mut evaluator = self.evaluator.lock().await;
        let mut read = self.read().await;
        // Alerts are shown too, so an evaluation makes the snapshot old.
        if self.evaluate(&mut evaluator, self.is_news(&read)).await {
            read = self.read().await;
        }
        if self.is_news(&read) {
            self.shown.send_modify(|shown| shown.change(read.clone()));
            // With the number that it was published under.
            return read.map(|read| self.shown.borrow().numbered(read));
        }
        read
    }

    fn is_news(&self, read: &Result<Snapshot, CommandError>) -> bool {
        self.shown.borrow().differs_from(read)
    }

    async fn read(&self) -> Result<Snapshot, CommandError> {
        let (gateway, alerts) = (self.gateway.state(), self.alert_status());
        let ledger = self.ledger.get().await?;
        language::speak(ledger.settings().await?.language);
        let (now, zone) = (clock::now(), clock::zone());
        let mut read =
            requests::snapshot(&ledger, &gateway, &alerts, self.is_demo, now, &zone).await?;
        let failure = self.record_failure.lock();
        let failure = failure.unwrap_or_else(PoisonError::into_inner).clone();
        if let (Some((since, failure)), Some(live)) = (failure, &mut read.live) {
            live.add_record_failure(since, &failure, now, &zone);
        }
        Ok(self.shown.borrow().numbered(read))
    }

    /// Notes why the billing record was not read, or that it was.
    pub(crate) async fn set_record_failure(
        &self,
        failure: Option<String>,
    ) -> Result<(), CommandError> {
        let changed = {
            let mut noted = self
                .record_failure
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let since = noted.as_ref().map_or_else(clock::now, |(since, _)| *since);
            let now = failure.map(|failure| (since, failure));
            let changed = *noted != now;
            *noted = now;
            changed
        };
        if changed {
            self.refresh().await?;
        }
        Ok(())
    }

    fn alert_status(&self) -> AlertStatus {
        let error = self.notification_error.lock();
        AlertStatus {
            facts: *self.facts.borrow(),
            notification_error: error.unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reads the facts for the alerts if an evaluation is due, and publishes them. Returns `true`
    /// if it did.
    async fn evaluate(&self, evaluator: &mut AlertEvaluator, has_changed: bool) -> bool {
        let (now, zone) = (clock::now(), clock::zone());
        if !evaluator.is_due(has_changed, now, &zone) {
            return false;
        }
        let facts = async {
            let ledger = self.ledger.get().await?;
            Ok::<_, CommandError>(evaluator.evaluate(&ledger, now, &zone).await?)
        };
        match facts.await {
            Ok(facts) => {
                self.facts.send_replace(Some(facts));
                true
            }
            Err(error) => {
                log::warn!("alerts were not evaluated: {error}");
                false
            }
        }
    }

    /// Makes the next evaluation of the alerts due at once, because nothing came of the last one.
    pub(crate) async fn reevaluate(&self) {
        self.evaluator.lock().await.reevaluate();
    }

    /// Shows the reason why the last notification was not shown; `None` if it was.
    pub(crate) async fn set_notification_error(&self, error: Option<String>) {
        let kept = self.notification_error.lock();
        let before = std::mem::replace(
            &mut *kept.unwrap_or_else(PoisonError::into_inner),
            error.clone(),
        );
        if before != error {
            let _ = self.refresh().await;
        }
    }
}
