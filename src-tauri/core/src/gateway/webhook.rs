//! `POST /api/webhooks/fal`: fal tells through a tunnel of the person's that a request is done.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};
use tokio::time::timeout;

use super::applier::apply_up_to;
use super::body::Body;
use super::in_flight::InFlightCall;
use super::proxy::Proxy;
use super::responses::{ApiError, accepted};
use super::signature::{self, Keys, WebhookSignature};
use crate::clock;
use crate::domain::call::CallRef;
use crate::say;

/// The path.
pub(super) const PATH: &str = "/api/webhooks/fal";
/// Where fal's public keys are, below its REST host.
const KEYS: &str = ".well-known/jwks.json";
/// fal allows keys to be kept for a day.
const FRESH: TimeDelta = TimeDelta::hours(24);
/// Keys that do not fit are asked for anew, but not at anybody's pace.
const AGAIN: TimeDelta = TimeDelta::seconds(30);
/// For fal's keys.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most of a body, which carries the result of a model.
const LONGEST: usize = 8 << 20;
/// The most of fal's set of keys.
const LONGEST_KEYS: usize = 64 << 10;
/// Bodies that are held at a time.
const SEATS: usize = 4;
/// What was told is known as long as its seal holds, on either side of now.
const REMEMBERED: TimeDelta = TimeDelta::seconds(660);

/// fal's keys as they were read.
struct CachedKeys {
    keys: Keys,
    at: DateTime<Utc>,
    /// They were read because those before did not fit.
    by_misfit: bool,
}

/// What was told, and by which keys it was checked.
pub(super) struct Webhooks {
    keys: AsyncMutex<Option<CachedKeys>>,
    seen: Mutex<VecDeque<(DateTime<Utc>, [u8; 64])>>,
    /// Requests that are done, not asked for yet.
    done: Mutex<Vec<String>>,
    seats: Semaphore,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            keys: AsyncMutex::default(),
            seen: Mutex::default(),
            done: Mutex::default(),
            seats: Semaphore::new(SEATS),
        }
    }
}

impl Webhooks {
    /// Requests of which fal told that they are done, since this was asked before.
    pub(super) fn take_done(&self) -> Vec<String> {
        std::mem::take(&mut *self.done.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this was told before.
    fn is_replay(&self, seal: &WebhookSignature, now: DateTime<Utc>) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen
            .front()
            .is_some_and(|(at, _)| now.signed_duration_since(*at) > REMEMBERED)
        {
            seen.pop_front();
        }
        seen.iter()
            .any(|(_, signature)| *signature == seal.signature)
    }

    fn remember(&self, seal: &WebhookSignature, now: DateTime<Utc>) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back((now, seal.signature));
    }
}

impl Proxy {
    /// Takes what fal tells, or says why not.
    pub(super) async fn webhook(&self, request: Request<Incoming>) -> Response<Body> {
        self.hear(request)
            .await
            .unwrap_or_else(ApiError::into_response)
    }

    async fn hear(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        if *request.method() != Method::POST {
            return Err(ApiError::method("POST"));
        }
        let now = clock::now();
        let unsigned = || {
            ApiError::new(
                StatusCode::UNAUTHORIZED,
                "unsigned",
                say!("webhook-unsigned"),
            )
        };
        let seal = WebhookSignature::read(request.headers(), now).ok_or_else(unsigned)?;
        let _seat = self
            .webhooks
            .seats
            .acquire()
            .await
            .map_err(|_| ApiError::busy(say!("webhook-stopping")))?;
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
        if !self.is_fals(&seal, &body, now).await? {
            return Err(unsigned());
        }
        let no_end = || {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "bad_request",
                say!("webhook-status"),
            )
        };
        let end = signature::end(&body).ok_or_else(no_end)?;
        if self.webhooks.is_replay(&seal, now) {
            return Ok(accepted(&say!("webhook-told-before")));
        }
        let ledger = self.guard.ledger();
        apply_up_to(&self.journal, &ledger, self.journal.last())
            .await
            .map_err(ApiError::from_error)?;
        let is_known = ledger
            .has_request(&seal.request)
            .await
            .map_err(ApiError::from_error)?;
        self.webhooks.remember(&seal, now);
        if !is_known {
            return Ok(accepted(&say!("webhook-foreign")));
        }
        InFlightCall::for_request(self).append_outcome(CallRef::Request(seal.request.clone()), end);
        self.webhooks
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(seal.request);
        Ok(accepted(&say!("webhook-noted")))
    }

    /// Whether fal has signed it. Keys that do not fit may be old: newer ones are asked for.
    async fn is_fals(
        &self,
        seal: &WebhookSignature,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<bool, ApiError> {
        let mut kept = self.webhooks.keys.lock().await;
        let age = |kept: &CachedKeys| now.signed_duration_since(kept.at).abs();
        let fresh = kept.as_ref().filter(|kept| age(kept) <= FRESH);
        if fresh.is_some_and(|kept| seal.verify(body, &kept.keys)) {
            return Ok(true);
        }
        if fresh.is_some_and(|kept| kept.by_misfit && age(kept) < AGAIN) {
            return Ok(false);
        }
        let by_misfit = fresh.is_some();
        let keys = self.ask_for_keys().await?;
        let holds = seal.verify(body, &keys);
        *kept = Some(CachedKeys {
            keys,
            at: now,
            by_misfit,
        });
        Ok(holds)
    }

    /// fal's keys of now. Without them nothing is taken, and fal tells again later.
    async fn ask_for_keys(&self) -> Result<Keys, ApiError> {
        let asked = async {
            let url = self.fal.rest.join(KEYS).ok()?;
            let mut answer = self
                .client
                .get(url)
                .timeout(PATIENCE)
                .send()
                .await
                .ok()?
                .error_for_status()
                .ok()?;
            let mut set = Vec::new();
            while let Some(part) = answer.chunk().await.ok()? {
                set.extend_from_slice(&part);
                if set.len() > LONGEST_KEYS {
                    return None;
                }
            }
            signature::keys(&set)
        };
        asked
            .await
            .ok_or_else(|| ApiError::busy(say!("webhook-keys")))
    }
}
