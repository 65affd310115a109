//! Why there is no answer of fal's, and whether fal can have begun with the request.

use hyper::StatusCode;

use super::body::{UploadError, UploadProgress};
use crate::say;

/// Why there is no answer of fal's.
pub(super) struct UpstreamError {
    pub(super) status: StatusCode,
    pub(super) sentence: String,
    /// fal cannot have begun with it.
    pub(super) is_before_fal: bool,
}

impl UpstreamError {
    /// fal cannot have begun with the request.
    pub(super) const fn before_fal(status: StatusCode, sentence: String) -> Self {
        Self {
            status,
            sentence,
            is_before_fal: true,
        }
    }

    const fn perhaps_at_fal(status: StatusCode, sentence: String) -> Self {
        Self {
            status,
            sentence,
            is_before_fal: false,
        }
    }

    pub(super) fn too_large() -> Self {
        Self::before_fal(
            StatusCode::PAYLOAD_TOO_LARGE,
            say!("gateway-body-too-large"),
        )
    }

    pub(super) fn stalled() -> Self {
        Self::before_fal(StatusCode::REQUEST_TIMEOUT, say!("gateway-body-stalled"))
    }

    pub(super) fn broken_upload() -> Self {
        Self::before_fal(StatusCode::BAD_REQUEST, say!("gateway-body-broken"))
    }

    pub(super) fn from_reqwest(error: &reqwest::Error, sent: &UploadProgress) -> Self {
        let mut cause = std::error::Error::source(error);
        while let Some(found) = cause {
            match found.downcast_ref() {
                Some(UploadError::TooLarge) => return Self::too_large(),
                Some(UploadError::Stalled) => return Self::stalled(),
                Some(UploadError::Broken) => return Self::broken_upload(),
                None => cause = found.source(),
            }
        }
        if error.is_connect() {
            Self::before_fal(StatusCode::BAD_GATEWAY, say!("gateway-unreachable"))
        } else if !sent.is_complete() {
            Self::before_fal(StatusCode::BAD_GATEWAY, say!("gateway-cut"))
        } else if error.is_timeout() {
            Self::perhaps_at_fal(StatusCode::GATEWAY_TIMEOUT, say!("gateway-slow"))
        } else {
            Self::perhaps_at_fal(StatusCode::BAD_GATEWAY, say!("gateway-broken"))
        }
    }
}
