//! Forwards requests to fal: prepares headers and body, has the call admitted, and relays the
//! response.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use axum::{Extension, Router};
use fal_budget_domain::gateway::call::Outcome;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_fal::Addresses;
use fal_budget_i18n::say;
use hyper::body::Body as _;
use hyper::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HOST, HeaderValue, UPGRADE};
use hyper::{HeaderMap, StatusCode};
use serde_json::Value;

use super::headers;
use super::response::UpstreamResponse;
use super::route::{Route, RouteError, TARGET, route};
use super::upstream_error::UpstreamError;
use crate::guard::CallGuard;
use crate::metering::{CallRecorder, InFlightCall, RequestKind};
use crate::server::{CallerConnection, ServerLimits, Upload, UploadProgress, read_whole};

/// The proxy of a gateway.
pub(crate) struct Proxy {
    client: reqwest::Client,
    fal: Addresses,
    guard: Arc<CallGuard>,
    recorder: CallRecorder,
    limits: ServerLimits,
}

/// A request's body on its way to fal.
struct OutgoingBody {
    body: reqwest::Body,
    /// Read from the body if it was buffered.
    params: RequestParams,
    progress: UploadProgress,
}

impl Proxy {
    /// Forwards by `client` to `fal` what `guard` admits, and has responses recorded.
    pub(crate) const fn new(
        client: reqwest::Client,
        fal: Addresses,
        guard: Arc<CallGuard>,
        recorder: CallRecorder,
        limits: ServerLimits,
    ) -> Self {
        Self {
            client,
            fal,
            guard,
            recorder,
            limits,
        }
    }

    /// Makes the router that forwards every request.
    pub(crate) fn router(self) -> Router {
        Router::new().fallback(handle).with_state(Arc::new(self))
    }

    fn route(&self, request: &Request) -> Result<Route, RouteError> {
        let target = request.headers().get(TARGET);
        let target = target.and_then(|target| target.to_str().ok());
        let uri = request.uri();
        route(request.method(), uri.path(), uri.query(), target, &self.fal)
    }

    /// Forwards a request to fal and relays the response.
    async fn forward(
        &self,
        request: Request,
        route: &Route,
        caller: CallerConnection,
    ) -> Result<Response, UpstreamError> {
        let (parts, body) = request.into_parts();
        let headers = outgoing_headers(&parts.headers, &route.kind);
        let OutgoingBody {
            body,
            params,
            progress,
        } = outgoing_body(&route.kind, &parts.headers, body, self.limits).await?;
        // In the journal before it is sent: a crash in between leaves a call that cost nothing, not
        // a cost that nobody knows of.
        let call = self
            .guard
            .begin_call(&route.kind, params, &progress)
            .await?;
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

    /// Records what a response says of a call or a queued request, and makes the caller's response
    /// of it. `queue` is the address below which the addresses in fal's response are to lead.
    async fn relay(
        &self,
        response: reqwest::Response,
        kind: &RequestKind,
        call: Option<InFlightCall>,
        queue: Option<String>,
    ) -> Response {
        let mut response = UpstreamResponse::new(response);
        let is_inspected = kind.has_inspected_response();
        // A 403 may say that the account is locked, whatever was asked.
        if is_inspected || response.status() == StatusCode::FORBIDDEN {
            response.buffer(self.limits.max_inspected_bytes).await;
        }
        let observer = response.observe(kind, call, &self.recorder);
        let queue = queue.filter(|_| is_inspected);
        response.into_response(
            queue.as_deref().map(|queue| (&self.fal.queue, queue)),
            observer,
        )
    }
}

/// Forwards a request, if it has a destination at fal.
async fn handle(
    State(proxy): State<Arc<Proxy>>,
    Extension(caller): Extension<CallerConnection>,
    request: Request,
) -> Result<Response, UpstreamError> {
    let route = proxy.route(&request)?;
    if request.headers().contains_key(UPGRADE) {
        return Err(UpstreamError::before_fal(
            StatusCode::NOT_IMPLEMENTED,
            say!("gateway-no-realtime"),
        ));
    }
    proxy.forward(request, &route, caller).await
}

/// Prepares a request's body: buffered if it is short and says how much the call will take, else as
/// a stream.
async fn outgoing_body(
    kind: &RequestKind,
    headers: &HeaderMap,
    body: Body,
    limits: ServerLimits,
) -> Result<OutgoingBody, UpstreamError> {
    if body.is_end_stream() {
        return Ok(OutgoingBody::whole(Bytes::new(), kind));
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
        return Ok(OutgoingBody::whole(body, kind));
    }
    let upload = Upload::new(body, limits.max_upload_bytes, limits.stall_timeout);
    Ok(OutgoingBody {
        params: RequestParams::unread(),
        progress: upload.progress(),
        body: reqwest::Body::wrap(upload),
    })
}

impl OutgoingBody {
    /// Makes a body of bytes that are all there, and reads the parameters in them.
    fn whole(bytes: Bytes, kind: &RequestKind) -> Self {
        let params = match (kind.endpoint(), serde_json::from_slice::<Value>(&bytes)) {
            (Some(endpoint), Ok(input)) if input.is_object() => {
                RequestParams::of_call(endpoint, &input)
            }
            (Some(endpoint), _) if bytes.is_empty() && kind.has_params() => {
                RequestParams::of_call(endpoint, &Value::Null)
            }
            _ => RequestParams::unread(),
        };
        Self {
            body: bytes.into(),
            params,
            progress: UploadProgress::complete(),
        }
    }
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
fn outgoing_headers(headers: &HeaderMap, kind: &RequestKind) -> HeaderMap {
    let mut outgoing = headers::for_upstream(headers);
    // The gateway decompresses nothing: a response that is inspected must come plain.
    if kind.has_inspected_response() {
        outgoing.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
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
