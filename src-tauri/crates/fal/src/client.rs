//! The HTTP client: bounded in size and time, over https only, and never redirected.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use fal_budget_domain::jobs::key_id::KeyId;
use fal_budget_domain::jobs::record::FetchRun;
use fal_budget_domain::live::sync_error::SyncError;
use reqwest::header::{ACCEPT, AUTHORIZATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url, redirect};

use super::{Addresses, Credit, EventPage, FalError, Key, QuotedPrice, wire};

/// Requests for prices at most, for one list of models.
const MAX_PRICE_REQUESTS: usize = 24;
/// Models in one request for prices at most.
const MAX_MODELS: usize = 50;
/// Events on a page of the billing record.
const PAGE_SIZE: u32 = 500;
/// Pages of keys that are read at most.
const MAX_KEY_PAGES: usize = 20;
/// Expansion by which billing events say how they were authorized
/// (<https://fal.ai/docs/platform-apis/v1/models/billing-events>).
const BY_KEY: &str = "auth_method_structured";

/// Bounds on one request to fal.
#[derive(Clone, Copy, Debug)]
pub struct ClientLimits {
    /// Time for the whole request.
    pub timeout: Duration,
    /// Bytes of the response.
    pub max_bytes: usize,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(15),
            max_bytes: 1 << 20,
        }
    }
}

/// Client of fal's Platform API.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    api: Url,
    is_demo: bool,
    limits: ClientLimits,
}

impl Client {
    /// Makes a client for these addresses. `Err` when the system's certificates cannot be used.
    pub fn new(addresses: &Addresses, limits: ClientLimits) -> Result<Self, FalError> {
        // Fails if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("fal-budget/", env!("CARGO_PKG_VERSION")))
            .timeout(limits.timeout)
            .https_only(!addresses.is_demo)
            // A redirect would take the key along.
            .redirect(redirect::Policy::none());
        // A system's proxy leads away from this computer, where a stand-in is.
        let builder = if addresses.is_demo {
            builder.no_proxy()
        } else {
            builder
        };
        let http = builder.build().map_err(|error| {
            log::warn!("no HTTP client: {error}");
            FalError::failed(SyncError::Unreachable)
        })?;
        Ok(Self {
            http,
            api: addresses.api.clone(),
            is_demo: addresses.is_demo,
            limits,
        })
    }

    /// Tells whether fal is played by a stand-in on this computer.
    #[must_use]
    pub const fn is_demo(&self) -> bool {
        self.is_demo
    }

    /// Reads the balance of the key's account. `now` is for a `Retry-After` that is a date.
    pub async fn credit(&self, key: &Key, now: DateTime<Utc>) -> Result<Credit, FalError> {
        let path = "account/billing?expand=credits";
        wire::credit(&self.get_success(key, path, now).await?)
    }

    /// Reads the prices of these models, as far as fal has any. On an error the prices that came
    /// before are returned; `Err` if there were none.
    pub async fn quoted_prices(
        &self,
        key: &Key,
        models: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<QuotedPrice>, FalError> {
        let mut lists: VecDeque<&[String]> = models.chunks(MAX_MODELS).collect();
        let mut prices = Vec::new();
        // fal refuses a list with one unknown model, without saying which: halves find it. Many
        // unknown ones would take very many requests, so their number is bounded.
        for _ in 0..MAX_PRICE_REQUESTS {
            let Some(list) = lists.pop_front() else { break };
            match self.price_list(key, list, now).await {
                Ok(Some(found)) => prices.extend(found),
                Ok(None) if list.len() > 1 => {
                    let (one, other) = list.split_at(list.len() / 2);
                    lists.extend([one, other]);
                }
                Ok(None) => {}
                Err(_) if !prices.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(prices)
    }

    /// Reads the prices of one list. `None` when fal does not know one of its models.
    async fn price_list(
        &self,
        key: &Key,
        models: &[String],
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<QuotedPrice>>, FalError> {
        let path = format!("models/pricing?endpoint_id={}", models.join(","));
        match self.get(key, &path, now).await? {
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (status, body) if status.is_success() => wire::quoted_prices(&body).map(Some),
            (status, _) => Err(refusal(status)),
        }
    }

    /// Reads a page of the billing record: the period and the cursor of `run`.
    pub async fn billing_events(
        &self,
        key: &Key,
        run: &FetchRun,
        now: DateTime<Utc>,
    ) -> Result<EventPage, FalError> {
        // A URL of its own, to encode the pairs: the cursor is fal's, and may be anything.
        let mut url = Url::parse("relative:models/billing-events")
            .map_err(|_| FalError::failed(SyncError::Unreachable))?;
        url.query_pairs_mut()
            .append_pair("start", &timestamp(run.period.from))
            .append_pair("end", &timestamp(run.period.until))
            .append_pair("limit", &PAGE_SIZE.to_string())
            .append_pair("expand", BY_KEY)
            .extend_pairs(run.cursor.iter().map(|cursor| ("cursor", cursor)));
        let path = format!("models/billing-events?{}", url.query().unwrap_or_default());
        wire::events(&self.get_success(key, &path, now).await?)
    }

    /// Reads the billing events of these requests, at most fifty, that ended since `from`. Requests
    /// that fal has not billed yet are missing.
    pub async fn billing_events_of(
        &self,
        key: &Key,
        requests: &[String],
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<EventPage, FalError> {
        // An hour ahead, should this computer's clock be behind fal's.
        let (from, until) = (timestamp(from), timestamp(now + TimeDelta::hours(1)));
        // Nothing needs escapes: ids consist of letters, digits, - and _, and times end with Z.
        let path = format!(
            "models/billing-events?start={from}&end={until}&expand={BY_KEY}&request_id={}",
            requests.join(",")
        );
        wire::events(&self.get_success(key, &path, now).await?)
    }

    /// Reads ids and names of the account's keys, at most a few thousand of them.
    pub async fn keys(
        &self,
        key: &Key,
        now: DateTime<Utc>,
    ) -> Result<Vec<(KeyId, String)>, FalError> {
        let (mut keys, mut cursor) = (Vec::new(), None::<String>);
        for _ in 0..MAX_KEY_PAGES {
            let mut url = Url::parse("relative:keys")
                .map_err(|_| FalError::failed(SyncError::Unreachable))?;
            url.query_pairs_mut()
                .append_pair("limit", &PAGE_SIZE.to_string())
                .extend_pairs(cursor.iter().map(|cursor| ("cursor", cursor)));
            let path = format!("keys?{}", url.query().unwrap_or_default());
            let page = wire::keys(&self.get_success(key, &path, now).await?)?;
            keys.extend(page.keys);
            // A page that names itself as the next would never end.
            if page.next.is_none() || page.next == cursor {
                break;
            }
            cursor = page.next;
        }
        Ok(keys)
    }

    /// Reads the body of a response with a status of success.
    async fn get_success(
        &self,
        key: &Key,
        path: &str,
        now: DateTime<Utc>,
    ) -> Result<Vec<u8>, FalError> {
        match self.get(key, path, now).await? {
            (status, body) if status.is_success() => Ok(body),
            (status, _) => Err(refusal(status)),
        }
    }

    /// Reads a response, from which the key is removed should fal repeat it. `Err` for a locked
    /// account, and for any failure with a `Retry-After`.
    async fn get(
        &self,
        key: &Key,
        path: &str,
        now: DateTime<Utc>,
    ) -> Result<(StatusCode, Vec<u8>), FalError> {
        let response = self.send(key, path).await?;
        let (status, retry_after) = (response.status(), retry_after(&response, now));
        let body = self
            .body(response)
            .await
            .map(|body| key.redact(&String::from_utf8_lossy(&body)).into_bytes());
        if let Some(message) = body.as_deref().ok().and_then(wire::lock_message) {
            return Err(FalError::Locked(message));
        }
        // Before an error of the body: fal's wish to be left alone holds without one, too.
        if retry_after.is_some() && !status.is_success() {
            return Err(FalError::Failed {
                sync_error: sync_error(status),
                retry_after,
            });
        }
        Ok((status, body?))
    }

    async fn send(&self, key: &Key, path: &str) -> Result<Response, FalError> {
        let url = self
            .api
            .join(path)
            .map_err(|_| FalError::failed(SyncError::Unreachable))?;
        let authorization = key
            .header()
            .map_err(|_| FalError::failed(SyncError::KeyRejected))?;
        self.http
            .get(url)
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(|error| no_response(&error))
    }

    /// Reads a whole body. `Err` if it is larger than the limit.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, FalError> {
        let mut body = Vec::new();
        while let Some(part) = response
            .chunk()
            .await
            .map_err(|error| no_response(&error))?
        {
            if body.len() + part.len() > self.limits.max_bytes {
                return Err(FalError::failed(SyncError::Unreadable));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }
}

/// Formats a moment as fal takes it.
fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn refusal(status: StatusCode) -> FalError {
    FalError::failed(sync_error(status))
}

/// Converts a status that is no success.
fn sync_error(status: StatusCode) -> SyncError {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => SyncError::KeyRejected,
        StatusCode::TOO_MANY_REQUESTS => SyncError::Busy,
        other => SyncError::Failing(other.as_u16()),
    }
}

/// Converts the error of a request that got no response.
fn no_response(error: &reqwest::Error) -> FalError {
    // reqwest's own text is not kept: it could contain an address, and helps nobody.
    FalError::failed(if error.is_timeout() {
        SyncError::Slow
    } else {
        SyncError::Unreachable
    })
}

/// Reads `Retry-After`, which is a number of seconds or a date (RFC 9110, 10.2.3).
fn retry_after(response: &Response, now: DateTime<Utc>) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    Some(
        date.to_utc()
            .signed_duration_since(now)
            .to_std()
            .unwrap_or_default(),
    )
}
