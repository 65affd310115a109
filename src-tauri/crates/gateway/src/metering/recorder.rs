//! Recorder of calls: writes their begin and end to the journal, and counts them for the window.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use fal_budget_app::clock;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Outcome};
use fal_budget_domain::jobs::key_id::KeyId;

use super::call::{InFlightCall, NewCall};
use crate::journal::Journal;

/// Recorder of a gateway's calls. Its clones are one recorder.
#[derive(Clone, Debug)]
pub(crate) struct CallRecorder {
    journal: Arc<Journal>,
    activity: Arc<Activity>,
}

/// Calls since the gateway was started, as the window shows them.
#[derive(Debug, Default)]
struct Activity {
    calls: AtomicU64,
    /// Time and model of the newest one.
    last_call: Mutex<Option<(DateTime<Utc>, String)>>,
}

impl CallRecorder {
    /// Records calls in this journal.
    pub(crate) fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            activity: Arc::default(),
        }
    }

    /// Records that a call begins.
    pub(crate) fn begin(&self, call: &NewCall) -> InFlightCall {
        let now = clock::now();
        self.activity.record_call(now, &call.endpoint);
        let number = self.journal.append(now, [(None, call.began())]);
        InFlightCall::new(self.journal.clone(), number)
    }

    /// Takes up a call whose begin is in the ledger under this number.
    pub(crate) fn take_up(&self, number: i64, endpoint: &str) -> InFlightCall {
        self.activity.record_call(clock::now(), endpoint);
        InFlightCall::new(self.journal.clone(), number)
    }

    /// Records how a queued request ended, by fal's id of it.
    pub(crate) fn end_request(&self, request: &str, outcome: Outcome) {
        let request = CallRef::Request(request.to_owned());
        let ended = (Some(request), CallEvent::Ended(outcome));
        self.journal.append(clock::now(), [ended]);
    }

    /// Records how a queued request ended whose result was fetched. One that was submitted
    /// elsewhere becomes a call of this app, if its units are known.
    pub(crate) fn end_fetched(&self, request: &str, app: &str, outcome: Outcome) {
        let call = CallRef::Request(request.to_owned());
        let app = app.to_owned();
        let event = CallEvent::Fetched { app, outcome };
        self.journal.append(clock::now(), [(Some(call), event)]);
    }

    /// Records fal's message that the account of a key is locked, with fal's id of the request.
    pub(crate) fn record_lock(&self, message: String, request: Option<String>, key: Option<KeyId>) {
        let event = CallEvent::Locked {
            message,
            request,
            key,
        };
        self.journal.append(clock::now(), [(None, event)]);
    }

    /// Returns the number of calls.
    pub(crate) fn calls(&self) -> u64 {
        self.activity.calls.load(Ordering::Relaxed)
    }

    /// Returns time and model of the newest call.
    pub(crate) fn last_call(&self) -> Option<(DateTime<Utc>, String)> {
        self.activity.last_call().clone()
    }
}

impl Activity {
    /// Counts a call of a model.
    fn record_call(&self, at: DateTime<Utc>, endpoint: &str) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        *self.last_call() = Some((at, endpoint.to_owned()));
    }

    fn last_call(&self) -> MutexGuard<'_, Option<(DateTime<Utc>, String)>> {
        self.last_call
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
