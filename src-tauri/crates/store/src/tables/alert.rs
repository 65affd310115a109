//! Table `alert`: a row for each kind that a person may be notified of.

use fal_budget_domain::alerts::{AlertChoices, AlertKind};
use fal_budget_domain::into_str::IntoStr;

use crate::{StoreError, Tx};

/// Row of the main switch, beside those of the kinds.
const MAIN_SWITCH: &str = "all";

/// Reads the choices; a kind without a row has its default.
pub async fn read(tx: &mut Tx) -> Result<AlertChoices, StoreError> {
    let rows: Vec<(String, bool, String)> =
        sqlx::query_as("SELECT kind, is_on, marks FROM alert WHERE account_id = ?1")
            .bind(tx.account())
            .fetch_all(tx.connection())
            .await?;
    let mut choices = AlertChoices::default();
    for (name, is_on, marks) in rows {
        if name == MAIN_SWITCH {
            choices.is_on = is_on;
        } else if let Ok(kind) = name.parse::<AlertKind>() {
            let marks = kind.parse_stored(&marks);
            choices.choose(kind, is_on, marks.ok_or(StoreError::Unreadable("alert"))?);
        }
        // Else the row is of a newer version's kind. No row is ever deleted, so its choice is kept.
    }
    Ok(choices)
}

/// Writes the choices.
pub async fn write(tx: &mut Tx, choices: &AlertChoices) -> Result<(), StoreError> {
    write_row(tx, MAIN_SWITCH, choices.is_on, "").await?;
    // All kinds, changed or not: another default of a later version changes no choice.
    for (kind, choice) in &choices.kinds {
        let marks: Vec<String> = choice.marks.iter().map(|mark| mark.stored()).collect();
        write_row(tx, kind.into_str(), choice.is_on, &marks.join(" ")).await?;
    }
    Ok(())
}

async fn write_row(tx: &mut Tx, kind: &str, is_on: bool, marks: &str) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT OR REPLACE INTO alert (account_id, kind, is_on, marks) VALUES (?1, ?2, ?3, ?4)",
    );
    row.bind(tx.account())
        .bind(kind)
        .bind(is_on)
        .bind(marks)
        .execute(tx.connection())
        .await?;
    Ok(())
}
