//! Table `alert_state`: what was last seen of each thing that is watched.

use chrono::NaiveDate;
use sqlx::{FromRow, SqliteConnection};

use super::{ACCOUNT, StoreError};
use crate::domain::alert::{AlertState, Fired};
use crate::domain::money::Money;

#[derive(FromRow)]
struct Row {
    watch: String,
    fired_on: Option<String>,
    is_told: bool,
    left_nano: Option<i64>,
}

/// Reads it.
pub async fn read(connection: &mut SqliteConnection) -> Result<AlertState, StoreError> {
    let rows = sqlx::query_as(
        "SELECT watch, fired_on, is_told, left_nano FROM alert_state WHERE account_id = ?1",
    );
    let rows: Vec<Row> = rows.bind(ACCOUNT).fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| Ok((row.watch.clone(), row.fired()?)))
        .collect()
}

/// Keeps it in place of what was there.
pub async fn write(
    connection: &mut SqliteConnection,
    memory: &AlertState,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM alert_state WHERE account_id = ?1")
        .bind(ACCOUNT)
        .execute(&mut *connection)
        .await?;
    for (watch, fired) in memory {
        sqlx::query(
            "INSERT INTO alert_state (account_id, watch, fired_on, is_told, left_nano) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(ACCOUNT)
        .bind(watch)
        .bind(fired.map(|fired| fired.on.to_string()))
        .bind(fired.is_some_and(|fired| fired.is_notified))
        .bind(fired.and_then(|fired| fired.left).map(Money::nano))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

impl Row {
    fn fired(self) -> Result<Option<Fired>, StoreError> {
        let on = self.fired_on.map(|on| {
            on.parse::<NaiveDate>()
                .map_err(|_| StoreError::Unreadable("alert state"))
        });
        let left = self.left_nano.map(Money::from_nano);
        Ok(on.transpose()?.map(|on| Fired {
            on,
            is_notified: self.is_told,
            left,
        }))
    }
}
