//! Tables `price` and `price_before`: prices beside the list that comes with the program.

use chrono::{DateTime, Utc};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::money::Money;
use fal_budget_domain::tariffs::price::PriceSource;
use serde_json::json;

use crate::{StoreError, Tx, timestamp};

/// A price in the database. A model may have one from fal and one of the person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrice {
    /// Endpoint id of the model.
    pub endpoint: String,
    /// Source of the price: fal or the person.
    pub source: PriceSource,
    /// Unit that the model is charged by.
    pub unit: String,
    /// Price of one unit.
    pub amount: Money,
    /// Time when fal quoted the price or the person entered it.
    pub at: DateTime<Utc>,
}

/// Endpoint, source, unit, amount in nano-dollars, and time.
type PriceRow = (String, String, String, i64, i64);

/// Lists all stored prices by endpoint.
pub async fn list(tx: &mut Tx) -> Result<Vec<StoredPrice>, StoreError> {
    // WITHOUT ROWID, so rows of one endpoint come by source: fal's before the person's (`user`).
    let rows: Vec<PriceRow> = sqlx::query_as(
        "SELECT endpoint, source, unit, amount_nano, at FROM price ORDER BY endpoint",
    )
    .fetch_all(tx.connection())
    .await?;
    stored(rows)
}

/// Lists the stored prices of some models, as [`list`] does.
pub async fn of_models(tx: &mut Tx, models: &[&str]) -> Result<Vec<StoredPrice>, StoreError> {
    let rows: Vec<PriceRow> = sqlx::query_as(
        "SELECT endpoint, source, unit, amount_nano, at FROM price
         WHERE endpoint IN (SELECT value FROM json_each(?1)) ORDER BY endpoint, source",
    )
    .bind(json!(models).to_string())
    .fetch_all(tx.connection())
    .await?;
    stored(rows)
}

fn stored(rows: Vec<PriceRow>) -> Result<Vec<StoredPrice>, StoreError> {
    rows.into_iter()
        .map(|(endpoint, source, unit, amount, at)| {
            let source = source
                .parse::<PriceSource>()
                .map_err(|_| StoreError::Unreadable("price"))?;
            Ok(StoredPrice {
                endpoint,
                source,
                unit,
                amount: Money::from_nano(amount),
                at: timestamp(at)?,
            })
        })
        .collect()
}

/// Stores a price over the former one of the same model and source.
pub async fn put(tx: &mut Tx, price: &StoredPrice) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT OR REPLACE INTO price (endpoint, source, unit, amount_nano, at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(&price.endpoint)
    .bind(price.source.into_str())
    .bind(&price.unit)
    .bind(price.amount.nano())
    .bind(price.at.timestamp_millis())
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Removes the person's own price of a model.
pub async fn remove(tx: &mut Tx, endpoint: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM price WHERE endpoint = ?1 AND source = 'user'")
        .bind(endpoint)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Saves the person's own price of a model, or that there is none, before a change of it.
pub async fn save_before(tx: &mut Tx, change_id: i64, endpoint: &str) -> Result<(), StoreError> {
    // The outer join makes a row of nulls where there is no price, and undoing removes it again.
    sqlx::query(
        "INSERT INTO price_before (change_id, unit, amount_nano, at)
         SELECT ?1, unit, amount_nano, at FROM (SELECT 1)
         LEFT JOIN price ON endpoint = ?2 AND source = 'user'",
    )
    .bind(change_id)
    .bind(endpoint)
    .execute(tx.connection())
    .await?;
    Ok(())
}

/// Restores the person's own price of a model to what it was before a change.
pub async fn restore_before(tx: &mut Tx, change_id: i64, endpoint: &str) -> Result<(), StoreError> {
    remove(tx, endpoint).await?;
    sqlx::query(
        "INSERT INTO price (endpoint, source, unit, amount_nano, at)
         SELECT ?2, 'user', unit, amount_nano, at FROM price_before
         WHERE change_id = ?1 AND unit IS NOT NULL",
    )
    .bind(change_id)
    .bind(endpoint)
    .execute(tx.connection())
    .await?;
    Ok(())
}
