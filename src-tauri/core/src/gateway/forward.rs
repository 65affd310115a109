//! One request: let in, noted, sent on to fal, its answer looked at and handed back.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, UPGRADE,
};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::body::{Body, Sent, Upload, whole};
use super::failure::Failure;
use super::guard::Guard;
use super::journal::Journal;
use super::route::{Kind, Route, TARGET, route};
use super::token::Token;
use super::webhook::{self, Webhooks};
use super::{Limits, api, door, headers, peer};
use crate::domain::asked::Asked;
use crate::domain::call::End;
use crate::domain::gateway::Origin;
use crate::fal::{Addresses, Key};
use crate::say;

/// What all requests share.
pub(super) struct Forward {
    pub(super) client: reqwest::Client,
    pub(super) fal: Addresses,
    pub(super) journal: Arc<Journal>,
    pub(super) limits: Limits,
    pub(super) access: RwLock<Access>,
    pub(super) guard: Guard,
    pub(super) token: Token,
    pub(super) webhooks: Webhooks,
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
    pub(super) fn call(&self, at: DateTime<Utc>, endpoint: &str) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .call = Some((at, endpoint.to_owned()));
    }

    pub(super) fn lock(&self, at: DateTime<Utc>, sentence: String) {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .lock = Some((at, sentence));
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(super) fn last(&self) -> Last {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
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
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

impl Forward {
    /// Answers a request, whatever happens.
    pub(super) async fn answer(&self, request: Request<Incoming>, from: From) -> Response<Body> {
        let access = self
            .access
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        // fal's own messages come through a tunnel, under its name, and are known by their seal.
        let is_webhook = request.uri().path() == webhook::PATH;
        let host = if is_webhook {
            Ok(())
        } else {
            door::host(request.headers(), request.uri())
        };
        let origin = match host.and_then(|()| door::origin(request.headers(), &access.origins)) {
            Ok(origin) => origin,
            Err(refusal) => return refuse(StatusCode::FORBIDDEN, &refusal.to_string()),
        };
        if is_webhook {
            return self.webhook(request).await;
        }
        let Some(origin) = origin else {
            return self.pass(request, from, None).await;
        };
        if *request.method() == Method::OPTIONS {
            let mut answer = Response::new(whole(Bytes::new()));
            *answer.status_mut() = StatusCode::NO_CONTENT;
            door::welcome(answer.headers_mut(), &origin);
            door::preflight(request.headers(), answer.headers_mut());
            return answer;
        }
        let needs_key = !request.headers().contains_key(AUTHORIZATION);
        let key = access.key.filter(|_| needs_key && peer::is_own(from.peer));
        let mut answer = self.pass(request, from, key).await;
        door::welcome(answer.headers_mut(), &origin);
        answer
    }

    async fn pass(
        &self,
        request: Request<Incoming>,
        from: From,
        key: Option<Key>,
    ) -> Response<Body> {
        if let Some(topic) = api::topic(request.uri().path()) {
            return self.api(topic, request).await;
        }
        let target = request
            .headers()
            .get(TARGET)
            .and_then(|target| target.to_str().ok());
        let uri = request.uri();
        let route = match route(request.method(), uri.path(), uri.query(), target, &self.fal) {
            Ok(route) => route,
            Err(error) => return refuse(StatusCode::BAD_REQUEST, &error.to_string()),
        };
        if request.headers().contains_key(UPGRADE) {
            return refuse(StatusCode::NOT_IMPLEMENTED, &say!("gateway-no-realtime"));
        }
        match self.send(request, &route, from, key).await {
            Ok(answer) => answer,
            Err(failure) => refuse(failure.status, &failure.sentence),
        }
    }

    async fn send(
        &self,
        request: Request<Incoming>,
        route: &Route,
        from: From,
        key: Option<Key>,
    ) -> Result<Response<Body>, Failure> {
        let (parts, body) = request.into_parts();
        let is_read = matches!(route.kind, Kind::Submit(_) | Kind::Status(_));
        let mut outgoing = headers::outgoing(&parts.headers);
        if is_read {
            outgoing.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if let Some(header) = key.and_then(|key| key.header().ok()) {
            outgoing.insert(AUTHORIZATION, header);
        }
        let (body, asked, sent) = self.upload(&route.kind, &parts.headers, body).await?;
        let call = self.begin(&route.kind, asked, &sent).await?;
        let answered = self
            .client
            .request(parts.method, route.url.clone())
            .headers(outgoing)
            .body(body)
            .send()
            .await;
        let answer = match answered {
            Ok(answer) => answer,
            Err(error) => {
                let failure = Failure::of(&error, &sent);
                if let Some(call) = call.filter(|_| failure.is_before_fal) {
                    call.ended(None, End::Refused);
                }
                return Err(failure);
            }
        };
        sent.ends();
        let here = here(&parts.headers, from).filter(|_| route.follows_addresses);
        Ok(self.hand_on(answer, &route.kind, call, here).await)
    }

    /// The body of a request. Where its size says what it will cost it is read, if it is not too
    /// long.
    async fn upload(
        &self,
        kind: &Kind,
        headers: &HeaderMap,
        body: Incoming,
    ) -> Result<(reqwest::Body, Asked, Sent), Failure> {
        let limits = self.limits;
        if body.is_end_stream() {
            return Ok((reqwest::Body::default(), Asked::default(), Sent::whole()));
        }
        let length = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > limits.upload) {
            return Err(Failure::too_large());
        }
        let is_metered = matches!(kind, Kind::Run(_) | Kind::Submit(_));
        if is_metered && length.is_some_and(|length| length <= limits.read as u64) {
            let whole = timeout(limits.stall, Limited::new(body, limits.read).collect())
                .await
                .map_err(|_| Failure::stalled())?;
            let bytes = whole.map_err(|_| Failure::broken_upload())?.to_bytes();
            let asked = serde_json::from_slice::<Value>(&bytes)
                .map(|input| Asked::read(&input))
                .unwrap_or_default();
            return Ok((bytes.into(), asked, Sent::whole()));
        }
        let upload = Upload::new(body, limits.upload, limits.stall);
        let sent = upload.sent();
        Ok((reqwest::Body::wrap(upload), Asked::default(), sent))
    }
}

/// Where the addresses of a queued request are to lead: to where the caller found the gateway.
fn here(headers: &HeaderMap, from: From) -> Option<String> {
    let scheme = if from.is_secure { "https" } else { "http" };
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}/queue/"))
}
