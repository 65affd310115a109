//! The guard in front of fal. While it is on, calls begin one at a time: each is held against the
//! limits with all calls before it in the ledger, and is in the journal before it is sent.

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

/// The guard of a gateway: the ledger with its limits, and whether it is on.
pub(super) struct CallGuard {
    ledger: RwLock<Ledger>,
    is_on: AtomicBool,
    /// Serializes admission: the holder may evaluate the limits and begin a call.
    admission: Mutex<()>,
}

impl CallGuard {
    /// Guards by the limits in `ledger`.
    pub(super) const fn new(ledger: Ledger, is_on: bool) -> Self {
        Self {
            ledger: RwLock::new(ledger),
            is_on: AtomicBool::new(is_on),
            admission: Mutex::const_new(()),
        }
    }

    /// Puts another ledger in place, whose guard is on or off.
    pub(super) fn follow(&self, ledger: Ledger, is_on: bool) {
        // The ledger before the switch: a call that finds the guard on never meets an old ledger.
        *self.ledger.write().unwrap_or_else(PoisonError::into_inner) = ledger;
        self.is_on.store(is_on, Ordering::Release);
    }

    /// Returns the current ledger.
    pub(super) fn ledger(&self) -> Ledger {
        // Cloned, so that no lock is held while the database is read.
        self.ledger
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Proxy {
    /// Begins the call that a request makes, if the guard is off or the call keeps to the limits.
    /// `Ok(None)` for requests that are no calls, or are known as such by fal's response only.
    pub(super) async fn begin_call(
        &self,
        kind: &RequestKind,
        params: RequestParams,
        progress: &UploadProgress,
    ) -> Result<Option<InFlightCall>, UpstreamError> {
        let (endpoint, queued) = match kind {
            RequestKind::Run(endpoint) | RequestKind::Get(endpoint) => (endpoint, false),
            RequestKind::Submit(endpoint) => (endpoint, true),
            _ => return Ok(None),
        };
        // A GET reads more often than it runs a model, and is a call only if fal's response says
        // that it cost something. The limits hold for it all the same.
        let is_call = !matches!(kind, RequestKind::Get(_));
        if !self.guard.is_on.load(Ordering::Acquire) {
            return Ok(is_call
                .then(|| InFlightCall::begin(self, endpoint, queued, params, progress.clone())));
        }
        // Until this call is in the journal: the next one is judged with it counted.
        let _admission = self.guard.admission.lock().await;
        let refusal = self.judge(endpoint, &params).await;
        if let Some(sentence) = refusal.map_err(|error| not_judged(&error))? {
            return Err(refused(sentence));
        }
        is_call
            .then(|| InFlightCall::try_begin(self, endpoint, queued, params, progress.clone()))
            .transpose()
            .map_err(|error| not_judged(&error))
    }

    /// Evaluates the limits for one call. Returns the refusal as a sentence, or `None` if the call
    /// may begin.
    async fn judge(&self, endpoint: &str, params: &RequestParams) -> Result<Option<String>, Error> {
        let ledger = self.guard.ledger();
        // Calls that the ledger does not have yet would be missing in what was spent.
        apply_up_to(&self.journal, &ledger, self.journal.last()).await?;
        let Some(refusal) = ledger
            .judge(endpoint, params, clock::now(), &clock::zone())
            .await?
        else {
            return Ok(None);
        };
        // Wakes the window, which shows the refusal: no journal record tells of it.
        self.journal.appended.notify_one();
        // Amounts are hidden from those who look at the screen, not from programs.
        let display = MoneyFormat {
            hidden: false,
            ..ledger.settings().await?.display
        };
        Ok(Some(format::refused_call(&refusal, display)?))
    }
}

/// Makes the response to a call that would break a limit: 402, a status that fal's clients do not
/// retry.
const fn refused(sentence: String) -> UpstreamError {
    UpstreamError::before_fal(StatusCode::PAYMENT_REQUIRED, sentence)
}

/// Makes the response to a call that cannot be held against the limits, and is therefore not sent.
fn not_judged(error: &dyn std::error::Error) -> UpstreamError {
    log::warn!("a call was not sent, because the guard could not judge it: {error}");
    let sentence = say!("gateway-not-judged", reason = error.to_string());
    UpstreamError::before_fal(StatusCode::SERVICE_UNAVAILABLE, sentence)
}
