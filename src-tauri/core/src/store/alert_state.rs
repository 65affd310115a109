//! Table `alert_state`: a row for each rule that was evaluated.

use chrono::NaiveDate;
use sqlx::{FromRow, SqliteConnection};

use super::{ACCOUNT, StoreError};
use crate::domain::alert::{AlertState, Fired, RuleState, is_known_rule};
use crate::domain::money::Money;

#[derive(FromRow)]
struct AlertStateRow {
    watch: String,
    fired_on: Option<String>,
    is_told: bool,
    left_nano: Option<i64>,
}

/// Reads the state of all rules of known kinds.
pub async fn read(connection: &mut SqliteConnection) -> Result<AlertState, StoreError> {
    let rows: Vec<AlertStateRow> = sqlx::query_as(
        "SELECT watch, fired_on, is_told, left_nano FROM alert_state WHERE account_id = ?1",
    )
    .bind(ACCOUNT)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .filter(|row| is_known_rule(&row.watch))
        .map(|row| Ok((row.watch.clone(), row.state()?)))
        .collect()
}

/// Replaces the state `before`, as [`read`] returned it, by another. Rows of kinds that only a
/// newer version knows are in neither, and stay.
pub async fn replace(
    connection: &mut SqliteConnection,
    before: &AlertState,
    state: &AlertState,
) -> Result<(), StoreError> {
    for rule in before.keys().filter(|rule| !state.contains_key(*rule)) {
        sqlx::query("DELETE FROM alert_state WHERE account_id = ?1 AND watch = ?2")
            .bind(ACCOUNT)
            .bind(rule)
            .execute(&mut *connection)
            .await?;
    }
    for (rule, next) in state {
        if before.get(rule) != Some(next) {
            write_row(connection, rule, *next).await?;
        }
    }
    Ok(())
}

async fn write_row(
    connection: &mut SqliteConnection,
    rule: &str,
    state: RuleState,
) -> Result<(), StoreError> {
    let fired = state.fired();
    sqlx::query(
        "INSERT OR REPLACE INTO alert_state
           (account_id, watch, fired_on, is_told, left_nano)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(ACCOUNT)
    .bind(rule)
    .bind(fired.map(|fired| fired.on.to_string()))
    .bind(fired.is_some_and(|fired| fired.is_notified))
    .bind(fired.and_then(|fired| fired.left).map(Money::nano))
    .execute(connection)
    .await?;
    Ok(())
}

impl AlertStateRow {
    fn state(self) -> Result<RuleState, StoreError> {
        let Some(on) = self.fired_on else {
            return Ok(RuleState::Armed);
        };
        let on = on.parse::<NaiveDate>();
        Ok(RuleState::Fired(Fired {
            on: on.map_err(|_| StoreError::Unreadable("alert state"))?,
            is_notified: self.is_told,
            left: self.left_nano.map(Money::from_nano),
        }))
    }
}
