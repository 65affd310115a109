//! Inbox of the webhook endpoint: which messages were received lately, and which requests they
//! reported done.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::signature::WebhookSignature;

/// Time for which a message is remembered: as long as its signature is accepted, 300 seconds
/// before and after its own time, and a little more.
const REPLAY_WINDOW: TimeDelta = TimeDelta::seconds(660);

/// Messages received lately, and the requests that they reported done.
#[derive(Default)]
pub(crate) struct Inbox {
    /// Signatures of the messages received lately, oldest first.
    seen: Mutex<VecDeque<(DateTime<Utc>, [u8; 64])>>,
    /// Ids of requests that are done, until they are taken.
    completed: Mutex<Vec<String>>,
}

impl Inbox {
    /// Returns and forgets the ids of requests that webhooks reported done since the last time.
    pub(crate) fn take_completed(&self) -> Vec<String> {
        std::mem::take(&mut *locked(&self.completed))
    }

    /// Keeps the id of a request that is done.
    pub(super) fn push_completed(&self, request: String) {
        locked(&self.completed).push(request);
    }

    /// Tells whether a message with this signature was received before.
    pub(super) fn is_replay(&self, signature: &WebhookSignature, now: DateTime<Utc>) -> bool {
        let mut seen = locked(&self.seen);
        while seen
            .front()
            .is_some_and(|(at, _)| now.signed_duration_since(*at) > REPLAY_WINDOW)
        {
            seen.pop_front();
        }
        seen.iter().any(|(_, known)| *known == signature.signature)
    }

    /// Remembers that a message with this signature was received.
    pub(super) fn remember(&self, signature: &WebhookSignature, now: DateTime<Utc>) {
        locked(&self.seen).push_back((now, signature.signature));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
