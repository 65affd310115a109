//! A call from its begin to its end, as it is written to the journal.

use std::io;
use std::sync::Arc;

use super::body::UploadProgress;
use super::journal::Journal;
use super::proxy::Proxy;
use crate::clock;
use crate::domain::call::{CallEvent, CallRef, Outcome};
use crate::domain::request_params::RequestParams;

/// A call whose begin is in the journal, and whose end will be. One that is dropped before its end
/// was broken off by its caller or by fal: its cost is then unknown, or nothing if fal had not
/// received all of the request.
pub(super) struct InFlightCall {
    journal: Arc<Journal>,
    /// Number of the record of the call's begin. `None` once the call has ended, or goes on in
    /// fal's queue.
    number: Option<i64>,
    progress: UploadProgress,
}

impl InFlightCall {
    /// Records that a call of a model begins. `queued` calls go on without their caller.
    pub(super) fn begin(
        proxy: &Proxy,
        endpoint: &str,
        queued: bool,
        params: RequestParams,
        progress: UploadProgress,
    ) -> Self {
        let now = clock::now();
        proxy.activity.record_call(now, endpoint);
        let began = CallEvent::Began {
            endpoint: endpoint.to_owned(),
            queued,
            params,
        };
        let number = proxy.journal.append(now, [(None, began)]);
        Self {
            journal: proxy.journal.clone(),
            number: Some(number),
            progress,
        }
    }

    /// Records that a call begins, as [`Self::begin`] does. `Err` when the journal's file does not
    /// take the record; then no call has begun.
    pub(super) fn try_begin(
        proxy: &Proxy,
        endpoint: &str,
        queued: bool,
        params: RequestParams,
        progress: UploadProgress,
    ) -> io::Result<Self> {
        let now = clock::now();
        let began = CallEvent::Began {
            endpoint: endpoint.to_owned(),
            queued,
            params,
        };
        let number = proxy.journal.try_append(now, began)?;
        // Only now: a call that was not recorded is not sent, and must not be shown as one.
        proxy.activity.record_call(now, endpoint);
        Ok(Self {
            journal: proxy.journal.clone(),
            number: Some(number),
            progress,
        })
    }

    /// Records fal's id of the call's request, if there is one.
    pub(super) fn set_request_id(&self, request: Option<String>) {
        if let (Some(number), Some(request)) = (self.number, request) {
            self.journal.append(
                clock::now(),
                [(Some(CallRef::Call(number)), CallEvent::Named(request))],
            );
        }
    }

    /// Records the call's end, and before it fal's id of its request.
    pub(super) fn finish(mut self, request: Option<String>, outcome: Outcome) {
        // Taken, so that dropping the call does not end it again.
        let Some(number) = self.number.take() else {
            return;
        };
        let call = || Some(CallRef::Call(number));
        let named = request.map(|request| (call(), CallEvent::Named(request)));
        let ended = (call(), CallEvent::Ended(outcome));
        // In one append, all or none of it: no end without the id that the billing record knows.
        self.journal
            .append(clock::now(), named.into_iter().chain([ended]));
    }

    /// Leaves the call to fal's queue, in which it goes on under the id of its request.
    pub(super) fn detach(mut self, request: Option<String>) {
        self.set_request_id(request);
        self.number = None;
    }
}

impl Drop for InFlightCall {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            let outcome = if self.progress.is_complete() {
                Outcome::Unmetered
            } else {
                Outcome::Refused
            };
            self.journal.append(
                clock::now(),
                [(Some(CallRef::Call(number)), CallEvent::Ended(outcome))],
            );
        }
    }
}

/// Records how a queued request ended, by fal's id of it.
pub(super) fn append_request_outcome(journal: &Journal, request: &str, outcome: Outcome) {
    let request = CallRef::Request(request.to_owned());
    journal.append(clock::now(), [(Some(request), CallEvent::Ended(outcome))]);
}
