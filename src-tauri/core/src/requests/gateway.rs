//! What callers can ask for of the gateway.

use std::time::Duration;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::AUTHORIZATION;

use super::prices::kept;
use crate::Error;
use crate::domain::job::{Job, Subject};
use crate::fal::{Client, Key};
use crate::gateway::Running;
use crate::ledger::Ledger;

/// The most calls that are looked up at a start.
const MOST: usize = 200;
/// For each of them.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long fal is not asked again for a price that it did not have.
const FORGET: TimeDelta = TimeDelta::hours(1);

/// Prices of models that calls have brought up, asked of fal by themselves.
#[derive(Debug, Default)]
pub struct UnknownPrices {
    asked: HashMap<String, DateTime<Utc>>,
}

impl UnknownPrices {
    /// Asks fal for the prices of calls that have none, and prices them. Says whether something changed.
    pub async fn learn(
        &mut self,
        ledger: &Ledger,
        client: &Client,
        key: &Key,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let mut models = ledger.unpriced_models().await?;
        self.asked.retain(|_, at| now.signed_duration_since(*at).abs() < FORGET);
        models.retain(|model| !self.asked.contains_key(model));
        if models.is_empty() {
            return Ok(false);
        }
        self.asked.extend(models.iter().map(|model| (model.clone(), now)));
        let offers = client.offers(key, &models, now).await?;
        if offers.is_empty() {
            return Ok(false);
        }
        ledger.take_prices(&offers.into_iter().map(|offer| kept(offer, now)).collect::<Vec<_>>()).await?;
        ledger.price_calls(now).await?;
        Ok(true)
    }
}

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
