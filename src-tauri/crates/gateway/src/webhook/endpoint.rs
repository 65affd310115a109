//! `POST /api/webhooks/fal`: verifies a message of fal's and records how its request ended.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::any;
use chrono::{DateTime, Utc};
use fal_budget_app::clock;
use fal_budget_domain::gateway::call::Outcome;
use fal_budget_i18n::say;
use http_body_util::BodyExt;
use hyper::{Method, StatusCode};
use reqwest::{Client, Url};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::fal_keys::FalKeys;
use super::inbox::Inbox;
use super::signature::{self, WebhookSignature};
use crate::error::GatewayError;
use crate::journal::CurrentLedger;
use crate::metering::CallRecorder;
use crate::server::{ApiError, accepted};

/// Path of the endpoint.
const PATH: &str = "/api/webhooks/fal";
/// Bytes of a message at most. Messages carry the model's result.
const MAX_BODY: usize = 8 << 20;
/// Time in which a message has to be here whole.
const MAX_READING: Duration = Duration::from_secs(5);
/// Bytes that each message may have by itself. The usual ones are shorter.
const OWN_ROOM: usize = 64 << 10;
/// Bytes that all messages together may have beyond that while they come and are verified, in units
/// of [`OWN_ROOM`].
const SHARED_ROOM: usize = (32 << 20) / OWN_ROOM;
/// Number of messages that are verified at a time.
const SLOTS: usize = 4;

/// The webhook endpoint of a gateway.
pub(crate) struct Webhook {
    ledger: CurrentLedger,
    recorder: CallRecorder,
    inbox: Arc<Inbox>,
    keys: FalKeys,
    slots: Semaphore,
    room: Semaphore,
}

impl Webhook {
    /// Records what messages say of the requests in `ledger`, once signed by keys that `client`
    /// reads from fal's host `rest`.
    pub(crate) fn new(
        ledger: CurrentLedger,
        recorder: CallRecorder,
        client: Client,
        rest: Url,
    ) -> Self {
        Self {
            ledger,
            recorder,
            inbox: Arc::default(),
            keys: FalKeys::new(client, rest),
            slots: Semaphore::new(SLOTS),
            room: Semaphore::new(SHARED_ROOM),
        }
    }

    /// Returns the inbox, which tells the requests that are done.
    pub(crate) fn inbox(&self) -> Arc<Inbox> {
        self.inbox.clone()
    }

    /// Makes the router of the endpoint.
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route(PATH, any(receive))
            .with_state(Arc::new(self))
    }

    /// Records how a request ended, if it came through this gateway.
    async fn complete(
        &self,
        signature: WebhookSignature,
        outcome: Outcome,
        now: DateTime<Utc>,
    ) -> Result<Response, ApiError> {
        let is_known = self
            .has_request(&signature.request)
            .await
            .map_err(ApiError::from_gateway)?;
        // Not before: if the ledger cannot be read, fal's next try must not count as a replay.
        self.inbox.remember(&signature, now);
        if !is_known {
            return Ok(accepted(&say!("webhook-foreign")));
        }
        self.recorder.end_request(&signature.request, outcome);
        self.inbox.push_completed(signature.request);
        Ok(accepted(&say!("webhook-noted")))
    }

    /// Tells whether a request came through this gateway.
    async fn has_request(&self, request: &str) -> Result<bool, GatewayError> {
        // A quick request may be done before the record of its submit is in the ledger.
        let ledger = self.ledger.up_to_date().await?;
        Ok(ledger.has_request(request).await?)
    }
}

/// Responds to a message of fal's, or to what claims to be one.
async fn receive(
    State(webhook): State<Arc<Webhook>>,
    request: Request,
) -> Result<Response, ApiError> {
    if *request.method() != Method::POST {
        return Err(ApiError::method_not_allowed("POST"));
    }
    let now = clock::now();
    let signature = WebhookSignature::read(request.headers(), now).ok_or_else(unsigned)?;
    // Anyone can send through the tunnel. Whoever sends slowly holds no seat that fal needs.
    let reading = timeout(MAX_READING, read(request.into_body(), &webhook.room));
    let (body, _room) = reading.await.map_err(|_| ApiError::too_large())??;
    let _slot = webhook
        .slots
        .acquire()
        .await
        .map_err(|_| ApiError::busy(say!("webhook-stopping")))?;
    // Without keys fal is to send its message again later.
    let is_signed = webhook.keys.verify(&signature, &body, now).await;
    if !is_signed.ok_or_else(|| ApiError::busy(say!("webhook-keys")))? {
        return Err(unsigned());
    }
    let outcome = signature::outcome(&body).ok_or_else(not_an_end)?;
    if webhook.inbox.is_replay(&signature, now) {
        return Ok(accepted(&say!("webhook-told-before")));
    }
    webhook.complete(signature, outcome, now).await
}

/// Reads the body of a message, and takes the room for it. `Err` when it is too long, breaks off,
/// or there is no room: whoever sends much keeps no short message out.
async fn read(
    mut body: Body,
    room: &Semaphore,
) -> Result<(Vec<u8>, Option<SemaphorePermit<'_>>), ApiError> {
    let mut whole = Vec::new();
    let mut taken: Option<SemaphorePermit<'_>> = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ApiError::too_large())?;
        let Ok(part) = frame.into_data() else {
            continue;
        };
        whole.extend_from_slice(&part);
        if whole.len() > MAX_BODY {
            return Err(ApiError::too_large());
        }
        let has = taken.as_ref().map_or(0, SemaphorePermit::num_permits);
        let more = whole.len().saturating_sub(OWN_ROOM).div_ceil(OWN_ROOM) - has;
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        let more = room.try_acquire_many(more);
        let more = more.map_err(|_| ApiError::busy(say!("webhook-busy")))?;
        match &mut taken {
            Some(taken) => taken.merge(more),
            None => taken = Some(more),
        }
    }
    Ok((whole, taken))
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
