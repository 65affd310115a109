//! The proxy: lets a request in, records the call that it makes, forwards it to fal and relays the
//! response.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, UPGRADE,
};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::access::AccessDenied;
use super::body::{Body, Upload, UploadProgress, full, read_whole};
use super::guard::CallGuard;
use super::in_flight::InFlightCall;
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

/// State that all requests of a gateway share.
pub(super) struct Proxy {
    pub(super) client: reqwest::Client,
    pub(super) fal: Addresses,
    pub(super) journal: Arc<Journal>,
    pub(super) limits: ServerLimits,
    pub(super) access: RwLock<PageAccess>,
    pub(super) guard: CallGuard,
    pub(super) token: Token,
    pub(super) webhooks: Webhooks,
    pub(super) activity: Activity,
}

/// Web pages that may use the gateway, and the run key that is lent to them.
#[derive(Clone, Debug, Default)]
pub struct PageAccess {
    /// Origins of the allowed pages.
    pub origins: Vec<WebOrigin>,
    /// Key with the scope API, for calls of these pages that bring none of their own.
    pub run_key: Option<Key>,
}

/// Calls since the gateway was started, as the window shows them.
#[derive(Debug, Default)]
pub(super) struct Activity {
    calls: AtomicU64,
    last: Mutex<LastActivity>,
}

/// Newest events among the calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LastActivity {
    /// Time and model of the newest call.
    pub(super) call: Option<(DateTime<Utc>, String)>,
    /// Time and message of fal's newest response that a caller's account is locked.
    pub(super) lock: Option<(DateTime<Utc>, String)>,
}

impl Activity {
    /// Counts a call of a model.
    pub(super) fn record_call(&self, at: DateTime<Utc>, endpoint: &str) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.lock().call = Some((at, endpoint.to_owned()));
    }

    /// Keeps fal's message that a caller's account is locked.
    pub(super) fn record_lock(&self, at: DateTime<Utc>, message: String) {
        self.lock().lock = Some((at, message));
    }

    /// Returns the number of calls.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Returns the newest events.
    pub(super) fn last(&self) -> LastActivity {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, LastActivity> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Connection that a request came over.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallerConnection {
    /// Address of the caller's end.
    pub(super) address: SocketAddr,
    /// The connection uses TLS.
    pub(super) is_secure: bool,
}

/// A request's body on its way to fal.
struct OutgoingBody {
    body: reqwest::Body,
    /// Read from the body if it was buffered.
    params: RequestParams,
    progress: UploadProgress,
}

/// Makes a refusal in fal's own shape of errors, which fal's clients show.
pub(super) fn refuse(status: StatusCode, sentence: &str) -> Response<Body> {
    let mut response = Response::new(full(json!({ "detail": sentence }).to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

impl Proxy {
    /// Responds to a request, whatever happens: failures become responses.
    pub(super) async fn handle(
        &self,
        request: Request<Incoming>,
        caller: CallerConnection,
    ) -> Response<Body> {
        let access = self.page_access();
        let is_webhook = request.uri().path() == webhook::PATH;
        let origin = match check_access(&request, is_webhook, &access.origins) {
            Ok(origin) => origin,
            Err(denied) => return refuse(StatusCode::FORBIDDEN, &denied.to_string()),
        };
        if is_webhook {
            return self.webhook(request).await;
        }
        match origin {
            Some(origin) => {
                self.handle_page(request, caller, &origin, access.run_key)
                    .await
            }
            None => self.dispatch(request, caller, None).await,
        }
    }

    fn page_access(&self) -> PageAccess {
        self.access
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Responds to an allowed page, and lends it the run key if it brings none.
    async fn handle_page(
        &self,
        request: Request<Incoming>,
        caller: CallerConnection,
        origin: &HeaderValue,
        run_key: Option<Key>,
    ) -> Response<Body> {
        if *request.method() == Method::OPTIONS {
            return preflight(request.headers(), origin);
        }
        let needs_key = !request.headers().contains_key(AUTHORIZATION);
        // Any program can send an allowed `Origin`. The key is lent only to those that could read
        // it from this user's keychain anyway.
        let run_key =
            run_key.filter(|_| needs_key && peer_credentials::is_same_user(caller.address));
        let mut response = self.dispatch(request, caller, run_key).await;
        access::allow_origin(response.headers_mut(), origin);
        response
    }

    /// Sends a request to the local API or on to fal.
    async fn dispatch(
        &self,
        request: Request<Incoming>,
        caller: CallerConnection,
        run_key: Option<Key>,
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
        match self.forward(request, &route, caller, run_key).await {
            Ok(response) => response,
            Err(error) => refuse(error.status, &error.sentence),
        }
    }

    /// Forwards a request to fal and relays the response.
    async fn forward(
        &self,
        request: Request<Incoming>,
        route: &Route,
        caller: CallerConnection,
        run_key: Option<Key>,
    ) -> Result<Response<Body>, UpstreamError> {
        let (parts, body) = request.into_parts();
        let headers = outgoing_headers(&parts.headers, &route.kind, run_key);
        let OutgoingBody {
            body,
            params,
            progress,
        } = self
            .outgoing_body(&route.kind, &parts.headers, body)
            .await?;
        // In the journal before it is sent: a crash in between leaves a call that cost nothing, not
        // a cost that nobody knows of.
        let call = self.begin_call(&route.kind, params, &progress).await?;
        let sent = self
            .client
            .request(parts.method, route.url.clone())
            .headers(headers)
            .body(body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Err(end_without_response(call, &error, &progress)),
        };
        // fal may respond before it has read the whole body, and has begun with it then.
        progress.finish();
        let queue = queue_address(&parts.headers, caller).filter(|_| route.follows_addresses);
        Ok(self.relay(response, &route.kind, call, queue).await)
    }

    /// Prepares a request's body: buffered if it is short and says how much the call will take,
    /// else as a stream.
    async fn outgoing_body(
        &self,
        kind: &RequestKind,
        headers: &HeaderMap,
        body: Incoming,
    ) -> Result<OutgoingBody, UpstreamError> {
        let limits = self.limits;
        if body.is_end_stream() {
            return Ok(OutgoingBody::whole(Bytes::new()));
        }
        let length = headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > limits.max_upload_bytes) {
            return Err(UpstreamError::too_large());
        }
        let is_short = length.is_some_and(|length| length <= limits.max_inspected_bytes as u64);
        if kind.has_params() && is_short {
            let body = read_whole(body, limits.max_inspected_bytes, limits.stall_timeout)
                .await
                .map_err(UpstreamError::from_upload)?;
            return Ok(OutgoingBody::whole(body));
        }
        let upload = Upload::new(body, limits.max_upload_bytes, limits.stall_timeout);
        Ok(OutgoingBody {
            params: RequestParams::default(),
            progress: upload.progress(),
            body: reqwest::Body::wrap(upload),
        })
    }
}

impl OutgoingBody {
    /// Makes a body of bytes that are all there, and reads the parameters in them.
    fn whole(bytes: Bytes) -> Self {
        let params = serde_json::from_slice::<Value>(&bytes)
            .map(|input| RequestParams::read(&input))
            .unwrap_or_default();
        Self {
            body: bytes.into(),
            params,
            progress: UploadProgress::complete(),
        }
    }
}

/// Responds to a browser's preflight for an allowed page.
fn preflight(headers: &HeaderMap, origin: &HeaderValue) -> Response<Body> {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    access::allow_origin(response.headers_mut(), origin);
    access::answer_preflight(headers, response.headers_mut());
    response
}

/// Lets a request in or not. Returns the origin of an allowed page, or `None` for a program.
fn check_access(
    request: &Request<Incoming>,
    is_webhook: bool,
    allowed: &[WebOrigin],
) -> Result<Option<HeaderValue>, AccessDenied> {
    // fal's messages come through a tunnel, under the tunnel's name. Their signature admits them.
    if !is_webhook {
        access::check_host(request.headers(), request.uri())?;
    }
    access::check_origin(request.headers(), allowed)
}

/// Ends a call that got no response, and makes the caller's.
fn end_without_response(
    call: Option<InFlightCall>,
    error: &reqwest::Error,
    progress: &UploadProgress,
) -> UpstreamError {
    let error = UpstreamError::from_reqwest(error, progress);
    // If fal may have begun, the call is dropped instead: nobody knows what it cost.
    if let Some(call) = call.filter(|_| error.is_before_fal) {
        call.finish(None, Outcome::Refused);
    }
    error
}

/// Returns the headers of a request to fal.
fn outgoing_headers(headers: &HeaderMap, kind: &RequestKind, run_key: Option<Key>) -> HeaderMap {
    let mut outgoing = headers::for_upstream(headers);
    // The gateway decompresses nothing: a response that is inspected must come plain.
    if kind.has_inspected_response() {
        outgoing.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    if let Some(header) = run_key.and_then(|key| key.header().ok()) {
        outgoing.insert(AUTHORIZATION, header);
    }
    outgoing
}

/// Returns the address of the gateway's queue, as the caller reaches the gateway. `None` without a
/// readable `Host`.
fn queue_address(headers: &HeaderMap, caller: CallerConnection) -> Option<String> {
    let scheme = if caller.is_secure { "https" } else { "http" };
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}/queue/"))
}
