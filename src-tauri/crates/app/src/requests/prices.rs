//! Requests about the price book.

use std::collections::HashSet;
use std::fmt::Display;

use chrono::{DateTime, TimeZone, Utc};
use fal_budget_domain::money::TooLarge;
use fal_budget_domain::tariffs::charge::tariff;
use fal_budget_domain::tariffs::price::{Price, PriceSource, search_rank};
use fal_budget_domain::tariffs::units::{QuantityError, is_priced};
use fal_budget_fal::{FalError, QuotedPrice};
use fal_budget_ledger::Ledger;
use fal_budget_store::tables::price::StoredPrice;
use serde::Deserialize;
use serde_json::Value;

use crate::format::{self, counts};
use crate::live_poller::LivePoller;
use crate::view::{self, PriceSetView, PriceView, RefreshedView};
use crate::{Error, input};

/// `find_models`: searches the price book.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct FindModels {
    /// Letters of an id or a name; empty finds all.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<String>", optional))]
    pub typed: String,
    /// Upper bound of the models returned; all when missing.
    pub limit: Option<usize>,
}

/// `set_price`: sets a price of the person's own.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SetPrice {
    /// The model's endpoint id.
    #[cfg_attr(test, ts(type = "string"))]
    pub endpoint: Value,
    /// Unit by which the model is charged.
    #[cfg_attr(test, ts(type = "string"))]
    pub unit: Value,
    /// Price of one unit, in US dollars.
    #[cfg_attr(test, ts(as = "crate::input::Typed"))]
    pub price: Value,
}

/// `return_to_list`, `price_jobs`: one model.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OneModel {
    /// The model's endpoint id.
    #[cfg_attr(test, ts(type = "string"))]
    pub endpoint: Value,
}

/// Finds models with their prices, the best match first.
pub async fn find_models(ledger: &Ledger, request: &FindModels) -> Result<Vec<PriceView>, Error> {
    let (prices, display) = (ledger.price_book().await?, ledger.settings().await?.display);
    let known: HashSet<&str> = prices
        .prices
        .iter()
        .map(|price| price.endpoint.as_str())
        .collect();
    let charged = tariff::all().iter().flat_map(|tariff| {
        let models = tariff.models.iter().filter(|model| !model.contains('*'));
        models.map(move |model| tariff.entry(model))
    });
    let charged: Vec<Price> = charged
        .filter(|price| !known.contains(price.endpoint.as_str()))
        .collect();
    let mut found: Vec<(usize, &Price)> = prices
        .prices
        .iter()
        .chain(&charged)
        .filter_map(|price| Some((search_rank(&price.endpoint, &request.typed)?, price)))
        .collect();
    found.sort_by(|(a, x), (b, y)| (a, &x.endpoint).cmp(&(b, &y.endpoint)));
    let found = found.into_iter().take(request.limit.unwrap_or(usize::MAX));
    let errors = ledger.metering_errors().await?;
    Ok(found
        .map(|(_, price)| {
            let mut view = view::price(price, display)?;
            if let Some(error) = errors.iter().find(|error| error.model == price.endpoint) {
                if !view.note.is_empty() {
                    view.note.push(' ');
                }
                view.note += &format::metering_error(error, display)?;
            }
            let has_price = known.contains(price.endpoint.as_str());
            Ok(if has_price {
                view
            } else {
                view.without_price()
            })
        })
        .collect::<Result<_, TooLarge>>()?)
}

/// Stores a price. Returns the change that undoes it, and the number of the model's jobs that wait
/// for a price.
pub async fn set_price(
    ledger: &Ledger,
    request: &SetPrice,
    now: DateTime<Utc>,
) -> Result<PriceSetView, Error> {
    let endpoint = endpoint(&request.endpoint)?;
    let unit = format::in_fals_words(&input::unit(&request.unit)?);
    // "Credits" are worth something else in each call, so a price of one would price nothing.
    if !is_priced(&unit) {
        return Err(QuantityError::Unpriceable.into());
    }
    let price = input::price(&request.price)?;
    let change = ledger.set_price(&endpoint, &unit, price, now).await?;
    let unpriced = ledger.unpriced(&endpoint, &unit).await?;
    Ok(PriceSetView {
        change,
        unpriced,
        waiting: counts::waiting_jobs(unpriced),
    })
}

/// Drops the person's own price of a model, so that fal's or the list's counts again. Returns the
/// change that undoes it.
pub async fn return_to_list(
    ledger: &Ledger,
    request: &OneModel,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let endpoint = endpoint(&request.endpoint)?;
    Ok(ledger.return_to_list(&endpoint, now).await?)
}

/// Prices the jobs of a model that waited for a price. Returns the change that undoes it, or `None`
/// when no job waits.
pub async fn price_jobs(
    ledger: &Ledger,
    request: &OneModel,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    Ok(ledger
        .price_jobs(&endpoint(&request.endpoint)?, now)
        .await?)
}

/// The id of a model, which is required here.
fn endpoint(value: &Value) -> Result<String, Error> {
    Ok(input::endpoint(Some(value))?.ok_or(QuantityError::Model)?)
}

/// Asks fal for the prices of the models in use, stores them, and returns those that changed.
pub async fn refresh_prices<Z: TimeZone<Offset: Display>>(
    ledger: &Ledger,
    poller: &LivePoller,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<RefreshedView, Error> {
    let models = ledger.models_in_use().await?;
    let quotes = poller
        .quoted_prices(&models, now)
        .await
        .map_err(|error: FalError| Error::Fal(error))?;
    let prices: Vec<_> = quotes.into_iter().map(|quote| stored(quote, now)).collect();
    let changed = ledger.store_prices(&prices).await?;
    ledger.price_calls(now).await?;
    let display = ledger.settings().await?.display;
    let counts = (prices.len(), models.len());
    Ok(view::refreshed(counts, &changed, display, now, zone)?)
}

/// A price that fal quoted, as the store keeps it.
pub(super) fn stored(quote: QuotedPrice, now: DateTime<Utc>) -> StoredPrice {
    let QuotedPrice {
        endpoint,
        unit,
        amount,
    } = quote;
    StoredPrice {
        endpoint,
        source: PriceSource::Fal,
        unit,
        amount,
        at: now,
    }
}
