//! Reasons why fal's response is missing, and whether fal can have begun with the request.

use axum::response::{IntoResponse, Response};
use fal_budget_i18n::{Localize, say};
use hyper::StatusCode;

use super::route::RouteError;
use crate::guard::NotAdmitted;
use crate::server::{UploadError, refuse};

/// Reason why a caller gets no response of fal's, as the gateway's own response.
pub(super) struct UpstreamError {
    status: StatusCode,
    sentence: String,
    /// fal cannot have begun with the request, so that nothing can be charged.
    pub(super) is_before_fal: bool,
}

impl UpstreamError {
    /// Makes the error of a request that fal cannot have begun with.
    pub(super) const fn before_fal(status: StatusCode, sentence: String) -> Self {
        Self {
            status,
            sentence,
            is_before_fal: true,
        }
    }

    const fn maybe_at_fal(status: StatusCode, sentence: String) -> Self {
        Self {
            status,
            sentence,
            is_before_fal: false,
        }
    }

    /// Makes the error of a request to a host that has no stand-in in a demo.
    pub(super) fn nowhere() -> Self {
        Self::before_fal(StatusCode::BAD_GATEWAY, say!("gateway-nowhere"))
    }

    /// Makes the error of a page's request to an app that the run key is not lent to.
    pub(super) fn not_lent() -> Self {
        Self::before_fal(StatusCode::UNAUTHORIZED, say!("gateway-not-lent"))
    }

    /// Makes the error of an answer that contains the lent key.
    pub(super) fn key_returned() -> Self {
        Self::maybe_at_fal(StatusCode::BAD_GATEWAY, say!("gateway-key-returned"))
    }

    /// Makes the error of a request whose body is larger than the gateway takes.
    pub(super) fn too_large() -> Self {
        Self::before_fal(
            StatusCode::PAYLOAD_TOO_LARGE,
            say!("gateway-body-too-large"),
        )
    }

    /// Makes the error of a request whose body did not come to its end.
    pub(super) fn from_upload(error: UploadError) -> Self {
        match error {
            UploadError::TooLarge => Self::too_large(),
            UploadError::Disk(_) => {
                Self::before_fal(StatusCode::SERVICE_UNAVAILABLE, say!("gateway-disk"))
            }
            UploadError::Stalled => {
                Self::before_fal(StatusCode::REQUEST_TIMEOUT, say!("gateway-body-stalled"))
            }
            UploadError::Broken => {
                Self::before_fal(StatusCode::BAD_REQUEST, say!("gateway-body-broken"))
            }
        }
    }

    /// Makes the error of a request that could not be sent, or got no response.
    pub(super) fn from_reqwest(error: &reqwest::Error) -> Self {
        // A body that breaks off makes sending fail: reqwest wraps our own error in its own.
        let mut source = std::error::Error::source(error);
        while let Some(found) = source {
            if let Some(upload) = found.downcast_ref::<UploadError>() {
                return Self::from_upload(*upload);
            }
            source = found.source();
        }
        if error.is_connect() {
            Self::before_fal(StatusCode::BAD_GATEWAY, say!("gateway-unreachable"))
        } else if error.is_timeout() {
            Self::maybe_at_fal(StatusCode::GATEWAY_TIMEOUT, say!("gateway-slow"))
        } else {
            Self::maybe_at_fal(StatusCode::BAD_GATEWAY, say!("gateway-broken"))
        }
    }
}

impl From<RouteError> for UpstreamError {
    fn from(error: RouteError) -> Self {
        let status = match error {
            RouteError::Realtime => StatusCode::NOT_IMPLEMENTED,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::before_fal(status, error.localized())
    }
}

impl From<NotAdmitted> for UpstreamError {
    fn from(error: NotAdmitted) -> Self {
        match error {
            // 402, a status that fal's clients do not retry.
            NotAdmitted::OverLimit(sentence) => {
                Self::before_fal(StatusCode::PAYMENT_REQUIRED, sentence)
            }
            NotAdmitted::NotJudged(sentence) => {
                Self::before_fal(StatusCode::SERVICE_UNAVAILABLE, sentence)
            }
        }
    }
}

impl IntoResponse for UpstreamError {
    fn into_response(self) -> Response {
        refuse(self.status, &self.sentence)
    }
}
