//! Table `api_key`: names of fal's keys, which never are here themselves.

use fal_budget_domain::jobs::key_id::KeyId;

use crate::{StoreError, Tx};

/// Lists the keys that have a name, with it, by id.
pub async fn list(tx: &mut Tx) -> Result<Vec<(KeyId, String)>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT id, name FROM api_key WHERE account_id = ?1 ORDER BY id")
            .bind(tx.account())
            .fetch_all(tx.connection())
            .await?;
    let known = |(id, name): (String, String)| Some((KeyId::parse(&id)?, name));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Stores fal's name of a key, unless the person has given it one.
pub async fn put_fals(tx: &mut Tx, id: &KeyId, name: &str) -> Result<(), StoreError> {
    put(tx, id, name, false).await
}

/// Stores the person's name of a key.
pub async fn put_own(tx: &mut Tx, id: &KeyId, name: &str) -> Result<(), StoreError> {
    put(tx, id, name, true).await
}

async fn put(tx: &mut Tx, id: &KeyId, name: &str, is_own: bool) -> Result<(), StoreError> {
    // A key is of one account: of the one that was named last.
    sqlx::query("DELETE FROM api_key WHERE id = ?1 AND account_id <> ?2 AND (?3 OR NOT is_own)")
        .bind(id.as_str())
        .bind(tx.account())
        .bind(is_own)
        .execute(tx.connection())
        .await?;
    sqlx::query(
        "INSERT INTO api_key (account_id, id, name, is_own) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account_id, id) DO UPDATE SET name = excluded.name, is_own = excluded.is_own
         WHERE excluded.is_own OR NOT is_own",
    )
    .bind(tx.account())
    .bind(id.as_str())
    .bind(name)
    .bind(is_own)
    .execute(tx.connection())
    .await?;
    Ok(())
}
