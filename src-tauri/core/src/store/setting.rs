//! Table `setting`: what the person chose, by name.

use chrono::DateTime;
use sqlx::SqliteConnection;

use crate::domain::currency::{Currency, Display, Rate};
use crate::domain::money::Money;
use crate::domain::operation::OperationRates;
use crate::domain::settings::Settings;

use super::StoreError;

const CURRENCY: &str = "currency";
const RATE: &str = "rate";
const RATE_SET_AT: &str = "rate_set_at";
const IMAGE: &str = "image_nano";
const VIDEO: &str = "video_nano";
const TOLD: &str = "told_that_closing_quits";

/// Reads them; what was never chosen has its default.
pub async fn read(connection: &mut SqliteConnection) -> Result<Settings, StoreError> {
    let stored: Vec<(String, String)> = sqlx::query_as("SELECT name, value FROM setting").fetch_all(connection).await?;
    let value = |name: &str| stored.iter().find(|(stored, _)| stored == name).map(|(_, value)| value.as_str());
    let unreadable = || StoreError::Unreadable("setting");

    let defaults = OperationRates::default();
    let nano = |name: &str, default: Money| match value(name) {
        None => Ok(default),
        Some(text) => text.parse().map(Money::from_nano).map_err(|_| unreadable()),
    };
    let currency = value(CURRENCY).map(|code| Currency::from_code(code).ok_or_else(unreadable)).transpose()?;
    let rate = match (value(RATE), value(RATE_SET_AT)) {
        (Some(rate), Some(at)) => Some(Rate {
            per_dollar: rate.parse().map_err(|_| unreadable())?,
            set_at: DateTime::parse_from_rfc3339(at).map_err(|_| unreadable())?.to_utc(),
        }),
        _ => None,
    };
    Ok(Settings {
        display: Display { currency: currency.unwrap_or_default(), rate },
        currency_chosen: currency.is_some(),
        rates: OperationRates { image: nano(IMAGE, defaults.image)?, video: nano(VIDEO, defaults.video)? },
        told_that_closing_quits: value(TOLD).is_some(),
    })
}

/// Writes them.
pub async fn write(connection: &mut SqliteConnection, chosen: &Settings) -> Result<(), StoreError> {
    let currency = chosen.currency_chosen.then(|| chosen.display.currency.code());
    let rate = chosen.display.rate;
    put(connection, CURRENCY, currency).await?;
    put(connection, RATE, rate.map(|rate| rate.per_dollar.to_string()).as_deref()).await?;
    put(connection, RATE_SET_AT, rate.map(|rate| rate.set_at.to_rfc3339()).as_deref()).await?;
    put(connection, TOLD, chosen.told_that_closing_quits.then_some("yes")).await?;
    put(connection, IMAGE, Some(&chosen.rates.image.nano().to_string())).await?;
    put(connection, VIDEO, Some(&chosen.rates.video.nano().to_string())).await?;
    Ok(())
}

/// Keeps what the person chose as a change finds it.
pub async fn keep_before(connection: &mut SqliteConnection, change_id: i64) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO setting_before SELECT ?1, name, value FROM setting WHERE name <> ?2")
        .bind(change_id)
        .bind(TOLD)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts it back as a change found it.
pub async fn put_back(connection: &mut SqliteConnection, change_id: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM setting WHERE name <> ?1").bind(TOLD).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO setting SELECT name, value FROM setting_before WHERE change_id = ?1")
        .bind(change_id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn put(connection: &mut SqliteConnection, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    let statement = match value {
        Some(_) => "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
        None => "DELETE FROM setting WHERE name = ?1 AND ?2 IS NULL",
    };
    sqlx::query(statement).bind(name).bind(value).execute(connection).await?;
    Ok(())
}
