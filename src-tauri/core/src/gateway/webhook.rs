//! `POST /api/webhooks/fal`: fal's message that a queued request is done, through a tunnel of the
//! person's.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

use super::applier::apply_up_to;
use super::body::{Body, read_whole};
use super::in_flight::append_request_outcome;
use super::proxy::Proxy;
use super::responses::{ApiError, accepted};
use super::signature::{self, Keys, WebhookSignature};
use crate::domain::call::Outcome;
use crate::{Error, clock, say};

/// Path of the webhook endpoint.
pub(super) const PATH: &str = "/api/webhooks/fal";
/// Path of fal's public keys, below its REST host.
const KEYS_PATH: &str = ".well-known/jwks.json";
/// Time for which keys are used; fal allows a day.
const KEYS_LIFETIME: TimeDelta = TimeDelta::hours(24);
/// Shortest time between two reads of the keys on account of signatures that they do not verify.
const MISMATCH_INTERVAL: TimeDelta = TimeDelta::seconds(30);
/// Time for reading the keys.
const KEYS_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of the key set at most.
const MAX_KEY_SET: usize = 64 << 10;
/// Bytes of a message at most. Messages carry the model's result.
const MAX_BODY: usize = 8 << 20;
/// Number of messages that are read at a time.
const SLOTS: usize = 4;
/// Time for which a message is remembered: as long as its signature is accepted, 300 seconds
/// before and after its own time, and a little more.
const REPLAY_WINDOW: TimeDelta = TimeDelta::seconds(660);

/// fal's public keys, and when they were read.
struct CachedKeys {
    keys: Keys,
    read_at: DateTime<Utc>,
    /// The keys before had not verified a signature.
    after_mismatch: bool,
}

/// State of the webhook endpoint.
pub(super) struct Webhooks {
    /// `None` until the first message.
    keys: AsyncMutex<Option<CachedKeys>>,
    /// Signatures of the messages received lately, oldest first.
    seen: Mutex<VecDeque<(DateTime<Utc>, [u8; 64])>>,
    /// Ids of requests that are done, until they are taken.
    completed: Mutex<Vec<String>>,
    slots: Semaphore,
}

impl Default for Webhooks {
    fn default() -> Self {
        Self {
            keys: AsyncMutex::default(),
            seen: Mutex::default(),
            completed: Mutex::default(),
            slots: Semaphore::new(SLOTS),
        }
    }
}

impl Webhooks {
    /// Returns and forgets the ids of requests that webhooks reported done since the last time.
    pub(super) fn take_completed(&self) -> Vec<String> {
        std::mem::take(
            &mut *self
                .completed
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn push_completed(&self, request: String) {
        self.completed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request);
    }

    /// Tells whether a message with this signature was received before.
    fn is_replay(&self, signature: &WebhookSignature, now: DateTime<Utc>) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen
            .front()
            .is_some_and(|(at, _)| now.signed_duration_since(*at) > REPLAY_WINDOW)
        {
            seen.pop_front();
        }
        seen.iter().any(|(_, known)| *known == signature.signature)
    }

    fn remember(&self, signature: &WebhookSignature, now: DateTime<Utc>) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back((now, signature.signature));
    }
}

impl Proxy {
    /// Responds to a message of fal's, or to what claims to be one.
    pub(super) async fn webhook(&self, request: Request<Incoming>) -> Response<Body> {
        self.receive(request)
            .await
            .unwrap_or_else(ApiError::into_response)
    }

    /// Verifies a message and records how its request ended.
    async fn receive(&self, request: Request<Incoming>) -> Result<Response<Body>, ApiError> {
        if *request.method() != Method::POST {
            return Err(ApiError::method_not_allowed("POST"));
        }
        let now = clock::now();
        let signature = WebhookSignature::read(request.headers(), now).ok_or_else(unsigned)?;
        // Anyone can send through the tunnel: strangers must not fill the memory with bodies.
        let _slot = self
            .webhooks
            .slots
            .acquire()
            .await
            .map_err(|_| ApiError::busy(say!("webhook-stopping")))?;
        let body = read_whole(request.into_body(), MAX_BODY, self.limits.stall_timeout)
            .await
            .map_err(|_| ApiError::too_large())?;
        if !self.is_signed_by_fal(&signature, &body, now).await? {
            return Err(unsigned());
        }
        let outcome = signature::outcome(&body).ok_or_else(not_an_end)?;
        if self.webhooks.is_replay(&signature, now) {
            return Ok(accepted(&say!("webhook-told-before")));
        }
        self.complete(signature, outcome, now).await
    }

    /// Records how a request ended, if it came through this gateway.
    async fn complete(
        &self,
        signature: WebhookSignature,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Result<Response<Body>, ApiError> {
        let is_known = self
            .has_request(&signature.request)
            .await
            .map_err(ApiError::from_error)?;
        // Not before: if the ledger cannot be read, fal's next try must not count as a replay.
        self.webhooks.remember(&signature, now);
        if !is_known {
            return Ok(accepted(&say!("webhook-foreign")));
        }
        append_request_outcome(&self.journal, &signature.request, outcome);
        self.webhooks.push_completed(signature.request);
        Ok(accepted(&say!("webhook-noted")))
    }

    /// Tells whether a request came through this gateway.
    async fn has_request(&self, request: &str) -> Result<bool, Error> {
        let ledger = self.guard.ledger();
        // A quick request may be done before the record of its submit is in the ledger.
        apply_up_to(&self.journal, &ledger, self.journal.last()).await?;
        ledger.has_request(request).await
    }

    /// Verifies a signature with fal's keys, which are read anew when they are old or do not fit.
    async fn is_signed_by_fal(
        &self,
        signature: &WebhookSignature,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Result<bool, ApiError> {
        // Held while keys are read: messages that come meanwhile wait for the same keys.
        let mut cached = self.webhooks.keys.lock().await;
        let age = |cached: &CachedKeys| now.signed_duration_since(cached.read_at).abs();
        let fresh = cached
            .as_ref()
            .filter(|cached| age(cached) <= KEYS_LIFETIME);
        if fresh.is_some_and(|cached| signature.verify(body, &cached.keys)) {
            return Ok(true);
        }
        // fal may have changed its keys. But a forger must not make the gateway ask at any pace.
        if fresh.is_some_and(|cached| cached.after_mismatch && age(cached) < MISMATCH_INTERVAL) {
            return Ok(false);
        }
        let after_mismatch = fresh.is_some();
        let keys = self.fetch_keys().await?;
        let is_valid = signature.verify(body, &keys);
        *cached = Some(CachedKeys {
            keys,
            read_at: now,
            after_mismatch,
        });
        Ok(is_valid)
    }

    /// Reads fal's current keys. `Err` makes fal send its message again later.
    async fn fetch_keys(&self) -> Result<Keys, ApiError> {
        self.try_fetch_keys()
            .await
            .ok_or_else(|| ApiError::busy(say!("webhook-keys")))
    }

    async fn try_fetch_keys(&self) -> Option<Keys> {
        let url = self.fal.rest.join(KEYS_PATH).ok()?;
        let request = self.client.get(url).timeout(KEYS_TIMEOUT);
        let mut response = request.send().await.ok()?.error_for_status().ok()?;
        let mut key_set = Vec::new();
        while let Some(part) = response.chunk().await.ok()? {
            key_set.extend_from_slice(&part);
            if key_set.len() > MAX_KEY_SET {
                return None;
            }
        }
        signature::keys(&key_set)
    }
}

/// Makes the response to a message that fal has not signed, or not now.
fn unsigned() -> ApiError {
    let message = say!("webhook-unsigned");
    ApiError::new(StatusCode::UNAUTHORIZED, "unsigned", message)
}

/// Makes the response to a message that does not say how its request ended.
fn not_an_end() -> ApiError {
    let message = say!("webhook-status");
    ApiError::new(StatusCode::BAD_REQUEST, "bad_request", message)
}
