//! Requests about the gateway: its choices, and what it needs of fal by itself: prices of models
//! that callers use, and the ends of calls that an earlier gateway left open.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use fal_budget_domain::gateway::{GatewayChoices, RunningGateway, WebOrigin, port};
use fal_budget_domain::jobs::{Job, Subject};
use fal_budget_domain::live::connection::KeyPlace;
use fal_budget_fal::{Key, QuotedPrice};
use fal_budget_ledger::Ledger;
use reqwest::header::AUTHORIZATION;
use reqwest::{Client, StatusCode};
use serde::Deserialize;

use super::prices::stored;
use crate::Error;

/// Upper bound of the open calls that are looked up at a start.
const MAX_LOOKUPS: usize = 200;
/// Time limit of each lookup.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(15);

/// Time for which fal is not asked again for a price that it did not have.
const RETRY_AFTER: TimeDelta = TimeDelta::hours(1);

/// Models of calls without a known price, and the times at which fal was asked for it.
#[derive(Debug, Default)]
pub struct UnknownPrices {
    asked_at: HashMap<String, DateTime<Utc>>,
}

impl UnknownPrices {
    /// Returns the models to ask fal for now, and remembers that they were asked for.
    pub async fn to_ask(
        &mut self,
        ledger: &Ledger,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let mut models = ledger.unpriced_models().await?;
        // `abs`, because a clock that is set back must not keep a model waiting for longer.
        self.asked_at
            .retain(|_, at| now.signed_duration_since(*at).abs() < RETRY_AFTER);
        models.retain(|model| !self.asked_at.contains_key(model));
        // Before there is an answer: a model that fal does not know has none, and calls of it keep
        // coming.
        self.asked_at
            .extend(models.iter().map(|model| (model.clone(), now)));
        Ok(models)
    }
}

/// Stores prices that fal quoted, and prices the calls that waited for them.
pub async fn store_quotes(
    ledger: &Ledger,
    quotes: Vec<QuotedPrice>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if quotes.is_empty() {
        return Ok(());
    }
    let prices: Vec<_> = quotes.into_iter().map(|quote| stored(quote, now)).collect();
    ledger.store_prices(&prices).await?;
    Ok(ledger.price_calls(now).await?)
}

/// `switch_gateway`: switches the gateway on or off.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SwitchGateway {
    /// True when it is to run whenever the program does.
    pub on: bool,
}

/// `allow_origin`, `forbid_origin`: a web page that may use the gateway, or may no longer.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OneOrigin {
    /// Address of the page, as typed or as shown.
    pub origin: String,
}

/// `set_gateway_port`: the port on which the gateway listens.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GatewayPort {
    /// Port as typed; empty for the usual one.
    pub port: String,
}

/// Stores whether the gateway is to run.
pub async fn switch_gateway(ledger: &Ledger, request: &SwitchGateway) -> Result<(), Error> {
    change(ledger, |choices| choices.is_on = request.on).await
}

/// Allows a web page to use the gateway. Allowing one twice changes nothing.
pub async fn allow_origin(ledger: &Ledger, request: &OneOrigin) -> Result<(), Error> {
    let origin = WebOrigin::read(&request.origin)?;
    change(ledger, |choices| {
        if !choices.origins.contains(&origin) {
            choices.origins.push(origin);
        }
    })
    .await
}

/// Forbids a web page to use the gateway from now on.
pub async fn forbid_origin(ledger: &Ledger, request: &OneOrigin) -> Result<(), Error> {
    // Compared as shown, and not read again: reading could only refuse what is already allowed.
    change(ledger, |choices| {
        choices
            .origins
            .retain(|origin| origin.as_str() != request.origin);
    })
    .await
}

/// Stores the port on which the gateway listens.
pub async fn set_gateway_port(ledger: &Ledger, request: &GatewayPort) -> Result<(), Error> {
    let port = port(&request.port)?;
    change(ledger, |choices| choices.port = port).await
}

/// Stores the place of the run key, which calls of allowed pages are sent with; `None` when the key
/// was removed.
pub async fn set_run_key_place(ledger: &Ledger, place: Option<KeyPlace>) -> Result<(), Error> {
    change(ledger, |choices| choices.key_place = place).await
}

async fn change(ledger: &Ledger, edit: impl FnOnce(&mut GatewayChoices)) -> Result<(), Error> {
    let mut choices = ledger.gateway().await?;
    edit(&mut choices);
    Ok(ledger.choose_gateway(&choices).await?)
}

/// Looks up the calls that were in fal's queue when an earlier gateway ended. Failures are not
/// reported: a call that cannot be found stays open, and is looked up again at the next start.
pub async fn look_up_open_calls(ledger: &Ledger, running: &RunningGateway, key: &Key) {
    let Ok(open) = ledger.open_calls().await else {
        return;
    };
    // A system's proxy is for the way out of this computer.
    let client = Client::builder().no_proxy().timeout(LOOKUP_TIMEOUT).build();
    let (Ok(client), Ok(key)) = (client, key.header()) else {
        return;
    };
    // Through the running gateway and not to fal: it meters these responses like any caller's, so
    // nothing here has to know how a call ends.
    for path in open.iter().take(MAX_LOOKUPS).filter_map(queue_path) {
        // The units are in the result, which fal only has when the status is 200: a request that
        // is not done, or not there, is left at that.
        for last in ["/status", ""] {
            let url = format!("http://{}/queue/{path}{last}", running.http);
            let request = client.get(url).header(AUTHORIZATION, key.clone());
            let response = request.send().await;
            if !response.is_ok_and(|response| response.status() == StatusCode::OK) {
                break;
            }
        }
    }
}

/// Path of a call's request in fal's queue. Returns `None` for a call that never got a request id.
fn queue_path(job: &Job) -> Option<String> {
    let (Subject::Model(endpoint), Some(request)) = (&job.what.subject, &job.request) else {
        return None;
    };
    let parts: Vec<&str> = endpoint.split('/').collect();
    // The queue knows requests by the app alone, owner and name, without the sub-path of an
    // endpoint such as `fal-ai/flux/dev`. These two kinds have a word of their own before both.
    let length = if matches!(parts.first(), Some(&("workflows" | "comfy"))) {
        3
    } else {
        2
    };
    let app = parts.get(..length.min(parts.len()))?.join("/");
    Some(format!("{app}/requests/{request}"))
}
