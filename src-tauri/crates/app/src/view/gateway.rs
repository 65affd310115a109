//! The gateway, as Settings shows it.

use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::gateway::{GatewayStatus, PORT, RunningGateway};
use fal_budget_ledger::LedgerSnapshot;
use serde::Serialize;

use crate::format::{self, GatewayUse};

/// The state of this window's gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GatewayState {
    /// Not running.
    #[default]
    Off,
    /// Running. `Some` carries the reason when the journal cannot be written to the ledger.
    Running(GatewayStatus, Option<String>),
    /// Another program runs a gateway on the same database.
    Elsewhere(RunningGateway),
    /// Could not be started, for this reason.
    Failed(String),
}

/// The gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GatewayView {
    /// True when the gateway is to run whenever the program does.
    pub on: bool,
    /// Address of the gateway, `http://127.0.0.1:8720`; null while it does not run.
    pub address: Option<String>,
    /// Address by TLS.
    pub secure_address: Option<String>,
    /// Address of fal's webhooks, the only one to tunnel; null while it takes none.
    pub webhook_address: Option<String>,
    /// Number of calls since the start, and the newest one.
    pub status: Option<String>,
    /// Calls that have not ended; null when there is none.
    pub open: Option<String>,
    /// Reason why it does not run, or does not write to the ledger; null while all is well.
    pub trouble: Option<String>,
    /// Lines to put into a program so that it uses the gateway.
    pub lines: Vec<LinesView>,
    /// Addresses of the web pages that may use it.
    pub origins: Vec<String>,
    /// Place of the key that their calls are sent with; null without one.
    pub key_place: Option<String>,
    /// The chosen port, as it is typed; empty for the usual one.
    pub port: String,
    /// The usual port.
    pub usual_port: u16,
}

/// Ready-made lines for one kind of program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinesView {
    /// The kind of program: `Python`.
    pub name: String,
    /// The lines.
    pub text: String,
    /// The place to put them.
    pub hint: String,
}

/// Shows the gateway.
#[must_use]
pub fn gateway<Z: TimeZone<Offset: Display>>(
    state: &GatewayState,
    ledger: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> GatewayView {
    let choices = &ledger.gateway;
    let running = running(state);
    let (status, trouble) = status(state, now, zone);
    let lines = running.map(format::lines).unwrap_or_default().into_iter();
    let origins = choices.origins.iter();
    GatewayView {
        on: choices.is_on,
        address: running.map(|running| format!("http://{}", running.http)),
        secure_address: running.map(|running| format!("https://{}", running.https)),
        webhook_address: running
            .and_then(|running| running.webhook)
            .map(|webhook| format!("http://{webhook}")),
        status,
        open: format::open_calls(ledger.open_calls),
        trouble,
        lines: lines
            .map(|[name, text, hint]| LinesView { name, text, hint })
            .collect(),
        origins: origins.map(|origin| origin.as_str().to_owned()).collect(),
        key_place: choices.key_place.map(format::run_key_place),
        port: choices
            .port
            .map(|port| port.to_string())
            .unwrap_or_default(),
        usual_port: PORT,
    }
}

/// Tells what the guard gets to see.
pub(super) const fn gateway_use(state: &GatewayState, ledger: &LedgerSnapshot) -> GatewayUse {
    let has_called = match state {
        GatewayState::Off | GatewayState::Failed(_) => return GatewayUse::Off,
        GatewayState::Running(status, _) => status.calls > 0,
        GatewayState::Elsewhere(_) => false,
    };
    if has_called || ledger.has_calls || ledger.refusal.is_some() {
        GatewayUse::Used
    } else {
        GatewayUse::Unused
    }
}

const fn running(state: &GatewayState) -> Option<&RunningGateway> {
    match state {
        GatewayState::Running(status, _) => Some(&status.running),
        GatewayState::Elsewhere(running) => Some(running),
        GatewayState::Off | GatewayState::Failed(_) => None,
    }
}

/// The status line, and the trouble when there is any.
fn status<Z: TimeZone<Offset: Display>>(
    state: &GatewayState,
    now: DateTime<Utc>,
    zone: &Z,
) -> (Option<String>, Option<String>) {
    match state {
        GatewayState::Off => (None, None),
        GatewayState::Running(status, reason) => {
            let trouble = format::unwritten(status.backlog, reason.as_deref());
            (Some(format::calls(status, now, zone)), trouble)
        }
        GatewayState::Elsewhere(_) => (Some(format::runs_elsewhere()), None),
        GatewayState::Failed(reason) => (None, Some(reason.clone())),
    }
}
