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

use super::body::{Body, Upload, UploadProgress, whole};
use super::guard::CallGuard;
use super::journal::Journal;
use super::route::{RequestKind, Route, TARGET, route};
use super::token::Token;
use super::upstream_error::UpstreamError;
use super::webhook::{self, Webhooks};
use super::{ServerLimits, access, api, headers, peer_credentials};
use crate::domain::call::Outcome;
use crate::domain::gateway::WebOrigin;
use crate::domain::request_params::RequestParams;
use crate::fal::{Addresses, Key};
use crate::say;

/// What all requests share.
pub(super) struct Proxy {
    pub(super) client: reqwest::Client,
    pub(super) fal: Addresses,
    pub(super) journal: Arc<Journal>,
    pub(super) limits: ServerLimits,
    pub(super) access: RwLock<PageAccess>,
    pub(super) guard: CallGuard,
    pub(super) token: Token,
    pub(super) webhooks: Webhooks,
    pub(super) seen: Activity,
}

/// Which web pages come in, and what they are given.
#[derive(Clone, Debug, Default)]
pub struct PageAccess {
    /// The allowed pages.
    pub origins: Vec<WebOrigin>,
    /// A key of the scope API for their calls that bring none.
    pub key: Option<Key>,
}

/// What came by since the gateway was started.
#[derive(Debug, Default)]
pub(super) struct Activity {
    calls: AtomicU64,
    last: Mutex<LastActivity>,
}

/// The newest of what came by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LastActivity {
    /// The newest call and its model.
    pub(super) call: Option<(DateTime<Utc>, String)>,
    /// fal said that the caller's account is locked, in its own words.
    pub(super) lock: Option<(DateTime<Utc>, String)>,
}

impl Activity {
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

    pub(super) fn last(&self) -> LastActivity {
        self.last
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    pub(super) address: SocketAddr,
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

impl Proxy {
    /// Answers a request, whatever happens.
    pub(super) async fn answer(&self, request: Request<Incoming>, from: Caller) -> Response<Body> {
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
            access::check_host(request.headers(), request.uri())
        };
        let origin =
            match host.and_then(|()| access::check_origin(request.headers(), &access.origins)) {
                Ok(origin) => origin,
                Err(refusal) => return refuse(StatusCode::FORBIDDEN, &refusal.to_string()),
            };
        if is_webhook {
            return self.webhook(request).await;
        }
        let Some(origin) = origin else {
            return self.dispatch(request, from, None).await;
        };
        if *request.method() == Method::OPTIONS {
            let mut answer = Response::new(whole(Bytes::new()));
            *answer.status_mut() = StatusCode::NO_CONTENT;
            access::allow_origin(answer.headers_mut(), &origin);
            access::answer_preflight(request.headers(), answer.headers_mut());
            return answer;
        }
        let needs_key = !request.headers().contains_key(AUTHORIZATION);
        let key = access
            .key
            .filter(|_| needs_key && peer_credentials::is_own(from.address));
        let mut answer = self.dispatch(request, from, key).await;
        access::allow_origin(answer.headers_mut(), &origin);
        answer
    }

    async fn dispatch(
        &self,
        request: Request<Incoming>,
        from: Caller,
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
        from: Caller,
        key: Option<Key>,
    ) -> Result<Response<Body>, UpstreamError> {
        let (parts, body) = request.into_parts();
        let is_read = matches!(route.kind, RequestKind::Submit(_) | RequestKind::Status(_));
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
                let failure = UpstreamError::from_reqwest(&error, &sent);
                if let Some(call) = call.filter(|_| failure.is_before_fal) {
                    call.finish(None, Outcome::Refused);
                }
                return Err(failure);
            }
        };
        sent.finish();
        let here = here(&parts.headers, from).filter(|_| route.follows_addresses);
        Ok(self.relay(answer, &route.kind, call, here).await)
    }

    /// The body of a request. Where its size says what it will cost it is read, if it is not too
    /// long.
    async fn upload(
        &self,
        kind: &RequestKind,
        headers: &HeaderMap,
        body: Incoming,
    ) -> Result<(reqwest::Body, RequestParams, UploadProgress), UpstreamError> {
        let limits = self.limits;
        if body.is_end_stream() {
            return Ok((
                reqwest::Body::default(),
                RequestParams::default(),
                UploadProgress::complete(),
            ));
        }
        let length = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > limits.upload) {
            return Err(UpstreamError::too_large());
        }
        let is_metered = matches!(kind, RequestKind::Run(_) | RequestKind::Submit(_));
        if is_metered && length.is_some_and(|length| length <= limits.read as u64) {
            let whole = timeout(limits.stall, Limited::new(body, limits.read).collect())
                .await
                .map_err(|_| UpstreamError::stalled())?;
            let bytes = whole
                .map_err(|_| UpstreamError::broken_upload())?
                .to_bytes();
            let asked = serde_json::from_slice::<Value>(&bytes)
                .map(|input| RequestParams::read(&input))
                .unwrap_or_default();
            return Ok((bytes.into(), asked, UploadProgress::complete()));
        }
        let upload = Upload::new(body, limits.upload, limits.stall);
        let sent = upload.sent();
        Ok((reqwest::Body::wrap(upload), RequestParams::default(), sent))
    }
}

/// Where the addresses of a queued request are to lead: to where the caller found the gateway.
fn here(headers: &HeaderMap, from: Caller) -> Option<String> {
    let scheme = if from.is_secure { "https" } else { "http" };
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}/queue/"))
}
