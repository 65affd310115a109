//! CORS: the headers by which a browser lets an allowed page read a response
//! (<https://fetch.spec.whatwg.org/#http-cors-protocol>). Pure.

use axum::body::Body;
use axum::response::Response;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    HeaderName, HeaderValue, VARY,
};
use hyper::{HeaderMap, StatusCode};

/// Header of a preflight by which a page of the web asks to reach into this computer
/// (<https://wicg.github.io/private-network-access/>).
const PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

/// Adds the CORS headers that let the allowed page at `origin` read a response.
pub(crate) fn allow_origin(response: &mut HeaderMap, origin: &HeaderValue) {
    // fal's own CORS headers would allow every page to read the response.
    let foreign: Vec<HeaderName> = response
        .keys()
        .filter(|name| name.as_str().starts_with("access-control-"))
        .cloned()
        .collect();
    for name in foreign {
        response.remove(name);
    }
    response.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    let exposed = HeaderValue::from_static(
        "content-type, retry-after, x-fal-request-id, x-fal-billable-units, x-fal-error-type, \
         x-fal-request-timeout-type, x-fal-needs-retry, x-fal-served-from",
    );
    response.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    response.append(VARY, HeaderValue::from_static("origin"));
}

/// Responds to a browser's preflight for an allowed page.
pub(crate) fn preflight(request: &HeaderMap, origin: &HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    allow_origin(response.headers_mut(), origin);
    answer_preflight(request, response.headers_mut());
    response
}

/// Adds the headers that answer a preflight.
fn answer_preflight(request: &HeaderMap, response: &mut HeaderMap) {
    response.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE"),
    );
    // Every header is allowed: the origin was checked, and clients add their own to each call.
    if let Some(headers) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        response.insert(ACCESS_CONTROL_ALLOW_HEADERS, headers.clone());
    }
    if request.contains_key(PRIVATE_NETWORK) {
        response.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}
