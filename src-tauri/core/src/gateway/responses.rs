//! Answers of the gateway's own, as JSON.

use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::json;

use super::body::{Body, whole};
use crate::{Error, say};

/// Why a request to the gateway itself is not answered.
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// The methods that would be answered.
    methods: Option<&'static str>,
}

impl ApiError {
    pub(super) const fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            message,
            methods: None,
        }
    }

    pub(super) fn method(methods: &'static str) -> Self {
        let message = say!("api-method", methods = methods);
        Self {
            methods: Some(methods),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", message)
        }
    }

    pub(super) fn busy(message: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message)
    }

    pub(super) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large_body",
            say!("api-body"),
        )
    }

    /// What the ledger, or the check of what was sent, says.
    pub(super) fn from_error(error: impl Into<Error>) -> Self {
        let error = error.into();
        let status = match &error {
            Error::Connected => StatusCode::CONFLICT,
            Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            error if error.is_refusal() => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.code(), error.to_string())
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut answer = json(
            self.status,
            &json!({"code": self.code, "message": self.message}),
        );
        let headers = answer.headers_mut();
        if let Some(methods) = self.methods {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        answer
    }
}

/// It was done, or there was nothing to do.
pub(super) fn accepted(message: &str) -> Response<Body> {
    json(StatusCode::OK, &json!({ "message": message }))
}

/// An answer that nobody keeps.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    let mut answer = Response::new(whole(serde_json::to_vec(body).unwrap_or_default()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
