//! One request: let in, noted, sent on to fal, its answer looked at and handed back.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, UPGRADE};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::body::{Body, Download, Upload, UploadError, Watch, whole};
use super::journal::Journal;
use super::meter::{self, Events};
use super::route::{Kind, Route, TARGET, route};
use super::{Limits, door, headers, peer, rewrite};
use crate::clock;
use crate::domain::asked::Asked;
use crate::domain::call::{End, Of, What};
use crate::domain::gateway::Origin;
use crate::fal::{self, Addresses, Key};

/// What all requests share.
pub(super) struct Forward {
    pub(super) client: reqwest::Client,
    pub(super) fal: Addresses,
    pub(super) journal: Arc<Journal>,
    pub(super) limits: Limits,
    pub(super) access: RwLock<Access>,
    pub(super) seen: Seen,
}

/// Which web pages come in, and what they are given.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// The allowed pages.
    pub origins: Vec<Origin>,
    /// A key of the scope API for their calls that bring none.
    pub key: Option<Key>,
}

/// What came by since the gateway was started.
#[derive(Debug, Default)]
pub(super) struct Seen {
    calls: AtomicU64,
    last: Mutex<Last>,
}

/// The newest of what came by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Last {
    /// The newest call and its model.
    pub(super) call: Option<(DateTime<Utc>, String)>,
    /// fal said that the caller's account is locked, in its own words.
    pub(super) lock: Option<(DateTime<Utc>, String)>,
}

impl Seen {
    fn call(&self, at: DateTime<Utc>, endpoint: &str) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.last.lock().unwrap_or_else(PoisonError::into_inner).call = Some((at, endpoint.to_owned()));
    }

    fn lock(&self, at: DateTime<Utc>, sentence: String) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).lock = Some((at, sentence));
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(super) fn last(&self) -> Last {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A call from its begin to its end; dropped before that, its caller has gone or fal has broken off, and
/// nothing says what it cost.
pub(super) struct Call {
    journal: Arc<Journal>,
    /// None where it has ended, or goes on without its caller.
    number: Option<i64>,
}

impl Call {
    fn begin(forward: &Forward, endpoint: &str, queued: bool, asked: Asked) -> Self {
        let now = clock::now();
        forward.seen.call(now, endpoint);
        let began = What::Began { endpoint: endpoint.to_owned(), queued, asked };
        let number = forward.journal.note(now, [(None, began)]);
        Self { journal: forward.journal.clone(), number: Some(number) }
    }

    /// Nothing began here: what is noted is of a request.
    fn of_request(forward: &Forward) -> Self {
        Self { journal: forward.journal.clone(), number: None }
    }

    fn named(&self, request: Option<String>) {
        if let (Some(number), Some(request)) = (self.number, request) {
            self.journal.note(clock::now(), [(Some(Of::Call(number)), What::Named(request))]);
        }
    }

    fn ended(mut self, request: Option<String>, end: End) {
        let Some(number) = self.number.take() else { return };
        let named = request.map(|request| (Some(Of::Call(number)), What::Named(request)));
        let ended = (Some(Of::Call(number)), What::Ended(end));
        self.journal.note(clock::now(), named.into_iter().chain([ended]));
    }

    /// It waits in fal's queue, under its name.
    fn goes_on(mut self, request: Option<String>) {
        self.named(request);
        self.number = None;
    }

    pub(super) fn note_of(&self, of: Of, end: End) {
        self.journal.note(clock::now(), [(Some(of), What::Ended(end))]);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(number) = self.number.take() {
            self.journal.note(clock::now(), [(Some(Of::Call(number)), What::Ended(End::Unmetered))]);
        }
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct From {
    pub(super) peer: SocketAddr,
    /// It came over TLS.
    pub(super) is_secure: bool,
}

/// A refusal in fal's own shape of errors.
pub(super) fn refuse(status: StatusCode, sentence: &str) -> Response<Body> {
    let mut answer = Response::new(whole(json!({ "detail": sentence }).to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

impl Forward {
    /// Answers a request, whatever happens.
    pub(super) async fn answer(&self, request: Request<Incoming>, from: From) -> Response<Body> {
        let access = self.access.read().unwrap_or_else(PoisonError::into_inner).clone();
        let origin = match door::admit(request.headers(), request.uri(), &access.origins) {
            Ok(origin) => origin,
            Err(refusal) => return refuse(StatusCode::FORBIDDEN, &refusal.to_string()),
        };
        let Some(origin) = origin else { return self.pass(request, from, None).await };
        let mut answer = if *request.method() == Method::OPTIONS {
            let mut answer = Response::new(whole(Bytes::new()));
            *answer.status_mut() = StatusCode::NO_CONTENT;
            door::preflight(request.headers(), answer.headers_mut());
            answer
        } else {
            let needs_key = !request.headers().contains_key(AUTHORIZATION);
            let key = access.key.filter(|_| needs_key && peer::is_own(from.peer));
            self.pass(request, from, key).await
        };
        door::welcome(answer.headers_mut(), &origin);
        answer
    }

    async fn pass(&self, request: Request<Incoming>, from: From, key: Option<Key>) -> Response<Body> {
        let target = request.headers().get(TARGET).and_then(|target| target.to_str().ok());
        let uri = request.uri();
        let route = match route(request.method(), uri.path(), uri.query(), target, &self.fal) {
            Ok(route) => route,
            Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
        };
        if request.headers().contains_key(UPGRADE) {
            let sentence = "fal Budget's gateway does not forward realtime (WebSocket) calls: connect to fal.ai directly. They are not metered.";
            return refuse(StatusCode::NOT_IMPLEMENTED, sentence);
        }
        match self.send(request, &route, from, key).await {
            Ok(answer) => answer,
            Err(failure) => refuse(failure.status, failure.sentence),
        }
    }

    async fn send(&self, request: Request<Incoming>, route: &Route, from: From, key: Option<Key>) -> Result<Response<Body>, Failure> {
        let (parts, body) = request.into_parts();
        let is_read = matches!(route.kind, Kind::Submit(_) | Kind::Status(_));
        let mut outgoing = headers::outgoing(&parts.headers);
        if is_read {
            outgoing.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if let Some(header) = key.and_then(|key| key.header().ok()) {
            outgoing.insert(AUTHORIZATION, header);
        }
        let (body, asked) = self.upload(&route.kind, &parts.headers, body).await?;
        let call = match &route.kind {
            Kind::Run(endpoint) => Some(Call::begin(self, endpoint, false, asked)),
            Kind::Submit(endpoint) => Some(Call::begin(self, endpoint, true, asked)),
            _ => None,
        };
        let sent = self.client.request(parts.method, route.url.clone()).headers(outgoing).body(body).send().await;
        let answer = match sent {
            Ok(answer) => answer,
            Err(error) => {
                let failure = Failure::of(&error);
                if let Some(call) = call.filter(|_| failure.is_before_fal) {
                    call.ended(None, End::Refused);
                }
                return Err(failure);
            }
        };
        let here = here(&parts.headers, from).filter(|_| route.follows_addresses);
        Ok(self.look(answer, &route.kind, call, here).await)
    }

    /// The body of a request. Where its size says what it will cost it is read, if it is not too long.
    async fn upload(&self, kind: &Kind, headers: &HeaderMap, body: Incoming) -> Result<(reqwest::Body, Asked), Failure> {
        let limits = self.limits;
        if body.is_end_stream() {
            return Ok((reqwest::Body::default(), Asked::default()));
        }
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > limits.upload) {
            return Err(Failure::TOO_LARGE);
        }
        let is_metered = matches!(kind, Kind::Run(_) | Kind::Submit(_));
        if is_metered && length.is_some_and(|length| length <= limits.read as u64) {
            let whole = timeout(limits.stall, Limited::new(body, limits.read).collect()).await.map_err(|_| Failure::STALLED)?;
            let bytes = whole.map_err(|_| Failure::BROKEN_UPLOAD)?.to_bytes();
            let asked = serde_json::from_slice::<Value>(&bytes).map(|input| Asked::read(&input)).unwrap_or_default();
            return Ok((bytes.into(), asked));
        }
        Ok((reqwest::Body::wrap(Upload::new(body, limits.upload, limits.stall)), Asked::default()))
    }

    /// Notes what an answer says, and hands it on. `here` is where its addresses are to lead.
    async fn look(&self, mut answer: reqwest::Response, kind: &Kind, call: Option<Call>, here: Option<String>) -> Response<Body> {
        let (status, units) = (answer.status(), meter::units(answer.headers()));
        let name = meter::request(answer.headers());
        let mut head = Response::new(());
        *head.status_mut() = status;
        *head.headers_mut() = headers::returning(answer.headers());
        let mut watch = Watch::Nothing;
        let mut first = Bytes::new();
        let is_plain = !answer.headers().contains_key(CONTENT_ENCODING);
        let of = |request: &String| Of::Request(request.clone());
        let note = |request: &String, end: Option<End>| {
            if let Some(end) = end {
                Call::of_request(self).note_of(of(request), end);
            }
        };
        match (kind, call) {
            (Kind::Run(_), Some(call)) => match meter::run(status, units) {
                Some(end) => call.ended(name, end),
                None => {
                    call.named(name);
                    watch = Watch::End(call);
                }
            },
            (Kind::Look(endpoint), _) => {
                if let Some(units) = units.filter(|_| status.is_success()) {
                    Call::begin(self, endpoint, false, Asked::default()).ended(name, End::Metered(units));
                }
            }
            (Kind::Submit(_), Some(call)) => match meter::submit(status) {
                Some(end) => call.ended(None, end),
                None => {
                    let is_whole = is_plain && self.read(&mut answer, &mut first).await;
                    call.goes_on(if is_whole { meter::named(&first).or(name) } else { name });
                }
            },
            (Kind::Status(request), _) if is_plain && status.is_success() => {
                if self.read(&mut answer, &mut first).await {
                    note(request, meter::standing(&first));
                }
            }
            (Kind::StatusStream(request), _) if is_plain && status.is_success() => {
                watch = Watch::Events(Events::default(), Call::of_request(self), of(request));
            }
            (Kind::Result(request), _) => note(request, meter::result(status, units)),
            (Kind::Cancel(request), _) => note(request, meter::cancel(status)),
            _ => {}
        }
        if status == StatusCode::FORBIDDEN && first.is_empty() && is_plain && self.read(&mut answer, &mut first).await {
            fal::locked(&first).into_iter().for_each(|sentence| self.seen.lock(clock::now(), sentence));
        }
        if let Some(here) = here.filter(|_| matches!(kind, Kind::Submit(_) | Kind::Status(_)) && !first.is_empty()) {
            let now = rewrite::rewrite(&first, &self.fal.queue, &here);
            if now.len() != first.len() {
                head.headers_mut().remove(CONTENT_LENGTH);
            }
            first = now.into();
        }
        let body: reqwest::Body = answer.into();
        head.map(|()| Download::new(first, body, watch).boxed_unsync())
    }

    /// Reads the begin of an answer. Says whether it is all of it, and small enough to be looked at.
    async fn read(&self, answer: &mut reqwest::Response, first: &mut Bytes) -> bool {
        let mut read = Vec::new();
        let is_whole = loop {
            match answer.chunk().await {
                Ok(Some(part)) => read.extend_from_slice(&part),
                Ok(None) => break true,
                // What is left of it breaks in the hands of the caller.
                Err(_) => break false,
            }
            if read.len() > self.limits.read {
                break false;
            }
        };
        *first = read.into();
        is_whole
    }
}

/// Where the addresses of a queued request are to lead: to where the caller found the gateway.
fn here(headers: &HeaderMap, from: From) -> Option<String> {
    let scheme = if from.is_secure { "https" } else { "http" };
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}/queue/"))
}

/// Why there is no answer of fal's.
struct Failure {
    status: StatusCode,
    sentence: &'static str,
    /// fal cannot have begun with it.
    is_before_fal: bool,
}

impl Failure {
    const TOO_LARGE: Self = Self {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        sentence: "This body is larger than fal Budget's gateway takes. Upload the file to fal.ai first and send its address.",
        is_before_fal: true,
    };
    const STALLED: Self = Self {
        status: StatusCode::REQUEST_TIMEOUT,
        sentence: "The body of this request did not come to its end in time. Nothing was sent to fal.ai.",
        is_before_fal: true,
    };
    const BROKEN_UPLOAD: Self = Self {
        status: StatusCode::BAD_REQUEST,
        sentence: "The body of this request broke off. Nothing was sent to fal.ai.",
        is_before_fal: true,
    };
    const UNREACHABLE: Self = Self {
        status: StatusCode::BAD_GATEWAY,
        sentence: "fal Budget's gateway could not reach fal.ai. Nothing was sent; check the connection and try again.",
        is_before_fal: true,
    };
    const SLOW: Self = Self {
        status: StatusCode::GATEWAY_TIMEOUT,
        sentence: "fal.ai did not answer fal Budget's gateway in time. It may still be working on the request, which then costs.",
        is_before_fal: false,
    };
    const BROKEN: Self = Self {
        status: StatusCode::BAD_GATEWAY,
        sentence: "The connection to fal.ai broke before it answered. It may have worked on the request, which then costs.",
        is_before_fal: false,
    };

    fn of(error: &reqwest::Error) -> Self {
        let mut cause = std::error::Error::source(error);
        while let Some(found) = cause {
            match found.downcast_ref() {
                Some(UploadError::TooLarge) => return Self::TOO_LARGE,
                Some(UploadError::Stalled) => return Self::STALLED,
                None => cause = found.source(),
            }
        }
        if error.is_connect() {
            Self::UNREACHABLE
        } else if error.is_timeout() {
            Self::SLOW
        } else {
            Self::BROKEN
        }
    }
}
