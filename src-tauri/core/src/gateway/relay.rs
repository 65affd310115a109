//! Relays fal's response to the caller, after reading how the call ended and what it cost.

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use hyper::{Response, StatusCode};
use reqwest::Url;

use super::body::{Body, Download, StreamObserver, UploadProgress};
use super::in_flight::{InFlightCall, append_request_outcome};
use super::meter::{self, StatusEvents};
use super::proxy::Proxy;
use super::route::RequestKind;
use super::{headers, rewrite};
use crate::clock;
use crate::domain::call::Outcome;
use crate::domain::request_params::RequestParams;
use crate::fal;

/// fal's response, with the part of its body that was buffered.
struct UpstreamResponse {
    inner: reqwest::Response,
    /// Beginning of the body.
    buffered: Bytes,
    /// `buffered` is the whole body, and plain.
    is_whole: bool,
}

impl UpstreamResponse {
    const fn new(inner: reqwest::Response) -> Self {
        Self {
            inner,
            buffered: Bytes::new(),
            is_whole: false,
        }
    }

    /// Buffers the body, unless it is encoded or longer than `max_bytes`.
    async fn buffer(&mut self, max_bytes: usize) {
        if self.inner.headers().contains_key(CONTENT_ENCODING) {
            return;
        }
        let mut buffered = Vec::new();
        self.is_whole = loop {
            match self.inner.chunk().await {
                Ok(Some(part)) => buffered.extend_from_slice(&part),
                Ok(None) => break true,
                // The caller sees the same: a body that breaks off after what was buffered.
                Err(_) => break false,
            }
            if buffered.len() > max_bytes {
                break false;
            }
        };
        self.buffered = buffered.into();
    }

    /// Returns the body if it was buffered completely.
    fn whole(&self) -> Option<&[u8]> {
        Some(self.buffered.as_ref()).filter(|_| self.is_whole)
    }

    /// Makes the head of the caller's response.
    fn head(&self) -> Response<()> {
        let mut head = Response::new(());
        *head.status_mut() = self.inner.status();
        *head.headers_mut() = headers::for_caller(self.inner.headers());
        head
    }

    /// Turns the addresses of a queued request below `fal` to `gateway`, if the body was buffered
    /// completely.
    fn rewrite_addresses(&mut self, fal: &Url, gateway: &str, head: &mut Response<()>) {
        let Some(body) = self.whole() else { return };
        let rewritten = rewrite::rewrite(body, fal, gateway);
        // hyper then sets the length by the body that it sends.
        if rewritten.len() != body.len() {
            head.headers_mut().remove(CONTENT_LENGTH);
        }
        self.buffered = rewritten.into();
    }
}

impl Proxy {
    /// Records what a response says of a call or a queued request, and makes the caller's response
    /// of it. `queue` is the address below which the addresses in fal's response are to lead.
    pub(super) async fn relay(
        &self,
        response: reqwest::Response,
        kind: &RequestKind,
        call: Option<InFlightCall>,
        queue: Option<String>,
    ) -> Response<Body> {
        let mut response = UpstreamResponse::new(response);
        let is_inspected = kind.has_inspected_response();
        // A 403 may say that the account is locked, whatever was asked.
        if is_inspected || response.inner.status() == StatusCode::FORBIDDEN {
            response.buffer(self.limits.max_inspected_bytes).await;
        }
        if let Some(sentence) = response.whole().and_then(fal::lock_message) {
            self.activity.record_lock(clock::now(), sentence);
        }
        let observer = match call {
            Some(call) => observe_call(&response, kind, call),
            None => self.observe_request(&response, kind),
        };
        let mut head = response.head();
        if let Some(queue) = queue.filter(|_| is_inspected) {
            response.rewrite_addresses(&self.fal.queue, &queue, &mut head);
        }
        head.map(|()| {
            Download::new(response.buffered, response.inner.into(), observer).boxed_unsync()
        })
    }

    /// Records what a response says of a request that was queued earlier, or of a `GET`, which
    /// turns out to be a call only now.
    fn observe_request(&self, response: &UpstreamResponse, kind: &RequestKind) -> StreamObserver {
        let (status, headers) = (response.inner.status(), response.inner.headers());
        let units = meter::billable_units(headers);
        let (request, outcome) = match kind {
            RequestKind::Status(request) if status.is_success() => {
                (request, response.whole().and_then(meter::status_outcome))
            }
            RequestKind::Result(request) => (request, meter::result_outcome(status, units)),
            RequestKind::Cancel(request) => (request, meter::cancel_outcome(status)),
            RequestKind::StatusStream(request) if status.is_success() => {
                return StreamObserver::Events {
                    events: StatusEvents::default(),
                    journal: self.journal.clone(),
                    request: request.clone(),
                };
            }
            RequestKind::Get(endpoint) => {
                if let Some(units) = units.filter(|_| status.is_success()) {
                    self.record_get(
                        endpoint,
                        meter::request_id(headers),
                        Outcome::Metered(units),
                    );
                }
                return StreamObserver::Nothing;
            }
            _ => return StreamObserver::Nothing,
        };
        if let Some(outcome) = outcome {
            append_request_outcome(&self.journal, request, outcome);
        }
        StreamObserver::Nothing
    }

    /// Records a `GET` that has run a model: its begin and its end at once.
    fn record_get(&self, endpoint: &str, request: Option<String>, outcome: Outcome) {
        let (params, progress) = (RequestParams::default(), UploadProgress::complete());
        InFlightCall::begin(self, endpoint, false, params, progress).finish(request, outcome);
    }
}

/// Records what the response to a call says, and returns what is still to be observed.
fn observe_call(
    response: &UpstreamResponse,
    kind: &RequestKind,
    call: InFlightCall,
) -> StreamObserver {
    let (status, headers) = (response.inner.status(), response.inner.headers());
    let request = meter::request_id(headers);
    let is_submit = matches!(kind, RequestKind::Submit(_));
    let outcome = if is_submit {
        meter::submit_outcome(status)
    } else {
        meter::run_outcome(status, meter::billable_units(headers))
    };
    match outcome {
        Some(outcome) => call.finish(request, outcome),
        // The body's id first: that is the one by which the caller asks for the result.
        None if is_submit => {
            call.detach(response.whole().and_then(meter::submitted_id).or(request));
        }
        None => {
            call.set_request_id(request);
            return StreamObserver::End(call);
        }
    }
    StreamObserver::Nothing
}
