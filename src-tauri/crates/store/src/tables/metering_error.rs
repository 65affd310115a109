//! Models of which fal billed a call otherwise than by its own units × its price.

use fal_budget_domain::jobs::record::MeteringError;
use fal_budget_domain::money::Money;

use crate::{StoreError, Tx};

/// Stores the error over an earlier one of its model.
pub async fn put(tx: &mut Tx, error: &MeteringError) -> Result<(), StoreError> {
    sqlx::query("INSERT OR REPLACE INTO metering_error VALUES (?1, ?2, ?3, ?4)")
        .bind(tx.account())
        .bind(&error.model)
        .bind(error.metered.nano())
        .bind(error.billed.nano())
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Removes the error of a model that is billed as it is metered.
pub async fn remove(tx: &mut Tx, model: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM metering_error WHERE account_id = ?1 AND model = ?2")
        .bind(tx.account())
        .bind(model)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Lists the errors by model.
pub async fn list(tx: &mut Tx) -> Result<Vec<MeteringError>, StoreError> {
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(
        "SELECT model, metered_nano, billed_nano FROM metering_error WHERE account_id = ?1
         ORDER BY model",
    )
    .bind(tx.account())
    .fetch_all(tx.connection())
    .await?;
    let error = |(model, metered, billed)| MeteringError {
        model,
        metered: Money::from_nano(metered),
        billed: Money::from_nano(billed),
    };
    Ok(rows.into_iter().map(error).collect())
}
