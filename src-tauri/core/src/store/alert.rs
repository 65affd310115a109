//! Table `alert`: what the person wants to be told of, a row for each kind.

use chrono::NaiveDate;
use sqlx::SqliteConnection;

use super::{ACCOUNT, StoreError};
use crate::domain::alert::{Choices, Kind};
use crate::domain::money::Money;

/// The one switch.
const ALL: &str = "all";

/// Reads it; what was never chosen has its default.
pub async fn read(connection: &mut SqliteConnection) -> Result<Choices, StoreError> {
    let rows: Vec<(String, bool, String)> =
        sqlx::query_as("SELECT kind, is_on, marks FROM alert WHERE account_id = ?1")
            .bind(ACCOUNT)
            .fetch_all(connection)
            .await?;
    let mut choices = Choices::default();
    for (name, is_on, marks) in rows {
        match Kind::from_name(&name) {
            Some(kind) => {
                take(&mut choices, kind, is_on, &marks).ok_or(StoreError::Unreadable("alert"))?
            }
            None => choices.is_on = is_on,
        }
    }
    Ok(choices)
}

fn take(choices: &mut Choices, kind: Kind, is_on: bool, marks: &str) -> Option<()> {
    choices.switch(kind, is_on);
    let money = || {
        marks
            .split_whitespace()
            .map(|nano| nano.parse().ok().map(Money::from_nano))
            .collect::<Option<Vec<_>>>()
    };
    match kind {
        Kind::Share => {
            choices.shares = marks
                .split_whitespace()
                .map(|mark| mark.parse().ok())
                .collect::<Option<_>>()?;
        }
        Kind::Amount => choices.amounts = money()?,
        Kind::RunsOut => {
            choices.runs_out = marks
                .split_whitespace()
                .next()
                .map(str::parse)
                .transpose()
                .ok()?
        }
        Kind::Day => choices.day = money()?.first().copied(),
        Kind::Month => choices.month = money()?.first().copied(),
        Kind::Expiry => {
            choices.expires_on = marks
                .split_whitespace()
                .next()
                .map(str::parse::<NaiveDate>)
                .transpose()
                .ok()?;
        }
        Kind::Locked | Kind::Refused | Kind::Unusual => {}
    }
    Some(())
}

/// Keeps it.
pub async fn write(connection: &mut SqliteConnection, choices: &Choices) -> Result<(), StoreError> {
    put(connection, ALL, choices.is_on, "").await?;
    for kind in Kind::ALL {
        put(
            connection,
            kind.name(),
            choices.kinds.contains(&kind),
            &marks(choices, kind),
        )
        .await?;
    }
    Ok(())
}

fn marks(choices: &Choices, kind: Kind) -> String {
    let money = |amounts: &[Money]| {
        amounts
            .iter()
            .map(|amount| amount.nano().to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    match kind {
        Kind::Share => choices
            .shares
            .iter()
            .map(u8::to_string)
            .collect::<Vec<_>>()
            .join(" "),
        Kind::Amount => money(&choices.amounts),
        Kind::RunsOut => choices
            .runs_out
            .map(|days| days.to_string())
            .unwrap_or_default(),
        Kind::Day => money(choices.day.as_slice()),
        Kind::Month => money(choices.month.as_slice()),
        Kind::Expiry => choices
            .expires_on
            .map(|date| date.to_string())
            .unwrap_or_default(),
        Kind::Locked | Kind::Refused | Kind::Unusual => String::new(),
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
