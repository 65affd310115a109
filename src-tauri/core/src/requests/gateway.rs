//! What callers can ask for of the gateway.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;

use super::prices::kept;
use crate::Error;
use crate::domain::connection::KeyPlace;
use crate::domain::gateway::{GatewayChoices, WebOrigin, port};
use crate::domain::job::{Job, Subject};
use crate::fal::{Key, QuotedPrice};
use crate::gateway::RunningGateway;
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
    asked_at: HashMap<String, DateTime<Utc>>,
}

impl UnknownPrices {
    /// The models that fal is to be asked for now.
    pub async fn to_ask(
        &mut self,
        ledger: &Ledger,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let mut models = ledger.unpriced_models().await?;
        self.asked_at
            .retain(|_, at| now.signed_duration_since(*at).abs() < FORGET);
        models.retain(|model| !self.asked_at.contains_key(model));
        self.asked_at
            .extend(models.iter().map(|model| (model.clone(), now)));
        Ok(models)
    }
}

/// Keeps what fal asks for, and prices the calls that have waited for it.
pub async fn store_quotes(
    ledger: &Ledger,
    offers: Vec<QuotedPrice>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if offers.is_empty() {
        return Ok(());
    }
    ledger
        .store_prices(
            &offers
                .into_iter()
                .map(|offer| kept(offer, now))
                .collect::<Vec<_>>(),
        )
        .await?;
    ledger.price_calls(now).await
}

/// `switch_gateway`: on or off.
#[derive(Debug, Deserialize)]
pub struct SwitchGateway {
    /// Whether it is to run whenever the program does.
    pub on: bool,
}

/// `allow_origin`, `forbid_origin`: a web page.
#[derive(Debug, Deserialize)]
pub struct OneOrigin {
    /// Its address, as typed or as shown.
    pub origin: String,
}

/// `set_gateway_port`: where it is to listen.
#[derive(Debug, Deserialize)]
pub struct GatewayPort {
    /// As typed; empty for the usual one.
    pub port: String,
}

/// Keeps whether the gateway is to run.
pub async fn switch_gateway(ledger: &Ledger, request: &SwitchGateway) -> Result<(), Error> {
    change(ledger, |choices| choices.is_on = request.on).await
}

/// Lets a web page in.
pub async fn allow_origin(ledger: &Ledger, request: &OneOrigin) -> Result<(), Error> {
    let origin = WebOrigin::read(&request.origin)?;
    change(ledger, |choices| {
        if !choices.origins.contains(&origin) {
            choices.origins.push(origin);
        }
    })
    .await
}

/// Lets it in no longer.
pub async fn forbid_origin(ledger: &Ledger, request: &OneOrigin) -> Result<(), Error> {
    change(ledger, |choices| {
        choices
            .origins
            .retain(|origin| origin.as_str() != request.origin)
    })
    .await
}

/// Keeps where the gateway is to listen.
pub async fn set_gateway_port(ledger: &Ledger, request: &GatewayPort) -> Result<(), Error> {
    let port = port(&request.port)?;
    change(ledger, |choices| choices.port = port).await
}

/// Keeps where the key is that calls of allowed pages get; none where it was removed.
pub async fn keep_run_key(ledger: &Ledger, place: Option<KeyPlace>) -> Result<(), Error> {
    change(ledger, |choices| choices.key_place = place).await
}

async fn change(ledger: &Ledger, edit: impl FnOnce(&mut GatewayChoices)) -> Result<(), Error> {
    let mut choices = ledger.gateway().await?;
    edit(&mut choices);
    ledger.choose_gateway(&choices).await
}

/// Looks up the calls that were in fal's queue when a former gateway ended: asks through the
/// running one, which meters what it is answered as it does for everybody. What cannot be found
/// stays open.
pub async fn look_up_open_calls(ledger: &Ledger, running: &RunningGateway, key: &Key) {
    let Ok(open) = ledger.open_calls().await else {
        return;
    };
    let Ok(client) = reqwest::Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()
    else {
        return;
    };
    let Ok(key) = key.header() else { return };
    for job in open.iter().take(MOST) {
        let Some(path) = path(job) else { continue };
        for last in ["/status", ""] {
            let url = format!("http://{}/queue/{path}{last}", running.http);
            let Ok(answer) = client
                .get(url)
                .header(AUTHORIZATION, key.clone())
                .send()
                .await
            else {
                break;
            };
            // A request that is not done, or not there, has no result.
            if answer.status() != reqwest::StatusCode::OK {
                break;
            }
        }
    }
}

/// Where a request of fal's queue is: its address lacks the sub-path of the model.
fn path(job: &Job) -> Option<String> {
    let (Subject::Model(endpoint), Some(request)) = (&job.what.subject, &job.request) else {
        return None;
    };
    let parts: Vec<&str> = endpoint.split('/').collect();
    // Two kinds of models have their owner in the second place.
    let length = if matches!(parts.first(), Some(&("workflows" | "comfy"))) {
        3
    } else {
        2
    };
    let app = parts.get(..length.min(parts.len()))?.join("/");
    Some(format!("{app}/requests/{request}"))
}
