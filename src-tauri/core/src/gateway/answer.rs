//! fal's answer: looked at for what it says of the cost, and handed on.

use http_body_util::BodyExt;
use hyper::body::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use hyper::{Response, StatusCode};

use super::body::{Body, Download, Sent, Watch};
use super::call::Call;
use super::forward::Forward;
use super::meter::{self, Events};
use super::route::Kind;
use super::{headers, rewrite};
use crate::clock;
use crate::domain::asked::Asked;
use crate::domain::call::{End, Of};
use crate::fal;

/// fal's answer, and as much of its body as was read.
struct Answer {
    inner: reqwest::Response,
    first: Bytes,
    /// What was read is all of it, and can be looked at.
    is_whole: bool,
}

impl Answer {
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

impl Forward {
    /// Notes what an answer says, and hands it on. `here` is where its addresses are to lead.
    pub(super) async fn hand_on(
        &self,
        inner: reqwest::Response,
        kind: &Kind,
        call: Option<Call>,
        here: Option<String>,
    ) -> Response<Body> {
        let mut answer = Answer {
            inner,
            first: Bytes::new(),
            is_whole: false,
        };
        let is_read = matches!(kind, Kind::Submit(_) | Kind::Status(_));
        if is_read || answer.inner.status() == StatusCode::FORBIDDEN {
            answer.read(self.limits.read).await;
        }
        if let Some(sentence) = answer.whole().and_then(fal::locked) {
            self.seen.lock(clock::now(), sentence);
        }
        let watch = match call {
            Some(call) => note_call(&answer, kind, call),
            None => self.note_request(&answer, kind),
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
    fn note_request(&self, answer: &Answer, kind: &Kind) -> Watch {
        let (status, units) = (answer.inner.status(), meter::units(answer.inner.headers()));
        let (request, end) = match kind {
            Kind::Status(request) if status.is_success() => {
                (request, answer.whole().and_then(meter::standing))
            }
            Kind::Result(request) => (request, meter::result(status, units)),
            Kind::Cancel(request) => (request, meter::cancel(status)),
            Kind::StatusStream(request) if status.is_success() => {
                return Watch::Events(
                    Events::default(),
                    Call::of_request(self),
                    Of::Request(request.clone()),
                );
            }
            Kind::Look(endpoint) => {
                if let Some(units) = units.filter(|_| status.is_success()) {
                    let name = meter::request(answer.inner.headers());
                    Call::begin(self, endpoint, false, Asked::default(), Sent::whole())
                        .ended(name, End::Metered(units));
                }
                return Watch::Nothing;
            }
            _ => return Watch::Nothing,
        };
        if let Some(end) = end {
            Call::of_request(self).note_of(Of::Request(request.clone()), end);
        }
        Watch::Nothing
    }
}

/// What an answer says of a call that began with it, and what is still to be watched for.
fn note_call(answer: &Answer, kind: &Kind, call: Call) -> Watch {
    let (status, headers) = (answer.inner.status(), answer.inner.headers());
    let name = meter::request(headers);
    let is_submit = matches!(kind, Kind::Submit(_));
    let end = if is_submit {
        meter::submit(status)
    } else {
        meter::run(status, meter::units(headers))
    };
    match end {
        Some(end) => call.ended(name, end),
        None if is_submit => call.goes_on(answer.whole().and_then(meter::named).or(name)),
        None => {
            call.named(name);
            return Watch::End(call);
        }
    }
    Watch::Nothing
}
