//! The guard before fal: while it is on, calls begin one at a time, each held against the limits
//! with all calls before it in the ledger, and each written down before it is sent.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use hyper::StatusCode;
use tokio::sync::Mutex;

use super::applier::apply_up_to;
use super::body::UploadProgress;
use super::in_flight::InFlightCall;
use super::proxy::Proxy;
use super::route::RequestKind;
use super::upstream_error::UpstreamError;
use crate::domain::currency::MoneyFormat;
use crate::domain::request_params::RequestParams;
use crate::ledger::Ledger;
use crate::{Error, clock, format, say};

/// The guard of a gateway.
pub(super) struct CallGuard {
    ledger: RwLock<Ledger>,
    is_on: AtomicBool,
    /// Whose call is looked at.
    turn: Mutex<()>,
}

impl CallGuard {
    pub(super) const fn new(ledger: Ledger, is_on: bool) -> Self {
        Self {
            ledger: RwLock::new(ledger),
            is_on: AtomicBool::new(is_on),
            turn: Mutex::const_new(()),
        }
    }

    /// What was spent is kept in this ledger from now on, and the person has the guard on or off.
    pub(super) fn follow(&self, ledger: Ledger, is_on: bool) {
        *self.ledger.write().unwrap_or_else(PoisonError::into_inner) = ledger;
        self.is_on.store(is_on, Ordering::Release);
    }

    /// The ledger that counts now.
    pub(super) fn ledger(&self) -> Ledger {
        self.ledger
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Proxy {
    /// Begins what may cost something: a call is noted, and with the guard on only where it keeps
    /// to the limits.
    pub(super) async fn begin(
        &self,
        kind: &RequestKind,
        asked: RequestParams,
        sent: &UploadProgress,
    ) -> Result<Option<InFlightCall>, UpstreamError> {
        let (endpoint, queued) = match kind {
            RequestKind::Run(endpoint) | RequestKind::Look(endpoint) => (endpoint, false),
            RequestKind::Submit(endpoint) => (endpoint, true),
            _ => return Ok(None),
        };
        // What reads more often than it runs is a call only once fal says that it cost something.
        let is_call = !matches!(kind, RequestKind::Look(_));
        if !self.guard.is_on.load(Ordering::Acquire) {
            return Ok(
                is_call.then(|| InFlightCall::begin(self, endpoint, queued, asked, sent.clone()))
            );
        }
        let _turn = self.guard.turn.lock().await;
        if let Some(sentence) = self
            .judge(endpoint, &asked)
            .await
            .map_err(|error| not_judged(&error))?
        {
            return Err(refused(sentence));
        }
        let call = is_call
            .then(|| InFlightCall::begin_durable(self, endpoint, queued, asked, sent.clone()))
            .transpose();
        call.map_err(|error| not_judged(&error))
    }

    /// Why a call is refused; none where it may begin.
    async fn judge(&self, endpoint: &str, asked: &RequestParams) -> Result<Option<String>, Error> {
        let ledger = self.guard.ledger();
        apply_up_to(&self.journal, &ledger, self.journal.last()).await?;
        let Some(refusal) = ledger
            .judge(endpoint, asked, clock::now(), &clock::zone())
            .await?
        else {
            return Ok(None);
        };
        // The window shows it.
        self.journal.appended.notify_one();
        // Amounts are hidden from those who look at the screen, not from programs.
        let display = MoneyFormat {
            hidden: false,
            ..ledger.settings().await?.display
        };
        Ok(Some(format::refused_call(&refusal, display)?))
    }
}

/// In fal's shape of errors; the status is not among those that fal's clients try again.
const fn refused(sentence: String) -> UpstreamError {
    UpstreamError::before_fal(StatusCode::PAYMENT_REQUIRED, sentence)
}

/// What cannot be held against the limits is not sent.
fn not_judged(error: &dyn std::error::Error) -> UpstreamError {
    log::warn!("a call was not sent, because the guard could not look at it: {error}");
    let sentence = say!("gateway-not-judged", reason = error.to_string());
    UpstreamError::before_fal(StatusCode::SERVICE_UNAVAILABLE, sentence)
}
