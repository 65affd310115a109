//! The gateway, as the settings panel shows it.

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

use crate::domain::gateway::PORT;
use crate::format;
use crate::gateway::{GatewayStatus, RunningGateway};
use crate::ledger::LedgerSnapshot;

/// How the gateway of this window stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum GatewayState {
    /// It does not run.
    #[default]
    Off,
    /// It runs; the reason where its notes cannot be written.
    Running(GatewayStatus, Option<String>),
    /// One of another program runs on the same database.
    Elsewhere(RunningGateway),
    /// It could not be started, for this reason.
    Failed(String),
}

/// The gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GatewayView {
    /// It is to run whenever the program does.
    pub on: bool,
    /// Where it listens; null while it does not.
    pub address: Option<String>,
    /// The same by TLS.
    pub secure_address: Option<String>,
    /// How many calls came, and which was the last.
    pub status: Option<String>,
    /// Calls that have not ended; null without one.
    pub open: Option<String>,
    /// Why it does not run, or does not write.
    pub trouble: Option<String>,
    /// What to put into a program so that it uses the gateway.
    pub lines: Vec<LinesView>,
    /// The pages that may use it.
    pub origins: Vec<String>,
    /// Where the key is that their calls get; null without one.
    pub key_place: Option<String>,
    /// The chosen port, as it is typed; empty for the usual one.
    pub port: String,
    /// The usual one.
    pub usual_port: u16,
}

/// Ready-made lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinesView {
    /// What for: `Python`.
    pub name: String,
    /// The lines.
    pub text: String,
    /// Where they go.
    pub hint: String,
}

/// Shows it.
#[must_use]
pub fn gateway<Z: TimeZone>(
    station: &GatewayState,
    standing: &LedgerSnapshot,
    now: DateTime<Utc>,
    zone: &Z,
) -> GatewayView
where
    Z::Offset: std::fmt::Display,
{
    let running = match station {
        GatewayState::Running(status, _) => Some(&status.running),
        GatewayState::Elsewhere(running) => Some(running),
        GatewayState::Off | GatewayState::Failed(_) => None,
    };
    let (status, trouble) = match station {
        GatewayState::Off => (None, None),
        GatewayState::Running(status, unwritten) => {
            let trouble = format::unwritten(status.backlog, unwritten.as_deref())
                .or_else(|| format::caller_locked(status, now, zone));
            (Some(format::calls(status, now, zone)), trouble)
        }
        GatewayState::Elsewhere(_) => (Some(format::runs_elsewhere()), None),
        GatewayState::Failed(reason) => (None, Some(reason.clone())),
    };
    let lines = running.map(format::lines).unwrap_or_default().into_iter();
    GatewayView {
        on: standing.gateway.is_on,
        address: running.map(|running| format!("http://{}", running.http)),
        secure_address: running.map(|running| format!("https://{}", running.https)),
        status,
        open: format::open_calls(standing.open_calls),
        trouble,
        lines: lines
            .map(|[name, text, hint]| LinesView { name, text, hint })
            .collect(),
        origins: standing
            .gateway
            .origins
            .iter()
            .map(|origin| origin.as_str().to_owned())
            .collect(),
        key_place: standing.gateway.key_place.map(format::run_key_place),
        port: standing
            .gateway
            .port
            .map(|port| port.to_string())
            .unwrap_or_default(),
        usual_port: PORT,
    }
}
