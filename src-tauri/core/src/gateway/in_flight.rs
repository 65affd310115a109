//! A call on its way, as the journal hears of it.

use std::io;
use std::sync::Arc;

use super::body::UploadProgress;
use super::journal::Journal;
use super::proxy::Proxy;
use crate::clock;
use crate::domain::call::{CallEvent, CallRef, Outcome};
use crate::domain::request_params::RequestParams;

/// A call from its begin to its end; dropped before that, its caller has gone or fal has broken
/// off, and nothing says what it cost. It is none where fal did not have all of it.
pub(super) struct InFlightCall {
    journal: Arc<Journal>,
    /// None where it has ended, or goes on without its caller.
    number: Option<i64>,
    sent: UploadProgress,
}

impl InFlightCall {
    pub(super) fn begin(
        forward: &Proxy,
        endpoint: &str,
        queued: bool,
        asked: RequestParams,
        sent: UploadProgress,
    ) -> Self {
        let now = clock::now();
        forward.seen.call(now, endpoint);
        let began = CallEvent::Began {
            endpoint: endpoint.to_owned(),
            queued,
            params: asked,
        };
        let number = forward.journal.append(now, [(None, began)]);
        Self {
            journal: forward.journal.clone(),
            number: Some(number),
            sent,
        }
    }

    /// The same, where it is certain to be written down; else nothing has begun.
    pub(super) fn begin_durable(
        forward: &Proxy,
        endpoint: &str,
        queued: bool,
        asked: RequestParams,
        sent: UploadProgress,
    ) -> io::Result<Self> {
        let now = clock::now();
        let began = CallEvent::Began {
            endpoint: endpoint.to_owned(),
            queued,
            params: asked,
        };
        let number = forward.journal.append_durable(now, began)?;
        forward.seen.call(now, endpoint);
        Ok(Self {
            journal: forward.journal.clone(),
            number: Some(number),
            sent,
        })
    }

    /// Nothing began here: what is noted is of a request.
    pub(super) fn for_request(forward: &Proxy) -> Self {
        Self {
            journal: forward.journal.clone(),
            number: None,
            sent: UploadProgress::complete(),
        }
    }

    pub(super) fn set_request_id(&self, request: Option<String>) {
        if let (Some(number), Some(request)) = (self.number, request) {
            self.journal.append(
                clock::now(),
                [(Some(CallRef::Call(number)), CallEvent::Named(request))],
            );
        }
    }

    pub(super) fn finish(mut self, request: Option<String>, end: Outcome) {
        let Some(number) = self.number.take() else {
            return;
        };
        let named = request.map(|request| (Some(CallRef::Call(number)), CallEvent::Named(request)));
        let ended = (Some(CallRef::Call(number)), CallEvent::Ended(end));
        self.journal
            .append(clock::now(), named.into_iter().chain([ended]));
    }

    /// It waits in fal's queue, under its name.
    pub(super) fn detach(mut self, request: Option<String>) {
        self.set_request_id(request);
        self.number = None;
    }

    pub(super) fn append_outcome(&self, of: CallRef, end: Outcome) {
        self.journal
            .append(clock::now(), [(Some(of), CallEvent::Ended(end))]);
    }
}

impl Drop for InFlightCall {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            let end = if self.sent.is_complete() {
                Outcome::Unmetered
            } else {
                Outcome::Refused
            };
            self.journal.append(
                clock::now(),
                [(Some(CallRef::Call(number)), CallEvent::Ended(end))],
            );
        }
    }
}
