//! Tables `gateway` and `gateway_origin`: the person's choices for the gateway, and the last
//! journal record that is in the ledger.

use fal_budget_domain::account::AccountId;
use fal_budget_domain::gateway::{GatewayChoices, WebOrigin};
use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::live::connection::KeyPlace;
use sqlx::FromRow;

use crate::{StoreError, Tx};

/// Account whose rows the choices are in: one gateway serves all accounts.
const ONE: i64 = AccountId::FIRST.0;

/// Returns the number of the last journal record that is in the ledger, 0 before the first.
pub async fn last_applied(tx: &mut Tx) -> Result<i64, StoreError> {
    let last = sqlx::query_scalar("SELECT last_note FROM gateway WHERE account_id = ?1");
    Ok(last.bind(ONE).fetch_one(tx.connection()).await?)
}

/// Number of a journal record at most: a gateway that made a thousand a second would be at it for
/// three centuries.
const MAX_NUMBER: i64 = 1 << 43;

/// Checks that a copy's numbers of journal records leave room for those to come. `Err` with the
/// table of one that does not: new records would be passed over as old ones.
pub async fn check_numbers(tx: &mut Tx) -> Result<(), StoreError> {
    let strange: Option<String> = sqlx::query_scalar(
        "SELECT 'gateway' FROM gateway WHERE last_note NOT BETWEEN 0 AND ?1
         UNION ALL SELECT 'job' FROM job WHERE call NOT BETWEEN 0 AND ?1 LIMIT 1",
    )
    .bind(MAX_NUMBER)
    .fetch_optional(tx.connection())
    .await?;
    strange.map_or(Ok(()), |table| Err(StoreError::Altered(table)))
}

/// Stores the number of the last journal record that is in the ledger.
pub async fn set_last_applied(tx: &mut Tx, number: i64) -> Result<(), StoreError> {
    sqlx::query("UPDATE gateway SET last_note = ?2 WHERE account_id = ?1")
        .bind(ONE)
        .bind(number)
        .execute(tx.connection())
        .await?;
    Ok(())
}

#[derive(FromRow)]
struct GatewayRow {
    is_on: bool,
    port: Option<u16>,
    key_place: Option<String>,
}

/// Reads the person's choices for the gateway.
pub async fn read(tx: &mut Tx) -> Result<GatewayChoices, StoreError> {
    let row = sqlx::query_as::<_, GatewayRow>(
        "SELECT is_on, port, key_place FROM gateway WHERE account_id = ?1",
    );
    let row = row.bind(ONE).fetch_one(tx.connection()).await?;
    // A key place or an origin that cannot be read is left out, and access with it: the gateway
    // starts all the same, and lends its key to fewer pages rather than to more.
    Ok(GatewayChoices {
        is_on: row.is_on,
        port: row.port,
        key_place: row
            .key_place
            .as_deref()
            .and_then(|name| name.parse::<KeyPlace>().ok()),
        origins: read_origins(tx).await?,
    })
}

async fn read_origins(tx: &mut Tx) -> Result<Vec<WebOrigin>, StoreError> {
    let origins: Vec<String> = sqlx::query_scalar(
        "SELECT origin FROM gateway_origin WHERE account_id = ?1 ORDER BY origin",
    )
    .bind(ONE)
    .fetch_all(tx.connection())
    .await?;
    Ok(origins
        .iter()
        .filter_map(|origin| WebOrigin::read(origin).ok())
        .collect())
}

/// Stores the person's choices for the gateway.
pub async fn write(tx: &mut Tx, choices: &GatewayChoices) -> Result<(), StoreError> {
    sqlx::query("UPDATE gateway SET is_on = ?2, port = ?3, key_place = ?4 WHERE account_id = ?1")
        .bind(ONE)
        .bind(choices.is_on)
        .bind(choices.port)
        .bind(choices.key_place.map(IntoStr::into_str))
        .execute(tx.connection())
        .await?;
    write_origins(tx, &choices.origins).await
}

async fn write_origins(tx: &mut Tx, origins: &[WebOrigin]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM gateway_origin WHERE account_id = ?1")
        .bind(ONE)
        .execute(tx.connection())
        .await?;
    for origin in origins {
        sqlx::query(
            "INSERT INTO gateway_origin (account_id, origin) VALUES (?1, ?2)
             ON CONFLICT DO NOTHING",
        )
        .bind(ONE)
        .bind(origin.as_str())
        .execute(tx.connection())
        .await?;
    }
    Ok(())
}
