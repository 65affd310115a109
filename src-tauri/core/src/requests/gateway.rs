//! What callers can ask for of the gateway.

use std::time::Duration;

use reqwest::header::AUTHORIZATION;

use crate::domain::job::{Job, Subject};
use crate::fal::Key;
use crate::gateway::Running;
use crate::ledger::Ledger;

/// The most calls that are looked up at a start.
const MOST: usize = 200;
/// For each of them.
const PATIENCE: Duration = Duration::from_secs(15);

/// Looks up the calls that were in fal's queue when a former gateway ended: asks through the running one,
/// which meters what it is answered as it does for everybody. What cannot be found stays open.
pub async fn look_up_open_calls(ledger: &Ledger, running: &Running, key: &Key) {
    let Ok(open) = ledger.open_calls().await else { return };
    let Ok(client) = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build() else { return };
    let Ok(key) = key.header() else { return };
    for job in open.iter().take(MOST) {
        let Some(path) = path(job) else { continue };
        for last in ["/status", ""] {
            let url = format!("http://{}/queue/{path}{last}", running.http);
            let Ok(answer) = client.get(url).header(AUTHORIZATION, key.clone()).send().await else { break };
            // A request that is not done, or not there, has no result.
            if answer.status() != reqwest::StatusCode::OK {
                break;
            }
        }
    }
}

/// Where a request of fal's queue is: its address lacks the sub-path of the model.
fn path(job: &Job) -> Option<String> {
    let (Subject::Model(endpoint), Some(request)) = (&job.what.subject, &job.request) else { return None };
    let parts: Vec<&str> = endpoint.split('/').collect();
    // Two kinds of models have their owner in the second place.
    let length = if matches!(parts.first(), Some(&("workflows" | "comfy"))) { 3 } else { 2 };
    let app = parts.get(..length.min(parts.len()))?.join("/");
    Some(format!("{app}/requests/{request}"))
}
