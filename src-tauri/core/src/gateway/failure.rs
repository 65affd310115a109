//! Why there is no answer of fal's, and whether fal can have begun with the request.

use std::borrow::Cow;

use hyper::StatusCode;

use super::body::{Sent, UploadError};

/// Why there is no answer of fal's.
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) sentence: Cow<'static, str>,
    /// fal cannot have begun with it.
    pub(super) is_before_fal: bool,
}

impl Failure {
    pub(super) const TOO_LARGE: Self = Self {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        sentence: Cow::Borrowed(
            "This body is larger than fal Budget's gateway takes. Upload the file to fal.ai first and send its address.",
        ),
        is_before_fal: true,
    };
    pub(super) const STALLED: Self = Self {
        status: StatusCode::REQUEST_TIMEOUT,
        sentence: Cow::Borrowed("The body of this request did not come to its end in time. Nothing runs at fal.ai."),
        is_before_fal: true,
    };
    pub(super) const BROKEN_UPLOAD: Self = Self {
        status: StatusCode::BAD_REQUEST,
        sentence: Cow::Borrowed("The body of this request broke off. Nothing runs at fal.ai."),
        is_before_fal: true,
    };
    pub(super) const UNREACHABLE: Self = Self {
        status: StatusCode::BAD_GATEWAY,
        sentence: Cow::Borrowed(
            "fal Budget's gateway could not reach fal.ai. Nothing was sent; check the connection and try again.",
        ),
        is_before_fal: true,
    };
    pub(super) const CUT: Self = Self {
        status: StatusCode::BAD_GATEWAY,
        sentence: Cow::Borrowed(
            "The connection to fal.ai broke before all of the request was sent, so nothing runs and nothing is charged. Try again.",
        ),
        is_before_fal: true,
    };
    pub(super) const SLOW: Self = Self {
        status: StatusCode::GATEWAY_TIMEOUT,
        sentence: Cow::Borrowed(
            "fal.ai did not answer fal Budget's gateway in time. It may still be working on the request, which then costs.",
        ),
        is_before_fal: false,
    };
    pub(super) const BROKEN: Self = Self {
        status: StatusCode::BAD_GATEWAY,
        sentence: Cow::Borrowed(
            "The connection to fal.ai broke before it answered. It may have worked on the request, which then costs.",
        ),
        is_before_fal: false,
    };

    pub(super) fn of(error: &reqwest::Error, sent: &Sent) -> Self {
        let mut cause = std::error::Error::source(error);
        while let Some(found) = cause {
            match found.downcast_ref() {
                Some(UploadError::TooLarge) => return Self::TOO_LARGE,
                Some(UploadError::Stalled) => return Self::STALLED,
                Some(UploadError::Broken) => return Self::BROKEN_UPLOAD,
                None => cause = found.source(),
            }
        }
        if error.is_connect() {
            Self::UNREACHABLE
        } else if !sent.is_whole() {
            Self::CUT
        } else if error.is_timeout() {
            Self::SLOW
        } else {
            Self::BROKEN
        }
    }
}
