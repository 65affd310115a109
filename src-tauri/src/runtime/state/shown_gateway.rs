//! The gateway's part of what is shown, set by the gateway of the window's process.

use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_app::view::GatewayState;
use fal_budget_gateway as gateway;
use fal_budget_gateway::Monitor;
use fal_budget_platform::folder;

/// State of the gateway that the window shows.
#[derive(Default)]
pub(crate) struct ShownGateway {
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    monitor: Option<Monitor>,
    /// The gateway could not be started, in the person's language.
    failure: Option<String>,
    /// Calls could not be applied to the ledger, in the person's language.
    unapplied: Option<String>,
}

impl ShownGateway {
    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Marks the gateway as running.
    pub(crate) fn set_running(&self, monitor: Monitor) {
        *self.lock() = Current {
            monitor: Some(monitor),
            ..Current::default()
        };
    }

    /// Marks the gateway as off, without an earlier failure.
    pub(crate) fn set_off(&self) {
        *self.lock() = Current::default();
    }

    /// Stores why the gateway could not be started, in the person's language.
    pub(crate) fn set_failure(&self, reason: String) {
        self.lock().failure = Some(reason);
    }

    /// Stores why the newest calls could not be applied to the ledger; `None` if they were.
    pub(crate) fn set_unapplied(&self, reason: Option<String>) {
        self.lock().unapplied = reason;
    }

    /// Returns the monitor of the gateway while it runs.
    pub(crate) fn monitor(&self) -> Option<Monitor> {
        self.lock().monitor.clone()
    }

    /// Returns the gateway's state for the window.
    pub(crate) fn state(&self) -> GatewayState {
        let current = self.lock();
        if let Some(monitor) = &current.monitor {
            return GatewayState::Running(monitor.status(), current.unapplied.clone());
        }
        // A terminal may run a gateway on the same database, which is why this one did not start.
        let elsewhere = folder::database()
            .ok()
            .and_then(|database| gateway::running(&database));
        match (elsewhere, &current.failure) {
            (Some(running), _) => GatewayState::Elsewhere(running),
            (None, Some(failure)) => GatewayState::Failed(failure.clone()),
            (None, None) => GatewayState::Off,
        }
    }
}
