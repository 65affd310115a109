//! Asking a gateway whether it answers.

use std::path::Path;
use std::time::Duration;

use super::{running, token};

/// Time for an answer: the gateway is on this computer.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Asks the gateway on a database for the balance, as a program would. Returns `false` if none
/// runs, or it does not answer whoever has the token.
pub async fn answers(database: &Path) -> bool {
    let (Some(running), Ok(token)) = (running(database), token(database)) else {
        return false;
    };
    // A system's proxy leads away from this computer.
    let client = reqwest::Client::builder().no_proxy().timeout(TIMEOUT);
    let Ok(client) = client.build() else {
        return false;
    };
    let request = client
        .get(format!("http://{}/api/budget", running.http))
        .bearer_auth(token);
    let answer = request.send().await;
    answer.is_ok_and(|answer| answer.status().is_success())
}
