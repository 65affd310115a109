//! Table `setting`: the settings by name, and `setting_before` for undoing.

use std::path::Path;
use std::time::Duration;

use chrono::DateTime;
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::jobs::operation::OperationRates;
use fal_budget_domain::money::Money;
use fal_budget_domain::money::currency::{Currency, MoneyFormat, Rate};
use fal_budget_domain::settings::{LanguageTag, Settings, Theme, TrayText};
use sqlx::{ConnectOptions, Connection};

use crate::options::cautious_options;
use crate::{StoreError, Tx};

const CURRENCY: &str = "currency";
const RATE: &str = "rate";
const RATE_SET_AT: &str = "rate_set_at";
const IMAGE: &str = "image_nano";
const VIDEO: &str = "video_nano";
const LANGUAGE: &str = "language";
const THEME: &str = "theme";
const TRAY_TEXT: &str = "tray_text";
const HIDDEN: &str = "amounts_hidden";
const QUIT_NOTICE_SHOWN: &str = "told_that_closing_quits";
const WELCOMED: &str = "welcomed";
const SAMPLE: &str = "sample";

/// Names of what is remembered and never undone: undoing neither shows hidden amounts nor repeats a
/// notice.
const REMEMBERED: &str = "('amounts_hidden', 'told_that_closing_quits', 'welcomed', 'sample')";

/// Rows of the table.
struct StoredSettings(Vec<(String, String)>);

impl StoredSettings {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(stored, _)| stored == name)
            .map(|(_, value)| value.as_str())
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    // A theme, tray text or language of another version is the default: nobody should be kept from
    // the figures by how they look. An amount or rate that cannot be read is an error.

    fn theme(&self) -> Theme {
        self.get(THEME)
            .and_then(|name| name.parse().ok())
            .unwrap_or_default()
    }

    fn tray_text(&self) -> TrayText {
        self.get(TRAY_TEXT)
            .and_then(|name| name.parse().ok())
            .unwrap_or_default()
    }

    fn language(&self) -> Option<LanguageTag> {
        self.get(LANGUAGE).and_then(LanguageTag::new)
    }

    fn currency(&self) -> Result<Option<Currency>, StoreError> {
        self.get(CURRENCY)
            .map(|code| code.parse::<Currency>().map_err(|_| unreadable()))
            .transpose()
    }

    fn rate(&self) -> Result<Option<Rate>, StoreError> {
        let (Some(rate), Some(at)) = (self.get(RATE), self.get(RATE_SET_AT)) else {
            return Ok(None);
        };
        Ok(Some(Rate {
            per_dollar: rate.parse().map_err(|_| unreadable())?,
            set_at: DateTime::parse_from_rfc3339(at)
                .map_err(|_| unreadable())?
                .to_utc(),
        }))
    }

    fn money(&self, name: &str, default: Money) -> Result<Money, StoreError> {
        match self.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map(Money::from_nano).map_err(|_| unreadable()),
        }
    }
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("setting")
}

/// Reads the settings, with defaults for those that were never chosen.
pub async fn read(tx: &mut Tx) -> Result<Settings, StoreError> {
    let rows = sqlx::query_as("SELECT name, value FROM setting")
        .fetch_all(tx.connection())
        .await?;
    let stored = StoredSettings(rows);
    let currency = stored.currency()?;
    let defaults = OperationRates::default();
    Ok(Settings {
        display: MoneyFormat {
            currency: currency.unwrap_or_default(),
            rate: stored.rate()?,
            hidden: stored.is_set(HIDDEN),
        },
        currency_chosen: currency.is_some(),
        language: stored.language(),
        theme: stored.theme(),
        tray_text: stored.tray_text(),
        rates: OperationRates {
            image: stored.money(IMAGE, defaults.image)?,
            video: stored.money(VIDEO, defaults.video)?,
        },
        quit_notice_shown: stored.is_set(QUIT_NOTICE_SHOWN),
        welcomed: stored.is_set(WELCOMED),
        is_sample: stored.is_set(SAMPLE),
    })
}

/// Reads theme and language for the first paint of the window, before the database is opened and
/// migrated. Returns the defaults if they cannot be read at once. Never writes to the file.
pub async fn appearance(database: &Path) -> (Theme, Option<LanguageTag>) {
    let rows = appearance_rows(database).await;
    let stored = StoredSettings(rows.unwrap_or_default());
    (stored.theme(), stored.language())
}

async fn appearance_rows(database: &Path) -> Result<Vec<(String, String)>, sqlx::Error> {
    // No timeout: a window that opens late is worse than one that opens in the system's theme.
    let mut connection = cautious_options(database)
        .read_only(true)
        .busy_timeout(Duration::ZERO)
        .connect()
        .await?;
    let rows = sqlx::query_as("SELECT name, value FROM setting WHERE name IN (?1, ?2)")
        .bind(THEME)
        .bind(LANGUAGE)
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(rows)
}

/// Stores the settings.
pub async fn write(tx: &mut Tx, chosen: &Settings) -> Result<(), StoreError> {
    for (name, value) in values(chosen) {
        put(tx, name, value.as_deref()).await?;
    }
    Ok(())
}

/// Values of all settings by name. `None` stores nothing.
fn values(chosen: &Settings) -> [(&'static str, Option<String>); 12] {
    // Choices that equal the default are not stored, so that a later version may change it. The two
    // prices are: what a person saw as the price of an image must not change by an upgrade.
    let flag = |is_set: bool| is_set.then(|| "yes".to_owned());
    let name = |name: &'static str, is_default: bool| (!is_default).then(|| name.to_owned());
    let display = chosen.display;
    [
        (
            CURRENCY,
            name(display.currency.into_str(), !chosen.currency_chosen),
        ),
        (RATE, display.rate.map(|rate| rate.per_dollar.to_string())),
        (
            RATE_SET_AT,
            display.rate.map(|rate| rate.set_at.to_rfc3339()),
        ),
        (
            LANGUAGE,
            chosen.language.map(|language| language.as_str().to_owned()),
        ),
        (
            THEME,
            name(chosen.theme.into_str(), chosen.theme == Theme::default()),
        ),
        (
            TRAY_TEXT,
            name(
                chosen.tray_text.into_str(),
                chosen.tray_text == TrayText::default(),
            ),
        ),
        (HIDDEN, flag(display.hidden)),
        (QUIT_NOTICE_SHOWN, flag(chosen.quit_notice_shown)),
        (WELCOMED, flag(chosen.welcomed)),
        (SAMPLE, flag(chosen.is_sample)),
        (IMAGE, Some(chosen.rates.image.nano().to_string())),
        (VIDEO, Some(chosen.rates.video.nano().to_string())),
    ]
}

/// Saves the choices of the person before a change of them. What is only remembered is left out.
pub async fn save_before(tx: &mut Tx, change_id: i64) -> Result<(), StoreError> {
    let statement = format!(
        "INSERT INTO setting_before
         SELECT ?1, name, value FROM setting WHERE name NOT IN {REMEMBERED}"
    );
    sqlx::query(&statement)
        .bind(change_id)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Restores the choices of the person to what they were before a change.
pub async fn restore_before(tx: &mut Tx, change_id: i64) -> Result<(), StoreError> {
    // A choice that was the default has no row to restore, so all rows go first.
    let statement = format!("DELETE FROM setting WHERE name NOT IN {REMEMBERED}");
    sqlx::query(&statement).execute(tx.connection()).await?;
    sqlx::query("INSERT INTO setting SELECT name, value FROM setting_before WHERE change_id = ?1")
        .bind(change_id)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Stores a setting, or removes it for `None`.
async fn put(tx: &mut Tx, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    let statement = match value {
        Some(_) => {
            "INSERT INTO setting (name, value) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET value = excluded.value"
        }
        None => "DELETE FROM setting WHERE name = ?1 AND ?2 IS NULL",
    };
    sqlx::query(statement)
        .bind(name)
        .bind(value)
        .execute(tx.connection())
        .await?;
    Ok(())
}
