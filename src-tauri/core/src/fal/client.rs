//! The HTTP client: bounded in size and time, https only, and never redirected.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use reqwest::header::{ACCEPT, AUTHORIZATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url, redirect};

use super::{Addresses, Credit, EventPage, FalError, Key, QuotedPrice, wire};
use crate::domain::record::FetchRun;
use crate::domain::sync_error::SyncError;

/// The most requests for prices at a time.
const MOST_LISTS: usize = 24;
/// Events of a page.
const EVENTS: u32 = 500;
/// The most models of one request.
const MOST_MODELS: usize = 50;

/// How much is taken of fal.
#[derive(Clone, Copy, Debug)]
pub struct ClientLimits {
    /// For a whole request.
    pub time: Duration,
    /// Of an answer.
    pub bytes: usize,
}

impl Default for ClientLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(15),
            bytes: 1 << 20,
        }
    }
}

/// Asks fal.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    api: Url,
    is_demo: bool,
    limits: ClientLimits,
}

impl Client {
    /// A client for these addresses. Fails where the system's certificates cannot be used.
    pub fn new(addresses: &Addresses, limits: ClientLimits) -> Result<Self, FalError> {
        // Fails where one is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("fal-budget/", env!("CARGO_PKG_VERSION")))
            .timeout(limits.time)
            .https_only(!addresses.is_demo)
            .redirect(redirect::Policy::none());
        // A proxy is for the way out of this computer.
        let builder = if addresses.is_demo {
            builder.no_proxy()
        } else {
            builder
        };
        let http = builder.build().map_err(|error| {
            log::warn!("no HTTP client: {error}");
            FalError::of(SyncError::Unreachable)
        })?;
        Ok(Self {
            http,
            api: addresses.api.clone(),
            is_demo: addresses.is_demo,
            limits,
        })
    }

    /// Whether it asks a stand-in on this computer.
    #[must_use]
    pub const fn is_demo(&self) -> bool {
        self.is_demo
    }

    /// The balance of the key's account; `now` dates a `Retry-After`.
    pub async fn credit(&self, key: &Key, now: DateTime<Utc>) -> Result<Credit, FalError> {
        let (status, body) = self.get(key, "account/billing?expand=credits", now).await?;
        match wire::lock(&body) {
            Some(sentence) => Err(FalError::Locked(sentence)),
            None if status.is_success() => wire::credit(&body),
            None => Err(refusal(status)),
        }
    }

    /// The prices of these models, as far as fal has any: it refuses a list with an unknown one,
    /// which is then asked for in halves, up to [`MOST_LISTS`] times. What came before a failure is
    /// kept.
    pub async fn quoted_prices(
        &self,
        key: &Key,
        models: &[String],
        now: DateTime<Utc>,
    ) -> Result<Vec<QuotedPrice>, FalError> {
        let mut lists: VecDeque<&[String]> = models.chunks(MOST_MODELS).collect();
        let mut offers = Vec::new();
        for _ in 0..MOST_LISTS {
            let Some(list) = lists.pop_front() else { break };
            match self.offer(key, list, now).await {
                Ok(Some(found)) => offers.extend(found),
                Ok(None) if list.len() > 1 => {
                    let (one, other) = list.split_at(list.len() / 2);
                    lists.extend([one, other]);
                }
                Ok(None) => {}
                Err(_) if !offers.is_empty() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(offers)
    }

    /// The prices of a list; none where it has a model that fal does not know.
    async fn offer(
        &self,
        key: &Key,
        list: &[String],
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<QuotedPrice>>, FalError> {
        let (status, body) = self
            .get(
                key,
                &format!("models/pricing?endpoint_id={}", list.join(",")),
                now,
            )
            .await?;
        match (status, wire::lock(&body)) {
            (_, Some(sentence)) => Err(FalError::Locked(sentence)),
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (status, _) if status.is_success() => wire::quoted_prices(&body).map(Some),
            (status, _) => Err(refusal(status)),
        }
    }

    /// A page of the billing record of a period.
    pub async fn events(
        &self,
        key: &Key,
        run: &FetchRun,
        now: DateTime<Utc>,
    ) -> Result<EventPage, FalError> {
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        let mut url = Url::parse("relative:models/billing-events")
            .map_err(|_| FalError::of(SyncError::Unreachable))?;
        url.query_pairs_mut()
            .append_pair("start", &time(run.period.from))
            .append_pair("end", &time(run.period.until))
            .append_pair("limit", &EVENTS.to_string())
            .extend_pairs(run.cursor.iter().map(|cursor| ("cursor", cursor)));
        let path = format!("models/billing-events?{}", url.query().unwrap_or_default());
        let (status, body) = self.get(key, &path, now).await?;
        match wire::lock(&body) {
            Some(sentence) => Err(FalError::Locked(sentence)),
            None if status.is_success() => wire::events(&body),
            None => Err(refusal(status)),
        }
    }

    /// What these requests were charged, as far as fal's record has them: up to fifty, that ended
    /// since `from`.
    pub async fn events_of(
        &self,
        key: &Key,
        requests: &[String],
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<EventPage, FalError> {
        let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
        // Requests are known by letters, digits, - and _; moments end with Z: nothing here needs
        // escapes.
        let (from, until) = (time(from), time(now + TimeDelta::hours(1)));
        let path = format!(
            "models/billing-events?start={from}&end={until}&request_id={}",
            requests.join(",")
        );
        let (status, body) = self.get(key, &path, now).await?;
        match wire::lock(&body) {
            Some(sentence) => Err(FalError::Locked(sentence)),
            None if status.is_success() => wire::events(&body),
            None => Err(refusal(status)),
        }
    }

    /// A whole answer, without the key should fal repeat it; those with a `Retry-After` end here.
    async fn get(
        &self,
        key: &Key,
        path: &str,
        now: DateTime<Utc>,
    ) -> Result<(StatusCode, Vec<u8>), FalError> {
        let rejected = || FalError::of(SyncError::KeyRejected);
        let url = self
            .api
            .join(path)
            .map_err(|_| FalError::of(SyncError::Unreachable))?;
        let request = self
            .http
            .get(url)
            .header(AUTHORIZATION, key.header().map_err(|_| rejected())?);
        let answer = request
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(|error| unanswered(&error))?;
        let status = answer.status();
        let wish = retry_after(&answer, now);
        let body = self
            .body(answer)
            .await
            .map(|body| key.redact(&String::from_utf8_lossy(&body)).into_bytes());
        match wish {
            Some(_) if !status.is_success() && !is_locked(body.as_deref()) => {
                Err(FalError::Trouble {
                    sync_error: sync_error(status),
                    retry_after: wish,
                })
            }
            _ => Ok((status, body?)),
        }
    }

    async fn body(&self, mut answer: Response) -> Result<Vec<u8>, FalError> {
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(|error| unanswered(&error))? {
            if body.len() + part.len() > self.limits.bytes {
                return Err(FalError::of(SyncError::Unreadable));
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }
}

fn is_locked(body: Result<&[u8], &FalError>) -> bool {
    body.is_ok_and(|body| wire::lock(body).is_some())
}

fn refusal(status: StatusCode) -> FalError {
    FalError::of(sync_error(status))
}

fn sync_error(status: StatusCode) -> SyncError {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => SyncError::KeyRejected,
        StatusCode::TOO_MANY_REQUESTS => SyncError::Busy,
        other => SyncError::Failing(other.as_u16()),
    }
}

/// The error itself is not kept: it could name an address, and says little to a person.
fn unanswered(error: &reqwest::Error) -> FalError {
    FalError::of(if error.is_timeout() {
        SyncError::Slow
    } else {
        SyncError::Unreachable
    })
}

/// Seconds or a date (RFC 9110, 10.2.3).
fn retry_after(answer: &Response, now: DateTime<Utc>) -> Option<Duration> {
    let text = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
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
