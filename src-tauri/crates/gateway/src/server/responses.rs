//! Responses of the gateway's own, as JSON.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use fal_budget_app::Error;
use fal_budget_i18n::{Localize, say};
use fal_budget_ledger::LedgerError;
use hyper::StatusCode;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use serde::Serialize;
use serde_json::json;

use crate::error::GatewayError;

/// Failure of a request to the local API or the webhook endpoint, sent as `{"code", "message"}`.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    /// Methods that the address takes, if that is the failure.
    allowed_methods: Option<&'static str>,
}

impl ApiError {
    /// Makes an error with a code that programs act on, and a message for people.
    pub(crate) const fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        Self {
            status,
            code,
            message,
            allowed_methods: None,
        }
    }

    /// Makes the error of a method other than `allowed`, a list separated by commas.
    pub(crate) fn method_not_allowed(allowed: &'static str) -> Self {
        let message = say!("api-method", methods = allowed);
        Self {
            allowed_methods: Some(allowed),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", message)
        }
    }

    /// Makes the error of a request that should be sent again in a moment.
    pub(crate) fn busy(message: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message)
    }

    /// Makes the error of a body that is too large, or did not come to its end.
    pub(crate) fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large_body",
            say!("api-body"),
        )
    }

    /// Chooses the status by which an error of the gateway's is sent.
    pub(crate) fn from_gateway(error: GatewayError) -> Self {
        match error {
            GatewayError::Ledger(error) => Self::from_error(error),
            error => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                Self::new(status, error.code(), error.localized())
            }
        }
    }

    /// Chooses the status by which a request's error is sent.
    pub(crate) fn from_error(error: impl Into<Error>) -> Self {
        let error = error.into();
        let status = match &error {
            Error::Ledger(LedgerError::Connected) => StatusCode::CONFLICT,
            Error::Ledger(LedgerError::Store(_)) => StatusCode::SERVICE_UNAVAILABLE,
            error if error.is_refusal() => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, error.code(), error.localized())
    }
}

impl IntoResponse for ApiError {
    /// Makes the response, with the headers that belong to its status.
    fn into_response(self) -> Response {
        let mut response = json(
            self.status,
            &json!({"code": self.code, "message": self.message}),
        );
        let headers = response.headers_mut();
        if let Some(methods) = self.allowed_methods {
            headers.insert(ALLOW, HeaderValue::from_static(methods));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

/// Makes the response to a request that was taken, with nothing to say but this message.
pub(crate) fn accepted(message: &str) -> Response {
    json(StatusCode::OK, &json!({ "message": message }))
}

/// Makes a JSON response that no cache may keep.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = Response::new(Body::from(serde_json::to_vec(body).unwrap_or_default()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Makes a refusal in fal's own shape of errors, which fal's clients show.
pub(crate) fn refuse(status: StatusCode, sentence: &str) -> Response {
    // Each of fal's clients shows another of these.
    let body = json!({ "detail": sentence, "message": sentence });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
