//! The local API: balance, jobs and estimates over HTTP, for whoever has the token.

use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::{Body, read_whole};
use super::proxy::Proxy;
use super::responses::{ApiError, json};
use crate::clock;
use crate::domain::job::JobOrigin;
use crate::requests::{self, JobPlace, JobRequest, ListJobs, SetBudget};
use crate::say;

/// Bytes of a request's body at most.
const MAX_BODY: usize = 64 << 10;
/// Jobs on a page when the caller gives no `limit`.
const PAGE_SIZE: u32 = 50;

/// Resource of the local API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApiTopic {
    Budget,
    Jobs,
    Estimate,
}

/// JSON of a successful response: the line that a person would read, beside the content's fields.
#[derive(Serialize)]
struct ApiAnswer<T> {
    message: String,
    #[serde(flatten)]
    content: T,
}

/// Returns the resource at a path, or `None` for a path that is not the local API's.
pub(super) fn topic(path: &str) -> Option<ApiTopic> {
    match path.trim_end_matches('/') {
        "/api/budget" => Some(ApiTopic::Budget),
        "/api/jobs" => Some(ApiTopic::Jobs),
        "/api/estimate" => Some(ApiTopic::Estimate),
        _ => None,
    }
}

impl Proxy {
    /// Responds to a request of the local API, with 401 unless it carries the token.
    pub(super) async fn api(&self, topic: ApiTopic, request: Request<Incoming>) -> Response<Body> {
        let has_token = bearer(request.headers()).is_some_and(|token| self.token.matches(token));
        if !has_token {
            return ApiError::new(StatusCode::UNAUTHORIZED, "token", say!("api-token"))
                .into_response();
        }
        let response = match (topic, request.method()) {
            (ApiTopic::Budget, &Method::GET) => self.budget().await,
            (ApiTopic::Budget, &Method::POST) => self.set_budget(request).await,
            (ApiTopic::Jobs, &Method::GET) => self.jobs(request.uri().query()).await,
            (ApiTopic::Jobs, &Method::POST) => self.log_job(request).await,
            (ApiTopic::Estimate, &Method::POST) => self.estimate(request).await,
            (ApiTopic::Estimate, _) => Err(ApiError::method_not_allowed("POST")),
            _ => Err(ApiError::method_not_allowed("GET, POST")),
        };
        response.unwrap_or_else(ApiError::into_response)
    }

    async fn budget(&self) -> Result<Response<Body>, ApiError> {
        let budget = requests::budget(&self.guard.ledger(), clock::now(), &clock::zone())
            .await
            .map_err(ApiError::from_error)?;
        let message = budget.display.header.clone();
        Ok(answer(StatusCode::OK, message, budget))
    }

    async fn set_budget(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let new: SetBudget = self.read_json(request).await?;
        requests::set_budget(&self.guard.ledger(), &new, clock::now())
            .await
            .map_err(ApiError::from_error)?;
        self.wake_window();
        self.budget().await
    }

    async fn jobs(&self, query: Option<&str>) -> Result<Response<Body>, ApiError> {
        let page = jobs_query(query)?;
        let ledger = self.guard.ledger();
        let jobs = requests::list_jobs(&ledger, &page, clock::now(), &clock::zone())
            .await
            .map_err(ApiError::from_error)?;
        Ok(json(StatusCode::OK, &jobs))
    }

    async fn log_job(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let job: JobRequest = self.read_json(request).await?;
        let (ledger, now, zone) = (self.guard.ledger(), clock::now(), clock::zone());
        let logged = requests::log_job(&ledger, &job, JobOrigin::Api, now, &zone)
            .await
            .map_err(ApiError::from_error)?;
        self.wake_window();
        let budget = requests::budget(&ledger, now, &zone)
            .await
            .map_err(ApiError::from_error)?;
        Ok(answer(StatusCode::CREATED, budget.display.header, logged))
    }

    async fn estimate(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let job: JobRequest = self.read_json(request).await?;
        let ledger = self.guard.ledger();
        let estimate = requests::estimate_cost(&ledger, &job, clock::now(), &clock::zone())
            .await
            .map_err(ApiError::from_error)?;
        let total = estimate.display.total.as_ref();
        let message = total.map_or_else(|| say!("estimate-no-price"), |total| total.text.clone());
        Ok(answer(StatusCode::OK, message, estimate))
    }

    /// Reads the body as JSON. `Err` is the response to a body that is too large, slow or wrong.
    async fn read_json<T: DeserializeOwned>(
        &self,
        request: Request<Incoming>,
    ) -> Result<T, ApiError> {
        let body = read_whole(request.into_body(), MAX_BODY, self.limits.stall_timeout)
            .await
            .map_err(|_| ApiError::too_large())?;
        serde_json::from_slice(&body).map_err(|error| bad_request(&error))
    }

    /// Lets the window read the ledger again at once, after a change that wrote no journal record.
    fn wake_window(&self) {
        self.journal.appended.notify_one();
    }
}

fn answer(status: StatusCode, message: String, content: impl Serialize) -> Response<Body> {
    json(status, &ApiAnswer { message, content })
}

/// Returns the token of an `Authorization: Bearer` header (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn bad_request(detail: &dyn std::fmt::Display) -> ApiError {
    let message = say!("request-not-understood", detail = detail.to_string());
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
}

/// Parses the query of the list of jobs: `limit`, and `at` with `id`, which name the last job of
/// the page before.
fn jobs_query(query: Option<&str>) -> Result<ListJobs, ApiError> {
    let mut limit = PAGE_SIZE;
    let (mut at, mut id) = (None, None);
    // `Url` decodes the pairs, but only as part of an absolute address.
    let url = format!("relative:?{}", query.unwrap_or_default());
    let url = reqwest::Url::parse(&url).map_err(|error| bad_request(&error))?;
    for (name, value) in url.query_pairs() {
        match name.as_ref() {
            "limit" => limit = value.parse().map_err(|_| bad_request(&say!("api-limit")))?,
            "at" => at = Some(value.into_owned()),
            "id" => id = Some(value.parse().map_err(|_| bad_request(&say!("api-id")))?),
            other => return Err(bad_request(&say!("api-parameter", name = other))),
        }
    }
    // Jobs of one moment are ordered by id, so neither names a place alone.
    let after = match (at, id) {
        (Some(at), Some(id)) => Some(JobPlace { at, id }),
        (None, None) => None,
        _ => return Err(bad_request(&say!("api-place"))),
    };
    Ok(ListJobs {
        limit: Some(limit),
        after,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_api_are_answered_by_it() {
        assert_eq!(topic("/api/budget"), Some(ApiTopic::Budget));
        assert_eq!(topic("/api/jobs/"), Some(ApiTopic::Jobs));
        assert_eq!(topic("/api/estimate"), Some(ApiTopic::Estimate));
        for path in [
            "/",
            "/api",
            "/api/fal/proxy",
            "/api/budget/x",
            "/API/budget",
            "/run/api/budget",
        ] {
            assert_eq!(topic(path), None, "{path}");
        }
    }

    #[test]
    fn a_page_of_jobs_is_asked_for_by_its_size_and_the_last_job_before_it() {
        assert_eq!(jobs_query(None).unwrap().limit, Some(PAGE_SIZE));
        let next = jobs_query(Some("limit=2&at=2026-11-24T12:00:00Z&id=7")).unwrap();
        assert_eq!(
            (next.limit, next.after.map(|after| after.id)),
            (Some(2), Some(7))
        );
        for query in [
            "limit=x",
            "limit=-1",
            "id=7",
            "at=2026-11-24T12:00:00Z",
            "offset=1",
        ] {
            assert!(jobs_query(Some(query)).is_err(), "{query}");
        }
    }
}
