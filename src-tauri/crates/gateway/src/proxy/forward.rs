//! Forwards requests to fal: prepares headers and body, has the call admitted, and relays the
//! response.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use fal_budget_domain::gateway::call::Outcome;
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_fal::Addresses;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, UPGRADE};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode};
use reqwest::Url;

use super::caller::{self, ProjectPath};
use super::headers;
use super::payload::Payload;
use super::response::UpstreamResponse;
use super::route::{Head, Route, RouteError, TARGET, route};
use super::upstream_error::UpstreamError;
use crate::access::{KeySearch, LentKey};
use crate::guard::CallGuard;
use crate::input::InputHead;
use crate::metering::meter::{self, Begin};
use crate::metering::{CallRecorder, InFlightCall, RequestKind};
use crate::server::{CallerConnection, ServerLimits, Upload};

/// Time for fal to tell the status of a request before and after its cancel is sent.
const STATUS_TIMEOUT: Duration = Duration::from_secs(5);

/// The proxy of a gateway.
pub(crate) struct Proxy {
    client: reqwest::Client,
    fal: Addresses,
    guard: Arc<CallGuard>,
    recorder: CallRecorder,
    limits: ServerLimits,
    /// Folder for bodies that are too long for memory.
    folder: PathBuf,
}

impl Proxy {
    /// Forwards by `client` to `fal` what `guard` admits, and has responses recorded.
    pub(crate) const fn new(
        client: reqwest::Client,
        fal: Addresses,
        guard: Arc<CallGuard>,
        recorder: CallRecorder,
        limits: ServerLimits,
        folder: PathBuf,
    ) -> Self {
        Self {
            client,
            fal,
            guard,
            recorder,
            limits,
            folder,
        }
    }

    /// Makes the router that forwards every request.
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(handle).with_state(Arc::new(self))
    }

    fn route(&self, request: &Request, lent: Option<&LentKey>) -> Result<Route, RouteError> {
        let target = request.headers().get(TARGET);
        let uri = request.uri();
        let head = Head {
            method: request.method(),
            path: ProjectPath::split(uri.path()).path,
            query: uri.query(),
            target: target.and_then(|target| target.to_str().ok()),
            has_key: lent.is_some() || request.headers().keys().any(carries_key),
        };
        route(head, &self.fal)
    }

    /// Forwards a request to fal and relays the response.
    async fn forward(
        &self,
        request: Request,
        mut route: Route,
        lent: Option<&LentKey>,
        caller: CallerConnection,
    ) -> Result<Response, UpstreamError> {
        let (parts, body) = request.into_parts();
        let mut headers = headers::for_upstream(&parts.headers);
        if let Some(lent) = lent {
            let header = lent.header(route.app.as_deref());
            headers.insert(AUTHORIZATION, header.ok_or_else(UpstreamError::not_lent)?);
            headers::keep_one_key(&mut headers);
        }
        let path = ProjectPath::split(parts.uri.path());
        let by = caller::of_request(path, &parts.headers, &headers)?;
        let (body, params) = self.outgoing_body(&route, &parts, &headers, body).await?;
        // The client leaves it out, but an empty body has a length, too (RFC 9110, 8.6).
        let is_empty = body.as_bytes().is_some_and(<[u8]>::is_empty);
        if is_empty && !matches!(parts.method, Method::GET | Method::HEAD) {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let RequestKind::Cancel { was_queued, .. } = &mut route.kind {
            *was_queued = self.begin(&route.url, &headers).await == Some(Begin::Waits);
        }
        // In the journal before it is sent: a crash in between leaves a call that cost nothing, not
        // a cost that nobody knows of.
        let mut call = self
            .guard
            .begin_call(&route.kind, params, by.clone())
            .await?;
        if let Some(call) = &mut call {
            call.set_sent();
        }
        let sent = self
            .client
            .request(parts.method, route.url.clone())
            .headers(headers.clone())
            .body(body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => return Err(end_without_response(call, &error)),
        };
        // It may have begun while the cancel was on its way.
        if let RequestKind::Cancel { was_queued, .. } = &mut route.kind
            && *was_queued
            && response.status().is_success()
        {
            let begin = self.begin(&route.url, &headers).await;
            *was_queued = matches!(begin, Some(Begin::Waits | Begin::Never));
        }
        let queue =
            queue_address(&parts.headers, caller, path.prefix).filter(|_| route.follows_addresses);
        let search = lent.map(LentKey::search);
        Ok(self
            .relay(response, (&route.kind, by.key), call, queue, search)
            .await)
    }

    /// Reads the body of a call to its end, with the call's parameters. Any other body streams.
    async fn outgoing_body(
        &self,
        route: &Route,
        parts: &Parts,
        outgoing: &HeaderMap,
        body: Body,
    ) -> Result<(reqwest::Body, RequestParams), UpstreamError> {
        let length = parts
            .headers
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| length > self.limits.max_upload_bytes) {
            return Err(UpstreamError::too_large());
        }
        let Some(endpoint) = route.kind.endpoint() else {
            let ServerLimits {
                max_upload_bytes,
                stall_timeout,
                ..
            } = self.limits;
            let upload = Upload::new(body, max_upload_bytes, stall_timeout);
            return Ok((reqwest::Body::wrap(upload), RequestParams::default()));
        };
        let payload = Payload::read(body, &self.folder, self.limits)
            .await
            .map_err(UpstreamError::from_upload)?;
        // By the headers that go on: fal reads the body by those.
        let head = InputHead::read(&parts.method, outgoing, &route.url);
        let (payload, params) = payload.params(endpoint, head).await;
        let body = payload.into_body().map_err(UpstreamError::from_upload)?;
        Ok((body, params))
    }

    /// Asks fal whether a request's work has begun, by the address of its cancel. `None` if fal
    /// does not say.
    async fn begin(&self, cancel: &Url, headers: &HeaderMap) -> Option<Begin> {
        let path = cancel.path().strip_suffix("/cancel")?;
        let mut status = cancel.clone();
        status.set_path(&format!("{path}/status"));
        let asked = self
            .client
            .get(status)
            .headers(headers.clone())
            .timeout(STATUS_TIMEOUT)
            .send()
            .await;
        let mut response = UpstreamResponse::new(asked.ok()?);
        response.buffer(self.limits.max_inspected_bytes).await;
        let body = response
            .whole()
            .filter(|_| response.status().is_success())?;
        meter::begin(&body)
    }

    /// Records what a response says of a call or a queued request, and makes the caller's response
    /// of it. `queue` is the address below which the addresses in fal's response are to lead.
    async fn relay(
        &self,
        response: reqwest::Response,
        (kind, key): (&RequestKind, Option<KeyId>),
        call: Option<InFlightCall>,
        queue: Option<String>,
        search: Option<KeySearch>,
    ) -> Response {
        let mut response = UpstreamResponse::new(response);
        let is_inspected = kind.has_inspected_response();
        // These may say that the account is locked, whatever was asked.
        let may_be_locked = matches!(
            response.status(),
            StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN
        );
        let is_checked =
            search.is_some() && response.is_short_or_packed(self.limits.max_inspected_bytes);
        if is_inspected || may_be_locked || is_checked {
            response.buffer(self.limits.max_inspected_bytes).await;
        }
        let observer = response.observe(kind, call, key, &self.recorder);
        if search
            .as_ref()
            .is_some_and(|search| response.check(search).is_err())
        {
            return UpstreamError::key_returned().into_response();
        }
        let queue = queue.filter(|_| is_inspected);
        response.into_response(
            queue.as_deref().map(|queue| (&self.fal.queue, queue)),
            observer,
            search,
        )
    }
}

/// Forwards a request, if it has a destination at fal.
async fn handle(
    State(proxy): State<Arc<Proxy>>,
    Extension(caller): Extension<CallerConnection>,
    request: Request,
) -> Result<Response, UpstreamError> {
    let lent = request.extensions().get::<LentKey>().cloned();
    let route = proxy.route(&request, lent.as_ref())?;
    if Addresses::is_nowhere(&route.url) {
        return Err(UpstreamError::nowhere());
    }
    // Any other upgrade may be ignored (RFC 9110, 7.8), as that to HTTP/2 which some clients offer.
    let upgrades = request.headers().get_all(UPGRADE).iter();
    let is_realtime = |upgrade: &HeaderValue| {
        let upgrade = upgrade.to_str().unwrap_or_default();
        upgrade.to_ascii_lowercase().contains("websocket")
    };
    if upgrades.into_iter().any(is_realtime) {
        return Err(RouteError::Realtime.into());
    }
    proxy.forward(request, route, lent.as_ref(), caller).await
}

/// Recognizes a header by which fal takes a key, or has taken one.
fn carries_key(name: &HeaderName) -> bool {
    *name == AUTHORIZATION || name.as_str().starts_with("x-fal-key")
}

/// Ends a call that got no response, and makes the caller's.
fn end_without_response(call: Option<InFlightCall>, error: &reqwest::Error) -> UpstreamError {
    let error = UpstreamError::from_reqwest(error);
    // If fal may have begun, the call is dropped instead: nobody knows what it cost.
    if let Some(call) = call.filter(|_| error.is_before_fal) {
        call.finish(None, Outcome::Refused);
    }
    error
}

/// Returns the address of the gateway's queue, as the caller reaches the gateway: with the project
/// that the path named. `None` without a readable `Host`.
fn queue_address(headers: &HeaderMap, caller: CallerConnection, project: &str) -> Option<String> {
    let scheme = if caller.is_secure { "https" } else { "http" };
    let host = headers.get(HOST)?.to_str().ok()?;
    Some(format!("{scheme}://{host}{project}/queue/"))
}
