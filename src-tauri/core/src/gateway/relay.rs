//! fal's answer: looked at for what it says of the cost, and handed on.

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use hyper::{Response, StatusCode};

use super::body::{Body, Download, StreamObserver, UploadProgress};
use super::in_flight::InFlightCall;
use super::meter::{self, StatusEvents};
use super::proxy::Proxy;
use super::route::RequestKind;
use super::{headers, rewrite};
use crate::clock;
use crate::domain::call::{CallRef, Outcome};
use crate::domain::request_params::RequestParams;
use crate::fal;

/// fal's answer, and as much of its body as was read.
struct UpstreamAnswer {
    inner: reqwest::Response,
    first: Bytes,
    /// What was read is all of it, and can be looked at.
    is_whole: bool,
}

impl UpstreamAnswer {
    /// Reads the body, unless it is too long to be looked at, or packed.
    async fn read(&mut self, most: usize) {
        if self.inner.headers().contains_key(CONTENT_ENCODING) {
            return;
        }
        let mut read = Vec::new();
        self.is_whole = loop {
            match self.inner.chunk().await {
                Ok(Some(part)) => read.extend_from_slice(&part),
                Ok(None) => break true,
                // What is left of it breaks in the hands of the caller.
                Err(_) => break false,
            }
            if read.len() > most {
                break false;
            }
        };
        self.first = read.into();
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(self.first.as_ref()).filter(|_| self.is_whole)
    }
}

impl Proxy {
    /// Notes what an answer says, and hands it on. `here` is where its addresses are to lead.
    pub(super) async fn relay(
        &self,
        inner: reqwest::Response,
        kind: &RequestKind,
        call: Option<InFlightCall>,
        here: Option<String>,
    ) -> Response<Body> {
        let mut answer = UpstreamAnswer {
            inner,
            first: Bytes::new(),
            is_whole: false,
        };
        let is_read = matches!(kind, RequestKind::Submit(_) | RequestKind::Status(_));
        if is_read || answer.inner.status() == StatusCode::FORBIDDEN {
            answer.read(self.limits.read).await;
        }
        if let Some(sentence) = answer.whole().and_then(fal::lock_message) {
            self.seen.lock(clock::now(), sentence);
        }
        let watch = match call {
            Some(call) => observe_call(&answer, kind, call),
            None => self.observe_request(&answer, kind),
        };
        let mut head = Response::new(());
        *head.status_mut() = answer.inner.status();
        *head.headers_mut() = headers::returning(answer.inner.headers());
        if let (Some(here), Some(body)) = (here.filter(|_| is_read), answer.whole()) {
            let now = rewrite::rewrite(body, &self.fal.queue, &here);
            if now.len() != body.len() {
                head.headers_mut().remove(CONTENT_LENGTH);
            }
            answer.first = now.into();
        }
        head.map(|()| Download::new(answer.first, answer.inner.into(), watch).boxed_unsync())
    }

    /// What an answer says of a request that began earlier.
    fn observe_request(&self, answer: &UpstreamAnswer, kind: &RequestKind) -> StreamObserver {
        let (status, units) = (answer.inner.status(), meter::units(answer.inner.headers()));
        let (request, end) = match kind {
            RequestKind::Status(request) if status.is_success() => {
                (request, answer.whole().and_then(meter::status))
            }
            RequestKind::Result(request) => (request, meter::result(status, units)),
            RequestKind::Cancel(request) => (request, meter::cancel(status)),
            RequestKind::StatusStream(request) if status.is_success() => {
                return StreamObserver::Events(
                    StatusEvents::default(),
                    InFlightCall::for_request(self),
                    CallRef::Request(request.clone()),
                );
            }
            RequestKind::Look(endpoint) => {
                if let Some(units) = units.filter(|_| status.is_success()) {
                    let name = meter::request(answer.inner.headers());
                    InFlightCall::begin(
                        self,
                        endpoint,
                        false,
                        RequestParams::default(),
                        UploadProgress::complete(),
                    )
                    .finish(name, Outcome::Metered(units));
                }
                return StreamObserver::Nothing;
            }
            _ => return StreamObserver::Nothing,
        };
        if let Some(end) = end {
            InFlightCall::for_request(self).append_outcome(CallRef::Request(request.clone()), end);
        }
        StreamObserver::Nothing
    }
}

/// What an answer says of a call that began with it, and what is still to be watched for.
fn observe_call(answer: &UpstreamAnswer, kind: &RequestKind, call: InFlightCall) -> StreamObserver {
    let (status, headers) = (answer.inner.status(), answer.inner.headers());
    let name = meter::request(headers);
    let is_submit = matches!(kind, RequestKind::Submit(_));
    let end = if is_submit {
        meter::submit(status)
    } else {
        meter::run(status, meter::units(headers))
    };
    match end {
        Some(end) => call.finish(name, end),
        None if is_submit => call.detach(answer.whole().and_then(meter::request_id).or(name)),
        None => {
            call.set_request_id(name);
            return StreamObserver::End(call);
        }
    }
    StreamObserver::Nothing
}
