//! Routes of the local API.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Query, RawQuery, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use fal_budget_app::clock;
use fal_budget_app::requests::{self, JobRequest, SetBudget};
use fal_budget_domain::jobs::JobOrigin;
use fal_budget_i18n::say;
use fal_budget_ledger::Ledger;
use hyper::header::AUTHORIZATION;
use hyper::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::jobs_query::jobs_query;
use super::json_body::{JsonBody, bad_request};
use crate::access::Token;
use crate::journal::CurrentLedger;
use crate::server::{ApiError, ServerLimits, json};

/// The local API of a gateway.
#[derive(Clone)]
pub(crate) struct LocalApi {
    ledger: CurrentLedger,
    token: Arc<Token>,
    limits: ServerLimits,
}

/// JSON of a successful response: the line that a person would read, beside the content's fields.
#[derive(Serialize)]
struct ApiAnswer<T> {
    message: String,
    #[serde(flatten)]
    content: T,
}

impl LocalApi {
    /// Answers whoever has `token` from `ledger`, within `limits`.
    pub(crate) fn new(ledger: CurrentLedger, token: Token, limits: ServerLimits) -> Self {
        Self {
            ledger,
            token: Arc::new(token),
            limits,
        }
    }

    /// Makes the router of the local API, with 401 to everything that carries no token.
    pub(crate) fn router(self) -> Router {
        let resources = [
            ("/api/budget", "GET, POST", get(budget).post(set_budget)),
            ("/api/jobs", "GET, POST", get(jobs).post(log_job)),
            ("/api/estimate", "POST", post(estimate)),
        ];
        let mut router = Router::new();
        for (path, methods, route) in resources {
            let route = taking(methods, route);
            router = router.route(path, route.clone());
            router = router.route(&format!("{path}/"), route);
        }
        router
            .route_layer(from_fn_with_state(self.clone(), require_token))
            .with_state(self)
    }
}

impl FromRef<LocalApi> for ServerLimits {
    fn from_ref(api: &LocalApi) -> Self {
        api.limits
    }
}

/// Answers every other method by the list of those that are taken.
fn taking(methods: &'static str, router: MethodRouter<LocalApi>) -> MethodRouter<LocalApi> {
    let refuse = move || async move { ApiError::method_not_allowed(methods) };
    // axum would answer a HEAD as a GET, with the reading of the ledger for nothing.
    router.head(refuse).fallback(refuse)
}

/// Lets only requests through that carry the token.
async fn require_token(
    State(api): State<LocalApi>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    if bearer(request.headers()).is_some_and(|token| api.token.matches(token)) {
        Ok(next.run(request).await)
    } else {
        let message = say!("api-token");
        Err(ApiError::new(StatusCode::UNAUTHORIZED, "token", message))
    }
}

/// Returns the token of an `Authorization: Bearer` header (RFC 6750).
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Named account of a request; without one the account in use answers.
#[derive(Deserialize)]
struct OfAccount {
    account: Option<String>,
}

impl LocalApi {
    /// Returns the ledger of the account that a request names.
    async fn ledger(&self, of: &OfAccount) -> Result<Ledger, ApiError> {
        requests::in_account(&self.ledger.get(), of.account.as_deref())
            .await
            .map_err(ApiError::from_error)
    }
}

async fn budget(
    State(api): State<LocalApi>,
    Query(of): Query<OfAccount>,
) -> Result<Response, ApiError> {
    let ledger = api.ledger(&of).await?;
    let budget = requests::budget(&ledger, clock::now(), &clock::zone())
        .await
        .map_err(ApiError::from_error)?;
    let message = budget.display.header.clone();
    Ok(answer(StatusCode::OK, message, budget))
}

async fn set_budget(
    State(api): State<LocalApi>,
    Query(of): Query<OfAccount>,
    JsonBody(new): JsonBody<SetBudget>,
) -> Result<Response, ApiError> {
    requests::set_budget(&api.ledger(&of).await?, &new, clock::now())
        .await
        .map_err(ApiError::from_error)?;
    api.ledger.wake_window();
    budget(State(api), Query(of)).await
}

async fn jobs(
    State(api): State<LocalApi>,
    Query(of): Query<OfAccount>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let page = jobs_query(query.as_deref())?;
    let ledger = api.ledger(&of).await?;
    let jobs = requests::list_jobs(&ledger, &page, clock::now(), &clock::zone())
        .await
        .map_err(ApiError::from_error)?;
    Ok(json(StatusCode::OK, &jobs))
}

async fn log_job(
    State(api): State<LocalApi>,
    Query(of): Query<OfAccount>,
    JsonBody(job): JsonBody<JobRequest>,
) -> Result<Response, ApiError> {
    let (ledger, now, zone) = (api.ledger(&of).await?, clock::now(), clock::zone());
    let logged = requests::log_job(&ledger, &job, JobOrigin::Api, now, &zone)
        .await
        .map_err(ApiError::from_error)?;
    api.ledger.wake_window();
    let budget = requests::budget(&ledger, now, &zone)
        .await
        .map_err(ApiError::from_error)?;
    Ok(answer(StatusCode::CREATED, budget.display.header, logged))
}

async fn estimate(
    State(api): State<LocalApi>,
    Query(of): Query<OfAccount>,
    JsonBody(body): JsonBody<Value>,
) -> Result<Response, ApiError> {
    let ledger = api.ledger(&of).await?;
    if let Some(input) = body.get("input") {
        let model = body.get("model").unwrap_or(&Value::Null);
        let cost = requests::estimate_call(&ledger, model, input, clock::now())
            .await
            .map_err(ApiError::from_error)?;
        return Ok(answer(StatusCode::OK, cost.why.clone(), cost));
    }
    let job: JobRequest = serde_json::from_value(body).map_err(|error| bad_request(&error))?;
    let estimate = requests::estimate_cost(&ledger, &job, clock::now(), &clock::zone())
        .await
        .map_err(ApiError::from_error)?;
    let total = estimate.display.total.as_ref();
    let message = total.map_or_else(|| say!("estimate-no-price"), |total| total.text.clone());
    Ok(answer(StatusCode::OK, message, estimate))
}

fn answer(status: StatusCode, message: String, content: impl Serialize) -> Response {
    json(status, &ApiAnswer { message, content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Journal;
    use axum::body::Body;
    use fal_budget_domain::account::AccountId;
    use fal_budget_store::database;
    use hyper::service::Service;
    use hyper_util::service::TowerToHyperService;

    #[tokio::test]
    async fn only_paths_of_the_api_are_answered_by_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = database::open(&folder.path().join("a.db")).await.unwrap();
        let journal = Journal::open(folder.path(), 0).unwrap();
        let ledger = CurrentLedger::new(Ledger::new(database, AccountId::FIRST), Arc::new(journal));
        let token = Token::open(folder.path()).unwrap();
        let api = LocalApi::new(ledger, token, ServerLimits::default()).router();
        let api = TowerToHyperService::new(api);
        let status = async |path: &str| {
            let request = Request::builder().uri(path).body(Body::empty()).unwrap();
            api.call(request).await.unwrap().status()
        };
        for path in [
            "/api/budget",
            "/api/jobs/",
            "/api/jobs?limit=1",
            "/api/estimate",
        ] {
            assert_eq!(status(path).await, StatusCode::UNAUTHORIZED, "{path}");
        }
        for path in [
            "/",
            "/api",
            "/api/fal/proxy",
            "/api/budget/x",
            "/API/budget",
            "/run/api/budget",
        ] {
            assert_eq!(status(path).await, StatusCode::NOT_FOUND, "{path}");
        }
    }
}
