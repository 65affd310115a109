//! Table `change`: the deeds that can be undone.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::domain::money::Money;

use super::{ACCOUNT, StoreError};

/// What a change did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Entered a balance.
    Balance,
    /// Cleared the budget.
    Clear,
    /// Logged a batch of jobs.
    Jobs,
    /// Moved the 100 % mark of an entry from the amount given.
    Reference {
        /// Whose mark.
        entry_id: i64,
        /// The mark before.
        before: Money,
    },
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Clear => "clear",
            Self::Jobs => "jobs",
            Self::Reference { .. } => "reference",
        }
    }

    fn read(name: &str, entry_id: Option<i64>, before: Option<i64>) -> Result<Self, StoreError> {
        match (name, entry_id, before) {
            ("balance", ..) => Ok(Self::Balance),
            ("clear", ..) => Ok(Self::Clear),
            ("jobs", ..) => Ok(Self::Jobs),
            ("reference", Some(entry_id), Some(before)) => {
                Ok(Self::Reference { entry_id, before: Money::from_nano(before) })
            }
            _ => Err(StoreError::Unreadable("change")),
        }
    }
}

/// Adds one and gives its id.
pub async fn add(connection: &mut SqliteConnection, kind: Kind, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let (entry_id, before) = match kind {
        Kind::Reference { entry_id, before } => (Some(entry_id), Some(before.nano())),
        Kind::Balance | Kind::Clear | Kind::Jobs => (None, None),
    };
    let done =
        sqlx::query("INSERT INTO change (account_id, at, kind, entry_id, before_nano) VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(ACCOUNT)
            .bind(at.timestamp_millis())
            .bind(kind.name())
            .bind(entry_id)
            .bind(before)
            .execute(connection)
            .await?;
    Ok(done.last_insert_rowid())
}

/// The last that is not undone, or the one asked for if it is not undone.
pub async fn standing(connection: &mut SqliteConnection, id: Option<i64>) -> Result<Option<(i64, Kind)>, StoreError> {
    let row = sqlx::query_as::<_, (i64, String, Option<i64>, Option<i64>)>(
        "SELECT id, kind, entry_id, before_nano FROM change
         WHERE account_id = ?1 AND undone_at IS NULL AND (?2 IS NULL OR id = ?2) ORDER BY id DESC LIMIT 1",
    );
    match row.bind(ACCOUNT).bind(id).fetch_optional(connection).await? {
        None => Ok(None),
        Some((id, kind, entry_id, before)) => Ok(Some((id, Kind::read(&kind, entry_id, before)?))),
    }
}

/// Marks one as undone.
pub async fn undo(connection: &mut SqliteConnection, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE change SET undone_at = ?2 WHERE id = ?1")
        .bind(id)
        .bind(at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}
