//! The guard in front of fal. While it is on, calls begin one at a time: each is held against the
//! limits with all calls before it in the ledger, and is in the journal before it is sent.

use std::sync::atomic::{AtomicBool, Ordering};

use fal_budget_app::{Error, clock, format};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_i18n::{Localize, os_error, say};
use fal_budget_ledger::Ledger;
use tokio::sync::Mutex;

use crate::error::GatewayError;
use crate::journal::CurrentLedger;
use crate::metering::{CallRecorder, InFlightCall, NewCall, RequestKind};
use crate::server::UploadProgress;

/// The guard of a gateway: admits the calls that keep to the limits in the ledger.
pub(crate) struct CallGuard {
    ledger: CurrentLedger,
    recorder: CallRecorder,
    is_on: AtomicBool,
    /// Serializes admission: the holder may evaluate the limits and begin a call.
    admission: Mutex<()>,
}

/// Reason why a call may not begin, with the sentence that its caller gets.
pub(crate) enum NotAdmitted {
    /// The call would break a limit.
    OverLimit(String),
    /// The call cannot be held against the limits, and is therefore not sent.
    NotJudged(String),
}

impl CallGuard {
    /// Guards by the limits in `ledger`, and has admitted calls recorded.
    pub(crate) const fn new(ledger: CurrentLedger, recorder: CallRecorder, is_on: bool) -> Self {
        Self {
            ledger,
            recorder,
            is_on: AtomicBool::new(is_on),
            admission: Mutex::const_new(()),
        }
    }

    /// Goes by the limits of another ledger, or by those that the same one has now.
    pub(crate) async fn follow(&self, ledger: &Ledger) -> Result<(), Error> {
        let is_on = ledger.guard().await?.is_on;
        // The ledger before the switch: a call that finds the guard on never meets an old ledger.
        self.ledger.replace(ledger.clone());
        self.is_on.store(is_on, Ordering::Release);
        Ok(())
    }

    /// Begins the call that a request makes, if the guard is off or the call keeps to the limits.
    /// `Ok(None)` for requests that are no calls, or are known as such by fal's response only.
    pub(crate) async fn begin_call(
        &self,
        kind: &RequestKind,
        params: RequestParams,
        progress: &UploadProgress,
    ) -> Result<Option<InFlightCall>, NotAdmitted> {
        let (endpoint, queued) = match kind {
            RequestKind::Run(endpoint) | RequestKind::Get(endpoint) => (endpoint, false),
            RequestKind::Submit(endpoint) => (endpoint, true),
            _ => return Ok(None),
        };
        // A GET reads more often than it runs a model, and is a call only if fal's response says
        // that it cost something. The limits hold for it all the same.
        let is_call = !matches!(kind, RequestKind::Get(_));
        let call = NewCall {
            endpoint: endpoint.clone(),
            queued,
            params,
            progress: progress.clone(),
        };
        if !self.is_on.load(Ordering::Acquire) {
            return Ok(is_call.then(|| self.recorder.begin(call)));
        }
        // Until this call is in the journal: the next one is judged with it counted.
        let _admission = self.admission.lock().await;
        let refusal = self.judge(&call).await;
        if let Some(sentence) = refusal.map_err(|error| not_judged(&error))? {
            return Err(NotAdmitted::OverLimit(sentence));
        }
        is_call
            .then(|| self.recorder.try_begin(call))
            .transpose()
            .map_err(|error| not_judged(&error.into()))
    }

    /// Evaluates the limits for one call. Returns the refusal as a sentence, or `None` if the call
    /// may begin.
    async fn judge(&self, call: &NewCall) -> Result<Option<String>, GatewayError> {
        // Calls that the ledger does not have yet would be missing in what was spent.
        let ledger = self.ledger.up_to_date().await?;
        let Some(refusal) = ledger
            .judge(&call.endpoint, &call.params, clock::now(), &clock::zone())
            .await?
        else {
            return Ok(None);
        };
        // The window shows the refusal, of which no journal record tells.
        self.ledger.wake_window();
        // Amounts are hidden from those who look at the screen, not from programs.
        let display = MoneyFormat {
            hidden: false,
            ..ledger.settings().await?.display
        };
        let sentence = format::refused_call(&refusal, display).map_err(Error::from)?;
        Ok(Some(sentence))
    }
}

/// Explains that a call cannot be held against the limits.
fn not_judged(error: &GatewayError) -> NotAdmitted {
    log::warn!("a call was not sent, because the guard could not judge it: {error}");
    let reason = match error {
        // Without the words about the gateway's files: the call is the subject here.
        GatewayError::File(error) => os_error::describe(error),
        error => error.localized(),
    };
    NotAdmitted::NotJudged(say!("gateway-not-judged", reason = reason))
}
