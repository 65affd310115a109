//! Table `account`, and to which account keys and calls belong. The only functions that read rows
//! of accounts other than that of the transaction.

use std::collections::HashMap;

use fal_budget_domain::account::{Account, AccountId};
use serde_json::json;
use sqlx::FromRow;

use crate::{StoreError, Tx};

#[derive(FromRow)]
struct AccountRow {
    id: i64,
    name: String,
    is_in_use: bool,
    is_hidden: bool,
}

/// Lists all accounts, oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Account>, StoreError> {
    let rows = sqlx::query_as::<_, AccountRow>("SELECT * FROM account ORDER BY id");
    let rows = rows.fetch_all(tx.connection()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Account {
            id: AccountId(row.id),
            name: row.name,
            is_in_use: row.is_in_use,
            is_hidden: row.is_hidden,
        })
        .collect())
}

/// Returns the account in use.
pub async fn in_use(tx: &mut Tx) -> Result<AccountId, StoreError> {
    let id = sqlx::query_scalar("SELECT id FROM account WHERE is_in_use = 1");
    let id = id.fetch_optional(tx.connection()).await?;
    Ok(id.map_or(AccountId::FIRST, AccountId))
}

/// Adds an account with the limits of a new one.
pub async fn add(tx: &mut Tx, name: &str) -> Result<AccountId, StoreError> {
    let added = sqlx::query("INSERT INTO account (name) VALUES (?1)");
    let added = added.bind(name).execute(tx.connection()).await?;
    let id = added.last_insert_rowid();
    // The floor of a new guard is that of the first account's, before anybody changed it.
    sqlx::query("INSERT INTO guard (account_id, floor_nano) VALUES (?1, ?2)")
        .bind(id)
        .bind(fal_budget_domain::guard::PROPOSED_FLOOR.nano())
        .execute(tx.connection())
        .await?;
    Ok(AccountId(id))
}

/// Makes an account the one in use.
pub async fn put_in_use(tx: &mut Tx, id: AccountId) -> Result<(), StoreError> {
    // In two steps: the index holds one account in use at each moment.
    sqlx::query("UPDATE account SET is_in_use = 0 WHERE is_in_use = 1")
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE account SET is_in_use = 1 WHERE id = ?1")
        .bind(id.0)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Gives an account a name.
pub async fn rename(tx: &mut Tx, id: AccountId, name: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE account SET name = ?2 WHERE id = ?1")
        .bind(id.0)
        .bind(name)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Hides an account, or shows it again.
pub async fn set_hidden(tx: &mut Tx, id: AccountId, is_hidden: bool) -> Result<(), StoreError> {
    sqlx::query("UPDATE account SET is_hidden = ?2 WHERE id = ?1")
        .bind(id.0)
        .bind(is_hidden)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Reads to which account each known key belongs.
pub async fn of_keys(tx: &mut Tx) -> Result<HashMap<String, AccountId>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT id, account_id FROM api_key")
        .fetch_all(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, account)| (id, AccountId(account)))
        .collect())
}

/// Finds to which account calls of these numbers belong.
pub async fn of_calls(tx: &mut Tx, calls: &[i64]) -> Result<HashMap<i64, AccountId>, StoreError> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT call, account_id FROM job
         WHERE account_id IN (SELECT id FROM account)
           AND call IN (SELECT value FROM json_each(?1))",
    )
    .bind(json!(calls).to_string())
    .fetch_all(tx.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(call, account)| (call, AccountId(account)))
        .collect())
}

/// Finds to which account jobs of these requests belong.
pub async fn of_requests(
    tx: &mut Tx,
    requests: &[&str],
) -> Result<HashMap<String, AccountId>, StoreError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT request_id, account_id FROM job
         WHERE account_id IN (SELECT id FROM account) AND voided_at IS NULL
           AND request_id IN (SELECT value FROM json_each(?1))",
    )
    .bind(json!(requests).to_string())
    .fetch_all(tx.connection())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(request, account)| (request, AccountId(account)))
        .collect())
}
