//! Table `setting`: what the person chose, by name.

use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use log::LevelFilter;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::domain::currency::{Currency, MoneyFormat, Rate};
use crate::domain::into_str::IntoStr;
use crate::domain::money::Money;
use crate::domain::operation::OperationRates;
use crate::domain::settings::{Settings, Theme, TrayText};
use crate::language::Language;

use super::StoreError;

const CURRENCY: &str = "currency";
const RATE: &str = "rate";
const RATE_SET_AT: &str = "rate_set_at";
const IMAGE: &str = "image_nano";
const VIDEO: &str = "video_nano";
const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const TRAY_TEXT: &str = "tray_text";
const HIDDEN: &str = "amounts_hidden";
const TOLD: &str = "told_that_closing_quits";
const WELCOMED: &str = "welcomed";

/// What is no choice to be undone: undoing a change neither shows hidden amounts nor says things
/// again.
const KEPT: &str = "('amounts_hidden', 'told_that_closing_quits', 'welcomed')";

/// Reads them; what was never chosen has its default.
pub async fn read(connection: &mut SqliteConnection) -> Result<Settings, StoreError> {
    let stored: Vec<(String, String)> = sqlx::query_as("SELECT name, value FROM setting")
        .fetch_all(connection)
        .await?;
    let value = |name: &str| {
        stored
            .iter()
            .find(|(stored, _)| stored == name)
            .map(|(_, value)| value.as_str())
    };
    let unreadable = || StoreError::Unreadable("setting");

    let defaults = OperationRates::default();
    let nano = |name: &str, default: Money| match value(name) {
        None => Ok(default),
        Some(text) => text.parse().map(Money::from_nano).map_err(|_| unreadable()),
    };
    let currency = value(CURRENCY)
        .map(|code| code.parse::<Currency>().map_err(|_| unreadable()))
        .transpose()?;
    let rate = match (value(RATE), value(RATE_SET_AT)) {
        (Some(rate), Some(at)) => Some(Rate {
            per_dollar: rate.parse().map_err(|_| unreadable())?,
            set_at: DateTime::parse_from_rfc3339(at)
                .map_err(|_| unreadable())?
                .to_utc(),
        }),
        _ => None,
    };
    Ok(Settings {
        display: MoneyFormat {
            currency: currency.unwrap_or_default(),
            rate,
            hidden: value(HIDDEN).is_some(),
        },
        currency_chosen: currency.is_some(),
        language: value(LANGUAGE).and_then(Language::from_tag),
        theme: value(THEME)
            .and_then(|name| name.parse::<Theme>().ok())
            .unwrap_or_default(),
        tray_text: value(TRAY_TEXT)
            .and_then(|name| name.parse::<TrayText>().ok())
            .unwrap_or_default(),
        rates: OperationRates {
            image: nano(IMAGE, defaults.image)?,
            video: nano(VIDEO, defaults.video)?,
        },
        quit_notice_shown: value(TOLD).is_some(),
        welcomed: value(WELCOMED).is_some(),
    })
}

/// What the window needs to know before the database is opened: its theme, and the language where
/// one was chosen. The system's, where they cannot be had at once. Nothing is written, whatever the
/// file is.
pub async fn appearance(database: &Path) -> (Theme, Option<Language>) {
    let at_once = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true)
        .busy_timeout(Duration::ZERO);
    let read = async {
        let mut connection = at_once.log_statements(LevelFilter::Off).connect().await?;
        let stored = sqlx::query_as("SELECT name, value FROM setting WHERE name IN (?1, ?2)")
            .bind(THEME)
            .bind(LANGUAGE);
        let stored: Vec<(String, String)> = stored.fetch_all(&mut connection).await?;
        connection.close().await?;
        Ok::<_, sqlx::Error>(stored)
    };
    let stored = read.await.unwrap_or_default();
    let value = |name: &str| {
        stored
            .iter()
            .find(|(stored, _)| stored == name)
            .map(|(_, value)| value.as_str())
    };
    (
        value(THEME)
            .and_then(|name| name.parse::<Theme>().ok())
            .unwrap_or_default(),
        value(LANGUAGE).and_then(Language::from_tag),
    )
}

/// Writes them.
pub async fn write(connection: &mut SqliteConnection, chosen: &Settings) -> Result<(), StoreError> {
    let currency = chosen
        .currency_chosen
        .then(|| chosen.display.currency.into_str());
    let rate = chosen.display.rate;
    put(connection, CURRENCY, currency).await?;
    put(
        connection,
        RATE,
        rate.map(|rate| rate.per_dollar.to_string()).as_deref(),
    )
    .await?;
    put(
        connection,
        RATE_SET_AT,
        rate.map(|rate| rate.set_at.to_rfc3339()).as_deref(),
    )
    .await?;
    put(connection, LANGUAGE, chosen.language.map(Language::tag)).await?;
    put(
        connection,
        THEME,
        (chosen.theme != Theme::default()).then(|| chosen.theme.into_str()),
    )
    .await?;
    put(
        connection,
        TRAY_TEXT,
        (chosen.tray_text != TrayText::default()).then(|| chosen.tray_text.into_str()),
    )
    .await?;
    put(connection, HIDDEN, chosen.display.hidden.then_some("yes")).await?;
    put(connection, TOLD, chosen.quit_notice_shown.then_some("yes")).await?;
    put(connection, WELCOMED, chosen.welcomed.then_some("yes")).await?;
    put(
        connection,
        IMAGE,
        Some(&chosen.rates.image.nano().to_string()),
    )
    .await?;
    put(
        connection,
        VIDEO,
        Some(&chosen.rates.video.nano().to_string()),
    )
    .await?;
    Ok(())
}

/// Keeps what the person chose as a change finds it.
pub async fn keep_before(
    connection: &mut SqliteConnection,
    change_id: i64,
) -> Result<(), StoreError> {
    let choices = format!(
        "INSERT INTO setting_before SELECT ?1, name, value FROM setting WHERE name NOT IN {KEPT}"
    );
    sqlx::query(&choices)
        .bind(change_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts it back as a change found it.
pub async fn put_back(connection: &mut SqliteConnection, change_id: i64) -> Result<(), StoreError> {
    sqlx::query(&format!("DELETE FROM setting WHERE name NOT IN {KEPT}"))
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO setting SELECT name, value FROM setting_before WHERE change_id = ?1")
        .bind(change_id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn put(
    connection: &mut SqliteConnection,
    name: &str,
    value: Option<&str>,
) -> Result<(), StoreError> {
    let statement = match value {
        Some(_) => {
            "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value"
        }
        None => "DELETE FROM setting WHERE name = ?1 AND ?2 IS NULL",
    };
    sqlx::query(statement)
        .bind(name)
        .bind(value)
        .execute(connection)
        .await?;
    Ok(())
}
