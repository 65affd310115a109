//! Admission of calls to fal: those that wait are judged together, in the order in which they came.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use fal_budget_app::{clock, format};
use fal_budget_domain::gateway::call::{CallRef, JournalRecord};
use fal_budget_domain::guard::{Breach, GuardRefusal, Verdict};
use fal_budget_domain::money::currency::MoneyFormat;
use fal_budget_i18n::{Localize, os_error, say};
use fal_budget_ledger::{Ledger, LedgerError, ProposedCall};
use tokio::sync::{mpsc, oneshot};

use super::call_guard::NotAdmitted;
use super::switch::Switch;
use crate::error::GatewayError;
use crate::journal::CurrentLedger;
use crate::metering::{CallRecorder, InFlightCall, NewCall};

/// Calls that are judged together at most: each adds to the time that all of them wait.
const MAX_TOGETHER: usize = 256;

/// Answer to a call that waits: the call that has begun, or `None` for a request that may turn out
/// to be none.
type Answer = Result<Option<InFlightCall>, NotAdmitted>;

/// A call that waits for admission.
pub(super) struct WaitingCall {
    pub(super) call: NewCall,
    /// Begins a call; else a request that is one only if fal's response says so.
    pub(super) is_call: bool,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// Admits calls until nobody can send any more.
pub(super) async fn admit_all(
    mut waiting: mpsc::UnboundedReceiver<WaitingCall>,
    ledger: CurrentLedger,
    recorder: CallRecorder,
    switch: Arc<Switch>,
) {
    let mut calls = Vec::new();
    while waiting.recv_many(&mut calls, MAX_TOGETHER).await > 0 {
        // Whose caller has gone meanwhile needs no room.
        calls.retain(|waiting| !waiting.answer.is_closed());
        let answers = match admit(&ledger, &recorder, &switch, &calls).await {
            Ok(answers) => answers,
            Err(error) => {
                log::warn!("calls were not sent, because the guard could not judge them: {error}");
                let reason = not_judged(&error);
                (0..calls.len())
                    .map(|_| Err(NotAdmitted::NotJudged(reason.clone())))
                    .collect()
            }
        };
        for (waiting, answer) in calls.drain(..).zip(answers) {
            // A call whose caller has gone is dropped with its answer: it was never sent.
            let _ = waiting.answer.send(answer);
        }
    }
}

/// Judges calls and begins those that keep to the limits, all of it in one transaction.
async fn admit(
    ledger: &CurrentLedger,
    recorder: &CallRecorder,
    switch: &Switch,
    calls: &[WaitingCall],
) -> Result<Vec<Answer>, GatewayError> {
    if calls.is_empty() {
        return Ok(Vec::new());
    }
    let (now, zone) = (clock::now(), clock::zone());
    let (database, admission) = ledger.prepare(calls.len()).await?;
    let records: Vec<_> = calls
        .iter()
        .zip(admission.first..)
        .map(|(waiting, number)| waiting.is_call.then(|| record(waiting, number, now)))
        .collect();
    let proposed: Vec<ProposedCall<'_>> = calls
        .iter()
        .zip(&records)
        .map(|(waiting, record)| ProposedCall {
            scopes: waiting.call.caller.scopes(&waiting.call.endpoint),
            params: &waiting.call.params,
            record: record.as_ref(),
        })
        .collect();
    let judged = database
        .admit(&admission.batch.records, &proposed, now, &zone)
        .await;
    let judged = match judged {
        Ok(judged) => judged,
        Err(error) => {
            admission.give_up();
            return Err(error.into());
        }
    };
    admission.finish()?;
    if !judged.is_guarded {
        // Another program has turned it off.
        switch.forget();
    }
    let display = display(&database, &judged.verdicts).await?;
    let answers = proposed
        .iter()
        .zip(judged.verdicts)
        .map(|(call, verdict)| match verdict {
            Verdict::Pass | Verdict::PassOnce => Ok(call
                .record
                .map(|record| recorder.take_up(record.number, call.scopes.endpoint))),
            Verdict::Refuse(breach) => Err(refused(call.scopes.endpoint, breach, now, display)),
        });
    Ok(answers.collect())
}

/// Reads how amounts are shown in refusals: they are hidden from those who look at the screen, not
/// from programs.
async fn display(ledger: &Ledger, verdicts: &[Verdict]) -> Result<MoneyFormat, LedgerError> {
    let refuses = |verdict: &Verdict| matches!(verdict, Verdict::Refuse(_));
    if !verdicts.iter().any(refuses) {
        return Ok(MoneyFormat::default());
    }
    Ok(MoneyFormat {
        hidden: false,
        ..ledger.settings().await?.display
    })
}

/// Makes the record of a call's begin.
fn record(waiting: &WaitingCall, number: i64, at: DateTime<Utc>) -> JournalRecord {
    JournalRecord {
        number,
        at,
        call: CallRef::Call(number),
        event: waiting.call.began(),
    }
}

/// Says why a call would break a limit.
fn refused(endpoint: &str, breach: Breach, at: DateTime<Utc>, display: MoneyFormat) -> NotAdmitted {
    let refusal = GuardRefusal {
        at,
        endpoint: endpoint.to_owned(),
        breach,
        count: 1,
    };
    match format::refused_call(&refusal, display) {
        Ok(sentence) => NotAdmitted::OverLimit(sentence),
        Err(error) => NotAdmitted::NotJudged(not_judged(&LedgerError::from(error).into())),
    }
}

/// Explains that a call cannot be held against the limits.
pub(super) fn not_judged(error: &GatewayError) -> String {
    let reason = match error {
        // Without the words about the gateway's files: the call is the subject here.
        GatewayError::File(error) => os_error::describe(error),
        error => error.localized(),
    };
    say!("gateway-not-judged", reason = reason)
}
