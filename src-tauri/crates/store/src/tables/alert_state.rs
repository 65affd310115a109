//! Table `alert_state`: a row for each rule that was evaluated.

use chrono::NaiveDate;
use fal_budget_domain::alerts::{AlertState, Fired, RuleState, is_known_rule};
use fal_budget_domain::money::Money;
use sqlx::FromRow;

use crate::{StoreError, Tx};

#[derive(FromRow)]
struct AlertStateRow {
    watch: String,
    fired_on: Option<String>,
    is_told: bool,
    left_nano: Option<i64>,
}

/// Reads the state of all rules of known kinds.
pub async fn read(tx: &mut Tx) -> Result<AlertState, StoreError> {
    let rows: Vec<AlertStateRow> = sqlx::query_as(
        "SELECT watch, fired_on, is_told, left_nano FROM alert_state WHERE account_id = ?1",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .filter(|row| is_known_rule(&row.watch))
        .map(|row| Ok((row.watch.clone(), row.state()?)))
        .collect()
}

/// Replaces the state `before`, as [`read`] returned it, by another. Rows of kinds that only a
/// newer version knows are in neither, and stay.
pub async fn replace(
    tx: &mut Tx,
    before: &AlertState,
    state: &AlertState,
) -> Result<(), StoreError> {
    for rule in before.keys().filter(|rule| !state.contains_key(*rule)) {
        sqlx::query("DELETE FROM alert_state WHERE account_id = ?1 AND watch = ?2")
            .bind(tx.account())
            .bind(rule)
            .execute(tx.connection())
            .await?;
    }
    for (rule, next) in state {
        if before.get(rule) != Some(next) {
            write_row(tx, rule, *next).await?;
        }
    }
    Ok(())
}

async fn write_row(tx: &mut Tx, rule: &str, state: RuleState) -> Result<(), StoreError> {
    let fired = state.fired();
    sqlx::query(
        "INSERT OR REPLACE INTO alert_state
           (account_id, watch, fired_on, is_told, left_nano)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )
    .bind(tx.account())
    .bind(rule)
    .bind(fired.map(|fired| fired.on.to_string()))
    .bind(fired.is_some_and(|fired| fired.is_notified))
    .bind(fired.and_then(|fired| fired.left).map(Money::nano))
    .execute(tx.connection())
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
