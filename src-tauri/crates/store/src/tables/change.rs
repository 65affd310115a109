//! Table `change`: actions of the person that can be undone.

use chrono::{DateTime, Utc};
use fal_budget_domain::money::Money;
use sqlx::FromRow;

use crate::{StoreError, Tx};

/// Kind of a change, with the data that undoing it needs.
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
    /// Moved the 100 % mark of an entry.
    Reference {
        /// Row id of the entry.
        entry_id: i64,
        /// The mark before the change.
        before: Money,
    },
    /// Voided a job.
    Void,
    /// Restored a voided job.
    Restore,
    /// Corrected a job.
    Correct,
    /// Changed the person's own price of a model.
    Price {
        /// Endpoint id of the model.
        endpoint: String,
    },
    /// Priced jobs whose cost was unknown.
    PriceJobs,
    /// Changed settings.
    Settings,
    /// Voided jobs that fal's billing record replaces.
    Replace,
    /// Holds the jobs that came without the person: from fal's billing record and through the
    /// gateway. Never undone.
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

    fn from_row(row: ChangeRow) -> Result<Self, StoreError> {
        let unreadable = || StoreError::Unreadable("change");
        Ok(match row.kind.as_str() {
            "balance" => Self::Balance,
            "clear" => Self::Clear,
            "jobs" => Self::Jobs,
            "import" => Self::Import,
            "reconcile" => Self::Reconcile,
            "reference" => Self::Reference {
                entry_id: row.entry_id.ok_or_else(unreadable)?,
                before: row
                    .before_nano
                    .map(Money::from_nano)
                    .ok_or_else(unreadable)?,
            },
            "void" => Self::Void,
            "restore" => Self::Restore,
            "correct" => Self::Correct,
            "price" => Self::Price {
                endpoint: row.endpoint.ok_or_else(unreadable)?,
            },
            "price_jobs" => Self::PriceJobs,
            "settings" => Self::Settings,
            "replace" => Self::Replace,
            "record" => Self::Record,
            _ => return Err(unreadable()),
        })
    }
}

#[derive(FromRow)]
struct ChangeRow {
    id: i64,
    kind: String,
    entry_id: Option<i64>,
    before_nano: Option<i64>,
    endpoint: Option<String>,
}

const INSERT: &str = "
    INSERT INTO change (account_id, at, kind, entry_id, before_nano, endpoint)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Adds a change and returns its row id.
pub async fn add(tx: &mut Tx, kind: &ChangeKind, at: DateTime<Utc>) -> Result<i64, StoreError> {
    let (entry_id, before, endpoint) = match kind {
        ChangeKind::Reference { entry_id, before } => (Some(*entry_id), Some(before.nano()), None),
        ChangeKind::Price { endpoint } => (None, None, Some(endpoint)),
        _ => (None, None, None),
    };
    let done = sqlx::query(INSERT)
        .bind(tx.account())
        .bind(at.timestamp_millis())
        .bind(kind.name())
        .bind(entry_id)
        .bind(before)
        .bind(endpoint)
        .execute(tx.connection())
        .await?;
    Ok(done.last_insert_rowid())
}

/// Returns the id of the change that holds the jobs of fal's billing record and of the gateway,
/// adding it on first use.
pub async fn of_record(tx: &mut Tx, at: DateTime<Utc>) -> Result<i64, StoreError> {
    // One for all of them: a job needs a change, and these jobs come by the hundred thousand.
    let found = sqlx::query_scalar(
        "SELECT id FROM change WHERE account_id = ?1 AND kind = 'record' LIMIT 1",
    );
    match found
        .bind(tx.account())
        .fetch_optional(tx.connection())
        .await?
    {
        Some(id) => Ok(id),
        None => add(tx, &ChangeKind::Record, at).await,
    }
}

/// Finds the change with this id, or the newest one for `None`, together with its id. Returns
/// `None` if there is nothing to undo: the change was undone before, or belongs to fal's record.
pub async fn undoable(
    tx: &mut Tx,
    id: Option<i64>,
) -> Result<Option<(i64, ChangeKind)>, StoreError> {
    let row = sqlx::query_as::<_, ChangeRow>(
        "SELECT id, kind, entry_id, before_nano, endpoint FROM change
         WHERE account_id = ?1 AND undone_at IS NULL AND kind <> 'record'
           AND (?2 IS NULL OR id = ?2)
         ORDER BY id DESC LIMIT 1",
    );
    match row
        .bind(tx.account())
        .bind(id)
        .fetch_optional(tx.connection())
        .await?
    {
        None => Ok(None),
        Some(row) => Ok(Some((row.id, ChangeKind::from_row(row)?))),
    }
}

/// Marks a change as undone.
pub async fn undo(tx: &mut Tx, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query("UPDATE change SET undone_at = ?3 WHERE id = ?1 AND account_id = ?2")
        .bind(id)
        .bind(tx.account())
        .bind(at.timestamp_millis())
        .execute(tx.connection())
        .await?;
    Ok(())
}
