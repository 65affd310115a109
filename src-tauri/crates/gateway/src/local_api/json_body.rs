//! Bodies of requests to the local API.

use axum::extract::{FromRef, FromRequest, Request};
use fal_budget_i18n::say;
use hyper::StatusCode;
use serde::de::DeserializeOwned;

use crate::server::{ApiError, ServerLimits, read_whole};

/// Bytes of a request's body at most.
const MAX_BODY: usize = 64 << 10;

/// Body of a request, read as JSON whatever its content type says.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<S, T> FromRequest<S> for JsonBody<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
    ServerLimits: FromRef<S>,
{
    /// The response to a body that is too large, slow or wrong.
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let limits = ServerLimits::from_ref(state);
        let body = read_whole(request.into_body(), MAX_BODY, limits.stall_timeout)
            .await
            .map_err(|_| ApiError::too_large())?;
        let value = serde_json::from_slice(&body);
        value.map(Self).map_err(|error| bad_request(&error))
    }
}

/// Makes the error of a request that cannot be understood.
pub(crate) fn bad_request(detail: &dyn std::fmt::Display) -> ApiError {
    let message = say!("request-not-understood", detail = detail.to_string());
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
}
