//! Table `price`: prices beside the list that comes with the program.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::into_str::IntoStr;
use crate::domain::money::Money;
use crate::domain::price::PriceSource;

use super::{StoreError, moment};

/// A price that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPrice {
    /// Whose.
    pub endpoint: String,
    /// From fal or from the person.
    pub source: PriceSource,
    /// The unit it is charged by.
    pub unit: String,
    /// The price of one.
    pub amount: Money,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// All of them.
pub async fn list(connection: &mut SqliteConnection) -> Result<Vec<StoredPrice>, StoreError> {
    let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
        "SELECT endpoint, source, unit, amount_nano, at FROM price ORDER BY endpoint",
    )
    .fetch_all(connection)
    .await?;
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
                at: moment(at)?,
            })
        })
        .collect()
}

/// Keeps one in place of the one before.
pub async fn put(connection: &mut SqliteConnection, price: &StoredPrice) -> Result<(), StoreError> {
    sqlx::query("INSERT OR REPLACE INTO price (endpoint, source, unit, amount_nano, at) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(&price.endpoint)
        .bind(price.source.into_str())
        .bind(&price.unit)
        .bind(price.amount.nano())
        .bind(price.at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes the person's own.
pub async fn remove(connection: &mut SqliteConnection, endpoint: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM price WHERE endpoint = ?1 AND source = 'user'")
        .bind(endpoint)
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps the person's price as a change finds it.
pub async fn keep_before(
    connection: &mut SqliteConnection,
    change_id: i64,
    endpoint: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO price_before (change_id, unit, amount_nano, at)
         SELECT ?1, unit, amount_nano, at FROM (SELECT 1) LEFT JOIN price ON endpoint = ?2 AND source = 'user'",
    )
    .bind(change_id)
    .bind(endpoint)
    .execute(connection)
    .await?;
    Ok(())
}

/// Puts the person's price back as a change found it.
pub async fn put_back(
    connection: &mut SqliteConnection,
    change_id: i64,
    endpoint: &str,
) -> Result<(), StoreError> {
    remove(connection, endpoint).await?;
    sqlx::query(
        "INSERT INTO price (endpoint, source, unit, amount_nano, at)
         SELECT ?2, 'user', unit, amount_nano, at FROM price_before WHERE change_id = ?1 AND unit IS NOT NULL",
    )
    .bind(change_id)
    .bind(endpoint)
    .execute(connection)
    .await?;
    Ok(())
}
