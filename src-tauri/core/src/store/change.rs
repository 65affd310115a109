//! Table `change`: the deeds that can be undone.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, SqliteConnection};

use crate::domain::money::Money;

use super::{ACCOUNT, StoreError};

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Entered a balance.
    Balance,
    /// Cleared the budget.
    Clear,
    /// Logged a batch of jobs.
    Jobs,
    /// Imported jobs from a file.
    Import,
    /// Entered a balance with a correction of the one before.
    Reconcile,
    /// Moved the 100 % mark of an entry from the amount given.
    Reference {
        /// Whose mark.
        entry_id: i64,
        /// The mark before.
        before: Money,
    },
    /// Voided a job.
    Void,
    /// Took a voided job back.
    Restore,
    /// Corrected a job.
    Correct,
    /// Changed the person's own price of a model.
    Price {
        /// Whose.
        endpoint: String,
    },
    /// Priced jobs whose price was not known.
    PriceJobs,
    /// Changed settings.
    Settings,
    /// Marked jobs as replaced by fal's record.
    Replace,
    /// fal's record: no deed of the person, and never undone.
    Record,
}

impl ChangeKind {
    const fn name(&self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Clear => "clear",
            Self::Jobs => "jobs",
            Self::Import => "import",
            Self::Reconcile => "reconcile",
            Self::Reference { .. } => "reference",
            Self::Void => "void",
            Self::Restore => "restore",
            Self::Correct => "correct",
            Self::Price { .. } => "price",
            Self::PriceJobs => "price_jobs",
            Self::Settings => "settings",
            Self::Replace => "replace",
            Self::Record => "record",
        }
    }

    fn read(row: Row) -> Result<Self, StoreError> {
        Ok(
            match (
                row.kind.as_str(),
                row.entry_id,
                row.before_nano,
                row.endpoint,
            ) {
                ("balance", ..) => Self::Balance,
                ("clear", ..) => Self::Clear,
                ("jobs", ..) => Self::Jobs,
                ("import", ..) => Self::Import,
                ("reconcile", ..) => Self::Reconcile,
                ("reference", Some(entry_id), Some(before), _) => Self::Reference {
                    entry_id,
                    before: Money::from_nano(before),
                },
                ("void", ..) => Self::Void,
                ("restore", ..) => Self::Restore,
                ("correct", ..) => Self::Correct,
                ("price", _, _, Some(endpoint)) => Self::Price { endpoint },
                ("price_jobs", ..) => Self::PriceJobs,
                ("settings", ..) => Self::Settings,
                ("replace", ..) => Self::Replace,
                ("record", ..) => Self::Record,
                _ => return Err(StoreError::Unreadable("change")),
            },
        )
    }
}

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: String,
    entry_id: Option<i64>,
    before_nano: Option<i64>,
    endpoint: Option<String>,
}

/// Adds one and gives its id.
pub async fn add(
    connection: &mut SqliteConnection,
    kind: &ChangeKind,
    at: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let (entry_id, before, endpoint) = match kind {
        ChangeKind::Reference { entry_id, before } => (Some(*entry_id), Some(before.nano()), None),
        ChangeKind::Price { endpoint } => (None, None, Some(endpoint)),
        _ => (None, None, None),
    };
    let statement = sqlx::query(
        "INSERT INTO change (account_id, at, kind, entry_id, before_nano, endpoint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    );
    let done = statement
        .bind(ACCOUNT)
        .bind(at.timestamp_millis())
        .bind(kind.name())
        .bind(entry_id)
        .bind(before)
        .bind(endpoint)
        .execute(connection)
        .await?;
    Ok(done.last_insert_rowid())
}

/// The change that fal's record belongs to; one stands for all of it.
pub async fn of_record(
    connection: &mut SqliteConnection,
    at: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let found = sqlx::query_scalar(
        "SELECT id FROM change WHERE account_id = ?1 AND kind = 'record' LIMIT 1",
    );
    match found.bind(ACCOUNT).fetch_optional(&mut *connection).await? {
        Some(id) => Ok(id),
        None => add(connection, &ChangeKind::Record, at).await,
    }
}

/// The last that is not undone, or the one asked for if it is not undone.
pub async fn undoable(
    connection: &mut SqliteConnection,
    id: Option<i64>,
) -> Result<Option<(i64, ChangeKind)>, StoreError> {
    let row = sqlx::query_as::<_, Row>(
        "SELECT id, kind, entry_id, before_nano, endpoint FROM change
         WHERE account_id = ?1 AND undone_at IS NULL AND kind <> 'record' AND (?2 IS NULL OR id = ?2) ORDER BY id DESC LIMIT 1",
    );
    match row
        .bind(ACCOUNT)
        .bind(id)
        .fetch_optional(connection)
        .await?
    {
        None => Ok(None),
        Some(row) => Ok(Some((row.id, ChangeKind::read(row)?))),
    }
}

/// Marks one as undone.
pub async fn undo(
    connection: &mut SqliteConnection,
    id: i64,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE change SET undone_at = ?2 WHERE id = ?1")
        .bind(id)
        .bind(at.timestamp_millis())
        .execute(connection)
        .await?;
    Ok(())
}
