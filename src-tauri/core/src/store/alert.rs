//! Table `alert`: what the person wants to be told of, a row for each kind.

use chrono::NaiveDate;
use sqlx::SqliteConnection;
use strum::VariantArray;

use super::{ACCOUNT, StoreError};
use crate::domain::alert::{AlertChoices, AlertKind};
use crate::domain::into_str::IntoStr;
use crate::domain::money::Money;

/// The one switch.
const ALL: &str = "all";

/// Reads it; what was never chosen has its default.
pub async fn read(connection: &mut SqliteConnection) -> Result<AlertChoices, StoreError> {
    let rows: Vec<(String, bool, String)> =
        sqlx::query_as("SELECT kind, is_on, marks FROM alert WHERE account_id = ?1")
            .bind(ACCOUNT)
            .fetch_all(connection)
            .await?;
    let mut choices = AlertChoices::default();
    for (name, is_on, marks) in rows {
        match name.parse::<AlertKind>().ok() {
            Some(kind) => {
                take(&mut choices, kind, is_on, &marks).ok_or(StoreError::Unreadable("alert"))?
            }
            None => choices.is_on = is_on,
        }
    }
    Ok(choices)
}

fn take(choices: &mut AlertChoices, kind: AlertKind, is_on: bool, marks: &str) -> Option<()> {
    choices.switch(kind, is_on);
    let money = || {
        marks
            .split_whitespace()
            .map(|nano| nano.parse().ok().map(Money::from_nano))
            .collect::<Option<Vec<_>>>()
    };
    match kind {
        AlertKind::Share => {
            choices.shares = marks
                .split_whitespace()
                .map(|mark| mark.parse().ok())
                .collect::<Option<_>>()?;
        }
        AlertKind::Amount => choices.amounts = money()?,
        AlertKind::RunsOut => {
            choices.runs_out = marks
                .split_whitespace()
                .next()
                .map(str::parse)
                .transpose()
                .ok()?
        }
        AlertKind::Day => choices.day = money()?.first().copied(),
        AlertKind::Month => choices.month = money()?.first().copied(),
        AlertKind::Expiry => {
            choices.expires_on = marks
                .split_whitespace()
                .next()
                .map(str::parse::<NaiveDate>)
                .transpose()
                .ok()?;
        }
        AlertKind::Locked | AlertKind::Refused | AlertKind::Unusual => {}
    }
    Some(())
}

/// Keeps it.
pub async fn write(
    connection: &mut SqliteConnection,
    choices: &AlertChoices,
) -> Result<(), StoreError> {
    put(connection, ALL, choices.is_on, "").await?;
    for kind in AlertKind::VARIANTS.iter().copied() {
        put(
            connection,
            kind.into_str(),
            choices.kinds.contains(&kind),
            &marks(choices, kind),
        )
        .await?;
    }
    Ok(())
}

fn marks(choices: &AlertChoices, kind: AlertKind) -> String {
    let money = |amounts: &[Money]| {
        amounts
            .iter()
            .map(|amount| amount.nano().to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    match kind {
        AlertKind::Share => choices
            .shares
            .iter()
            .map(u8::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        AlertKind::Amount => money(&choices.amounts),
        AlertKind::RunsOut => choices
            .runs_out
            .map(|days| days.to_string())
            .unwrap_or_default(),
        AlertKind::Day => money(choices.day.as_slice()),
        AlertKind::Month => money(choices.month.as_slice()),
        AlertKind::Expiry => choices
            .expires_on
            .map(|date| date.to_string())
            .unwrap_or_default(),
        AlertKind::Locked | AlertKind::Refused | AlertKind::Unusual => String::new(),
    }
}

async fn put(
    connection: &mut SqliteConnection,
    kind: &str,
    is_on: bool,
    marks: &str,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT OR REPLACE INTO alert (account_id, kind, is_on, marks) VALUES (?1, ?2, ?3, ?4)",
    );
    row.bind(ACCOUNT)
        .bind(kind)
        .bind(is_on)
        .bind(marks)
        .execute(connection)
        .await?;
    Ok(())
}
