//! The local API: what window and verbs can ask, for whoever has the token.

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::body::Body;
use super::proxy::Proxy;
use super::responses::{ApiError, json};
use crate::clock;
use crate::domain::job::JobOrigin;
use crate::requests::{self, JobPlace, JobRequest, ListJobs, SetBudget};
use crate::say;

/// The most of a body.
const LONGEST: usize = 64 << 10;
/// Jobs of a page where the caller does not say.
const PAGE: u32 = 50;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ApiTopic {
    Budget,
    Jobs,
    Estimate,
}

/// An answer with the line that a person would read.
#[derive(Serialize)]
struct ApiAnswer<T> {
    message: String,
    #[serde(flatten)]
    what: T,
}

/// What a path asks for; none where it is none of the API's.
pub(super) fn topic(path: &str) -> Option<ApiTopic> {
    match path.trim_end_matches('/') {
        "/api/budget" => Some(ApiTopic::Budget),
        "/api/jobs" => Some(ApiTopic::Jobs),
        "/api/estimate" => Some(ApiTopic::Estimate),
        _ => None,
    }
}

impl Proxy {
    /// Answers a request, for whoever has the token.
    pub(super) async fn api(&self, topic: ApiTopic, request: Request<Incoming>) -> Response<Body> {
        let has_token = bearer(request.headers()).is_some_and(|token| self.token.matches(token));
        if !has_token {
            return ApiError::new(StatusCode::UNAUTHORIZED, "token", say!("api-token"))
                .into_response();
        }
        let answer = match (topic, request.method()) {
            (ApiTopic::Budget, &Method::GET) => self.budget().await,
            (ApiTopic::Budget, &Method::POST) => self.set_budget(request).await,
            (ApiTopic::Jobs, &Method::GET) => self.jobs(request.uri().query()).await,
            (ApiTopic::Jobs, &Method::POST) => self.log_job(request).await,
            (ApiTopic::Estimate, &Method::POST) => self.estimate(request).await,
            (ApiTopic::Estimate, _) => Err(ApiError::method("POST")),
            _ => Err(ApiError::method("GET, POST")),
        };
        answer.unwrap_or_else(ApiError::into_response)
    }

    async fn budget(&self) -> Result<Response<Body>, ApiError> {
        let budget = requests::budget(&self.guard.ledger(), clock::now(), &clock::zone())
            .await
            .map_err(ApiError::from_error)?;
        Ok(json(
            StatusCode::OK,
            &ApiAnswer {
                message: budget.display.header.clone(),
                what: budget,
            },
        ))
    }

    async fn set_budget(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let asked: SetBudget = self.read(request).await?;
        requests::set_budget(&self.guard.ledger(), &asked, clock::now())
            .await
            .map_err(ApiError::from_error)?;
        self.changed();
        self.budget().await
    }

    async fn jobs(&self, query: Option<&str>) -> Result<Response<Body>, ApiError> {
        let asked = page(query)?;
        let ledger = self.guard.ledger();
        let jobs = requests::list_jobs(&ledger, &asked, clock::now(), &clock::zone())
            .await
            .map_err(ApiError::from_error)?;
        Ok(json(StatusCode::OK, &jobs))
    }

    async fn log_job(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let asked: JobRequest = self.read(request).await?;
        let (ledger, now, zone) = (self.guard.ledger(), clock::now(), clock::zone());
        let logged = requests::log_job(&ledger, &asked, JobOrigin::Api, now, &zone)
            .await
            .map_err(ApiError::from_error)?;
        self.changed();
        let budget = requests::budget(&ledger, now, &zone)
            .await
            .map_err(ApiError::from_error)?;
        Ok(json(
            StatusCode::CREATED,
            &ApiAnswer {
                message: budget.display.header,
                what: logged,
            },
        ))
    }

    async fn estimate(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        let asked: JobRequest = self.read(request).await?;
        let ledger = self.guard.ledger();
        let estimate = requests::estimate_cost(&ledger, &asked, clock::now(), &clock::zone()).await;
        let estimate = estimate.map_err(ApiError::from_error)?;
        let total = estimate.display.total.as_ref();
        let message = total.map_or_else(|| say!("estimate-no-price"), |total| total.text.clone());
        Ok(json(
            StatusCode::OK,
            &ApiAnswer {
                message,
                what: estimate,
            },
        ))
    }

    /// The body as what this address takes.
    async fn read<T: DeserializeOwned>(&self, request: Request<Incoming>) -> Result<T, ApiError> {
        let body = timeout(
            self.limits.stall,
            Limited::new(request.into_body(), LONGEST).collect(),
        )
        .await;
        let body = body
            .ok()
            .and_then(Result::ok)
            .ok_or_else(ApiError::too_large)?
            .to_bytes();
        serde_json::from_slice(&body).map_err(|error| bad_request(&error))
    }

    /// The window looks at once.
    fn changed(&self) {
        self.journal.appended.notify_one();
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn bad_request(detail: &dyn std::fmt::Display) -> ApiError {
    let message = say!("request-not-understood", detail = detail.to_string());
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
}

/// `limit`, and `at` and `id` of the last job of the page before.
fn page(query: Option<&str>) -> Result<ListJobs, ApiError> {
    let mut asked = ListJobs {
        limit: Some(PAGE),
        after: None,
    };
    let (mut at, mut id) = (None, None);
    let address = format!("relative:?{}", query.unwrap_or_default());
    let pairs = reqwest::Url::parse(&address).map_err(|error| bad_request(&error))?;
    for (name, value) in pairs.query_pairs() {
        match name.as_ref() {
            "limit" => {
                asked.limit = Some(value.parse().map_err(|_| bad_request(&say!("api-limit")))?)
            }
            "at" => at = Some(value.into_owned()),
            "id" => id = Some(value.parse().map_err(|_| bad_request(&say!("api-id")))?),
            other => return Err(bad_request(&say!("api-parameter", name = other))),
        }
    }
    match (at, id) {
        (Some(at), Some(id)) => asked.after = Some(JobPlace { at, id }),
        (None, None) => {}
        _ => return Err(bad_request(&say!("api-place"))),
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_apis_or_it_is_not() {
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
    fn a_page_is_asked_for_by_its_size_and_the_last_job_before_it() {
        assert_eq!(page(None).unwrap().limit, Some(PAGE));
        let next = page(Some("limit=2&at=2026-11-24T12:00:00Z&id=7")).unwrap();
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
            assert!(page(Some(query)).is_err(), "{query}");
        }
    }
}
