//! fal's public keys, with which webhooks are verified: read from fal and kept for a day.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, Url};
use tokio::sync::Mutex;

use super::signature::{Keys, WebhookSignature, keys};

/// Path of the keys, below fal's REST host.
const PATH: &str = ".well-known/jwks.json";
/// Time for which keys are used; fal allows a day.
const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// Shortest time between two reads of the keys on account of signatures that they do not verify.
const MISMATCH_INTERVAL: TimeDelta = TimeDelta::seconds(30);
/// Shortest time between two reads after one that failed.
const FAILURE_INTERVAL: TimeDelta = TimeDelta::seconds(2);
/// Time for reading the keys.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of the key set at most.
const MAX_KEY_SET: usize = 64 << 10;

/// fal's public keys, as far as they are known.
pub(crate) struct FalKeys {
    client: Client,
    /// Address of fal's REST host.
    rest: Url,
    cached: Mutex<KeyCache>,
}

/// The keys that were read last, and the last failure to read any.
#[derive(Default)]
struct KeyCache {
    /// `None` until the first message.
    keys: Option<CachedKeys>,
    failed_at: Option<DateTime<Utc>>,
}

/// Keys, and when they were read.
struct CachedKeys {
    keys: Keys,
    read_at: DateTime<Utc>,
    /// The keys before had not verified a signature.
    after_mismatch: bool,
}

impl FalKeys {
    /// Reads keys by `client` from fal's host `rest`, once they are needed.
    pub(super) fn new(client: Client, rest: Url) -> Self {
        Self {
            client,
            rest,
            cached: Mutex::default(),
        }
    }

    /// Verifies a signature with fal's keys, which are read anew when they are old or do not fit.
    /// `None` if they cannot be read.
    pub(super) async fn verify(
        &self,
        signature: &WebhookSignature,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Option<bool> {
        // Held while keys are read: messages that come meanwhile wait for the same keys.
        let mut cached = self.cached.lock().await;
        let age = |cached: &CachedKeys| now.signed_duration_since(cached.read_at).abs();
        let fresh = cached
            .keys
            .as_ref()
            .filter(|cached| age(cached) <= LIFETIME);
        if fresh.is_some_and(|cached| signature.verify(body, &cached.keys)) {
            return Some(true);
        }
        // fal may have changed its keys. But a forger must not make the gateway ask at any pace.
        if fresh.is_some_and(|cached| cached.after_mismatch && age(cached) < MISMATCH_INTERVAL) {
            return Some(false);
        }
        let after_mismatch = fresh.is_some();
        let has_just_failed =
            |at: DateTime<Utc>| now.signed_duration_since(at).abs() < FAILURE_INTERVAL;
        if cached.failed_at.is_some_and(has_just_failed) {
            return None;
        }
        let Some(keys) = self.fetch().await else {
            cached.failed_at = Some(now);
            return None;
        };
        let is_valid = signature.verify(body, &keys);
        cached.keys = Some(CachedKeys {
            keys,
            read_at: now,
            after_mismatch,
        });
        Some(is_valid)
    }

    /// Reads fal's current keys. `None` if fal does not answer with a key set.
    async fn fetch(&self) -> Option<Keys> {
        let url = self.rest.join(PATH).ok()?;
        let request = self.client.get(url).timeout(TIMEOUT);
        let mut response = request.send().await.ok()?.error_for_status().ok()?;
        let mut key_set = Vec::new();
        while let Some(part) = response.chunk().await.ok()? {
            key_set.extend_from_slice(&part);
            if key_set.len() > MAX_KEY_SET {
                return None;
            }
        }
        keys(&key_set)
    }
}
