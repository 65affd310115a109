//! What can be asked of the price book.

use chrono::{DateTime, TimeZone, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::Error;
use crate::domain::price::PriceSource;
use crate::domain::units::{QuantityError, is_priced};
use crate::fal::{FalError, QuotedPrice};
use crate::format::{self, counts};
use crate::input;
use crate::ledger::Ledger;
use crate::live_poller::LivePoller;
use crate::store::price::StoredPrice;
use crate::view::{self, PriceSetView, PriceView, RefreshedView};

/// `find_models`: the price book by a few letters.
#[derive(Debug, Default, Deserialize)]
pub struct FindModels {
    /// Letters of an id or a name; all where empty.
    #[serde(default)]
    pub typed: String,
    /// How many at most; all where missing.
    pub limit: Option<usize>,
}

/// `set_price`: a price of the person's own.
#[derive(Debug, Deserialize)]
pub struct SetPrice {
    /// The model's endpoint id.
    pub endpoint: Value,
    /// The unit it is charged by.
    pub unit: Value,
    /// What one unit costs, in US dollars.
    pub price: Value,
}

/// `return_to_list`, `price_jobs`: one model.
#[derive(Debug, Deserialize)]
pub struct OneModel {
    /// Its endpoint id.
    pub endpoint: Value,
}

impl OneModel {
    fn endpoint(&self) -> Result<String, Error> {
        Ok(input::endpoint(Some(&self.endpoint))?.ok_or(QuantityError::Model)?)
    }
}

/// The models that fit, the best first, with what they cost.
pub async fn find_models(ledger: &Ledger, request: &FindModels) -> Result<Vec<PriceView>, Error> {
    let (book, display) = (ledger.price_book().await?, ledger.settings().await?.display);
    let found = book
        .find(&request.typed)
        .into_iter()
        .take(request.limit.unwrap_or(usize::MAX));
    Ok(found
        .map(|price| view::price(price, display))
        .collect::<Result<_, _>>()?)
}

/// Keeps a price, and says how many jobs of the model wait for one.
pub async fn set_price(
    ledger: &Ledger,
    request: &SetPrice,
    now: DateTime<Utc>,
) -> Result<PriceSetView, Error> {
    let endpoint = OneModel {
        endpoint: request.endpoint.clone(),
    }
    .endpoint()?;
    let unit = format::in_fals_words(&input::unit(&request.unit)?);
    if !is_priced(&unit) {
        return Err(QuantityError::Unpriceable.into());
    }
    let change = ledger
        .set_price(&endpoint, &unit, input::price(&request.price)?, now)
        .await?;
    let unpriced = ledger.unpriced(&endpoint, &unit).await?;
    Ok(PriceSetView {
        change,
        unpriced,
        waiting: counts::waiting_jobs(unpriced),
    })
}

/// Goes back from a price of the person's own.
pub async fn return_to_list(
    ledger: &Ledger,
    request: &OneModel,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    ledger.return_to_list(&request.endpoint()?, now).await
}

/// Prices the jobs of a model that waited for a price. Gives the change that undoes it.
pub async fn price_jobs(
    ledger: &Ledger,
    request: &OneModel,
    now: DateTime<Utc>,
) -> Result<Option<i64>, Error> {
    ledger.price_jobs(&request.endpoint()?, now).await
}

/// Asks fal for the prices of the models in use.
pub async fn refresh_prices<Z: TimeZone>(
    ledger: &Ledger,
    refresh: &LivePoller,
    now: DateTime<Utc>,
    zone: &Z,
) -> Result<RefreshedView, Error>
where
    Z::Offset: std::fmt::Display,
{
    let models = ledger.models_in_use().await?;
    let offers = refresh
        .quoted_prices(&models, now)
        .await
        .map_err(|error: FalError| Error::Fal(error))?;
    let found = offers.len();
    let changed = ledger
        .store_prices(
            &offers
                .into_iter()
                .map(|offer| kept(offer, now))
                .collect::<Vec<_>>(),
        )
        .await?;
    ledger.price_calls(now).await?;
    let display = ledger.settings().await?.display;
    Ok(view::refreshed(
        found,
        models.len(),
        &changed,
        display,
        now,
        zone,
    )?)
}

/// What fal asks for, as it is kept.
pub(super) fn kept(offer: QuotedPrice, now: DateTime<Utc>) -> StoredPrice {
    let QuotedPrice {
        endpoint,
        unit,
        amount,
    } = offer;
    StoredPrice {
        endpoint,
        source: PriceSource::Fal,
        unit,
        amount,
        at: now,
    }
}
