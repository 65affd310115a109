//! Observes fal's responses: records how calls and queued requests end, at once or when the body
//! that is still to pass tells.

use fal_budget_domain::gateway::call::{Caller, Outcome};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::live::account_lock::LockKind;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_fal as fal;
use hyper::body::{Bytes, Frame};
use hyper::{HeaderMap, StatusCode};

use super::call::{InFlightCall, NewCall};
use super::meter::{self, StatusEvents};
use super::recorder::CallRecorder;
use super::request_kind::RequestKind;

/// Parts of fal's response that can be read before its body has passed.
#[derive(Clone, Copy)]
pub(crate) struct ObservedResponse<'a> {
    pub(crate) status: StatusCode,
    pub(crate) headers: &'a HeaderMap,
    /// The body, if it was buffered completely.
    pub(crate) body: Option<&'a [u8]>,
}

/// Interest in a body that passes.
pub(crate) enum StreamObserver {
    /// Nothing depends on the body.
    Nothing,
    /// A call that ends with the body, or is broken off when its caller goes away before.
    End(InFlightCall),
    /// A stream of a queued request's status, which tells how the request ends.
    Events {
        events: StatusEvents,
        recorder: CallRecorder,
        /// fal's id of the request.
        request: String,
    },
}

impl StreamObserver {
    /// Records that the body has passed to its end.
    pub(super) fn end(&mut self) {
        if let Self::End(call) = std::mem::replace(self, Self::Nothing) {
            call.finish(None, Outcome::Unmetered);
        }
    }

    /// Records the end of a queued request if this frame tells of it.
    pub(super) fn observe(&mut self, frame: &Frame<Bytes>) {
        let Self::Events {
            events,
            recorder,
            request,
        } = self
        else {
            return;
        };
        if let Some(outcome) = frame.data_ref().and_then(|data| events.push(data)) {
            recorder.end_request(request, outcome);
        }
    }
}

/// Records what a response says of a call or a queued request, and returns what is still to be
/// observed. `call` is the call that the request has begun, `key` the id of its key.
pub(crate) fn observe(
    response: ObservedResponse<'_>,
    kind: &RequestKind,
    call: Option<InFlightCall>,
    key: Option<KeyId>,
    recorder: &CallRecorder,
) -> StreamObserver {
    let is_refusal = matches!(
        response.status,
        StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN
    );
    let body = response.body.filter(|_| is_refusal);
    if let Some(message) = body.and_then(fal::lock_message) {
        // Of such an app only the kind is believed: its words would stand before the person as
        // fal's.
        let message = match LockKind::of(&message) {
            Some(lock) if kind.may_be_foreign() => lock.sentence().to_owned(),
            _ => message,
        };
        recorder.record_lock(message, meter::request_id(response.headers), key);
    }
    match call {
        Some(call) => observe_call(response, kind, call),
        None => observe_request(response, kind, recorder),
    }
}

/// Records what the response to a call says, and returns what is still to be observed.
fn observe_call(
    response: ObservedResponse<'_>,
    kind: &RequestKind,
    call: InFlightCall,
) -> StreamObserver {
    let ObservedResponse {
        status,
        headers,
        body,
    } = response;
    let request = meter::request_id(headers);
    let is_submit = matches!(kind, RequestKind::Submit(_));
    let outcome = if is_submit {
        meter::submit_outcome(status, meter::is_fals(headers))
    } else {
        let units = meter::billable_units(headers);
        meter::run_outcome(status, units, meter::is_fals(headers))
    };
    match outcome {
        Some(outcome) => call.finish(request, outcome),
        // The body's id first: that is the one by which the caller asks for the result.
        None if is_submit => call.detach(body.and_then(meter::submitted_id).or(request)),
        None => {
            call.set_request_id(request);
            return StreamObserver::End(call);
        }
    }
    StreamObserver::Nothing
}

/// Records what a response says of a request that was queued earlier, or of a `GET`, which turns
/// out to be a call only now.
fn observe_request(
    response: ObservedResponse<'_>,
    kind: &RequestKind,
    recorder: &CallRecorder,
) -> StreamObserver {
    let status = response.status;
    let units = meter::billable_units(response.headers);
    let (request, outcome) = match kind {
        RequestKind::Status(request) if status.is_success() => {
            (request, response.body.and_then(meter::status_outcome))
        }
        RequestKind::Result { request, app } => {
            if let Some(outcome) =
                meter::result_outcome(status, units, meter::is_fals(response.headers))
            {
                recorder.end_fetched(request, app, outcome);
            }
            return StreamObserver::Nothing;
        }
        RequestKind::Cancel {
            request,
            was_queued,
        } => (request, meter::cancel_outcome(status, *was_queued)),
        RequestKind::StatusStream(request) if status.is_success() => {
            return StreamObserver::Events {
                events: StatusEvents::default(),
                recorder: recorder.clone(),
                request: request.clone(),
            };
        }
        RequestKind::Get(endpoint) => {
            if let Some(units) = units.filter(|_| status.is_success()) {
                let request = meter::request_id(response.headers);
                record_get(endpoint, request, Outcome::Metered(units), recorder);
            }
            return StreamObserver::Nothing;
        }
        _ => return StreamObserver::Nothing,
    };
    if let Some(outcome) = outcome {
        recorder.end_request(request, outcome);
    }
    StreamObserver::Nothing
}

/// Records a `GET` that has run a model: its begin and its end at once.
fn record_get(endpoint: &str, request: Option<String>, outcome: Outcome, recorder: &CallRecorder) {
    let call = NewCall {
        endpoint: endpoint.to_owned(),
        queued: false,
        params: RequestParams::default(),
        // Only a request without a key is taken for one that reads.
        caller: Caller::default(),
    };
    recorder.begin(&call).finish(request, outcome);
}
