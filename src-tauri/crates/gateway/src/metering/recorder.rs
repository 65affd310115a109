//! Recorder of calls: writes their begin and end to the journal, and counts them for the window.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use fal_budget_app::clock;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Outcome};

use super::call::{InFlightCall, NewCall};
use crate::journal::Journal;
use crate::server::UploadProgress;

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
    last: Mutex<LastActivity>,
}

/// Newest events among the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LastActivity {
    /// Time and model of the newest call.
    pub(crate) call: Option<(DateTime<Utc>, String)>,
    /// Time and message of fal's newest response that a caller's account is locked.
    pub(crate) lock: Option<(DateTime<Utc>, String)>,
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
    pub(crate) fn begin(&self, call: NewCall) -> InFlightCall {
        let now = clock::now();
        self.activity.record_call(now, &call.endpoint);
        let (began, progress) = began(call);
        let number = self.journal.append(now, [(None, began)]);
        InFlightCall::new(self.journal.clone(), number, progress)
    }

    /// Records that a call begins, as [`Self::begin`] does. `Err` when the journal's file does not
    /// take the record; then no call has begun.
    pub(crate) fn try_begin(&self, call: NewCall) -> io::Result<InFlightCall> {
        let now = clock::now();
        let endpoint = call.endpoint.clone();
        let (began, progress) = began(call);
        let number = self.journal.try_append(now, began)?;
        // Only now: a call that was not recorded is not sent, and must not be shown as one.
        self.activity.record_call(now, &endpoint);
        Ok(InFlightCall::new(self.journal.clone(), number, progress))
    }

    /// Records how a queued request ended, by fal's id of it.
    pub(crate) fn end_request(&self, request: &str, outcome: Outcome) {
        let request = CallRef::Request(request.to_owned());
        let ended = (Some(request), CallEvent::Ended(outcome));
        self.journal.append(clock::now(), [ended]);
    }

    /// Keeps fal's message that a caller's account is locked.
    pub(crate) fn record_lock(&self, message: String) {
        self.activity.last().lock = Some((clock::now(), message));
    }

    /// Returns the number of calls.
    pub(crate) fn calls(&self) -> u64 {
        self.activity.calls.load(Ordering::Relaxed)
    }

    /// Returns the newest events.
    pub(crate) fn last(&self) -> LastActivity {
        self.activity.last().clone()
    }
}

impl Activity {
    /// Counts a call of a model.
    fn record_call(&self, at: DateTime<Utc>, endpoint: &str) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.last().call = Some((at, endpoint.to_owned()));
    }

    fn last(&self) -> MutexGuard<'_, LastActivity> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the record of a call's begin.
fn began(call: NewCall) -> (CallEvent, UploadProgress) {
    let NewCall {
        endpoint,
        queued,
        params,
        progress,
    } = call;
    let began = CallEvent::Began {
        endpoint,
        queued,
        params,
    };
    (began, progress)
}
