//! The guard in front of fal. While it is on, each call is held against the limits with all calls
//! before it, and is in the ledger before it is sent.

use std::path::Path;
use std::sync::Arc;

use fal_budget_domain::gateway::call::Caller;
use fal_budget_domain::tariffs::charge::request_params::RequestParams;
use fal_budget_ledger::Ledger;
use tokio::sync::{mpsc, oneshot};

use super::admission::{WaitingCall, admit_all, not_judged};
use super::switch::Switch;
use crate::error::GatewayError;
use crate::journal::CurrentLedger;
use crate::metering::{CallRecorder, InFlightCall, NewCall, RequestKind};

/// The guard of a gateway: admits the calls that keep to the limits in the ledger.
pub(crate) struct CallGuard {
    ledger: CurrentLedger,
    recorder: CallRecorder,
    switch: Arc<Switch>,
    waiting: mpsc::UnboundedSender<WaitingCall>,
}

/// Reason why a call may not begin, with the sentence that its caller gets.
pub(crate) enum NotAdmitted {
    /// The call would break a limit.
    OverLimit(String),
    /// The call cannot be held against the limits, and is therefore not sent.
    NotJudged(String),
}

impl CallGuard {
    /// Guards by the limits in `ledger`, whose database is in this file and has the guard switched
    /// so, and has admitted calls recorded. Admits on a task of its own, which a caller that goes
    /// away does not end.
    pub(crate) fn new(
        ledger: CurrentLedger,
        recorder: CallRecorder,
        database: &Path,
        is_on: bool,
    ) -> Self {
        let (waiting, calls) = mpsc::unbounded_channel();
        let switch = Arc::new(Switch::new(database, is_on));
        let admission = admit_all(calls, ledger.clone(), recorder.clone(), switch.clone());
        tokio::spawn(admission);
        Self {
            ledger,
            recorder,
            switch,
            waiting,
        }
    }

    /// Goes by the limits of another ledger, or by those that the same one has now.
    pub(crate) fn follow(&self, ledger: &Ledger) {
        self.ledger.replace(ledger.clone());
        self.switch.forget();
    }

    /// Begins the call that a request makes, if the guard is off or the call keeps to the limits.
    /// `Ok(None)` for requests that are no calls, or are known as such by fal's response only.
    pub(crate) async fn begin_call(
        &self,
        kind: &RequestKind,
        params: RequestParams,
        caller: Caller,
    ) -> Result<Option<InFlightCall>, NotAdmitted> {
        let (endpoint, queued) = match kind {
            RequestKind::Run(endpoint) | RequestKind::Get(endpoint) => (endpoint, false),
            RequestKind::Submit(endpoint) => (endpoint, true),
            _ => return Ok(None),
        };
        // Without a key it is a call only if fal's response says that it cost something. The limits
        // hold for it all the same.
        let is_call = !matches!(kind, RequestKind::Get(_));
        let call = NewCall {
            endpoint: endpoint.clone(),
            queued,
            params,
            caller,
        };
        if !self.switch.is_on(&self.ledger.get()).await {
            return Ok(is_call.then(|| self.recorder.begin(&call)));
        }
        let (answer, answered) = oneshot::channel();
        let waiting = WaitingCall {
            call,
            is_call,
            answer,
        };
        let stopped = || NotAdmitted::NotJudged(not_judged(&GatewayError::Stopped));
        self.waiting.send(waiting).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}
