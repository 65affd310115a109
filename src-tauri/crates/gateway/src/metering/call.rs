//! A call from its begin to its end, as it is written to the journal.

use std::sync::Arc;

use fal_budget_app::clock;
use fal_budget_domain::gateway::call::{CallEvent, CallRef, Caller, Outcome};
use fal_budget_domain::tariffs::charge::request_params::RequestParams;

use crate::journal::Journal;

/// A call that is about to begin.
pub(crate) struct NewCall {
    /// Endpoint id of the model.
    pub(crate) endpoint: String,
    /// The call goes on in fal's queue without its caller.
    pub(crate) queued: bool,
    /// Parameters that say how much the call will take.
    pub(crate) params: RequestParams,
    /// Key and project.
    pub(crate) caller: Caller,
}

impl NewCall {
    /// Makes the event of the call's begin.
    pub(crate) fn began(&self) -> CallEvent {
        CallEvent::Began {
            endpoint: self.endpoint.clone(),
            queued: self.queued,
            params: self.params.clone(),
            caller: self.caller.clone(),
        }
    }
}

/// A call whose begin is in the journal, and whose end will be. One that is dropped before its end
/// was broken off by its caller or by fal: nobody knows then whether fal goes on with it, unless it
/// was never sent.
pub(crate) struct InFlightCall {
    journal: Arc<Journal>,
    /// Number of the record of the call's begin. `None` once the call has ended, or goes on in
    /// fal's queue.
    number: Option<i64>,
    is_sent: bool,
}

impl InFlightCall {
    /// Makes the call whose begin is the record with this number.
    pub(super) const fn new(journal: Arc<Journal>, number: i64) -> Self {
        Self {
            journal,
            number: Some(number),
            is_sent: false,
        }
    }

    /// Notes that the request is being sent: from here on fal may have begun with it.
    pub(crate) const fn set_sent(&mut self) {
        self.is_sent = true;
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
    pub(crate) fn finish(mut self, request: Option<String>, outcome: Outcome) {
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
            let outcome = if self.is_sent {
                Outcome::BrokenOff
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
