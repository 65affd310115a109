//! Errors of the database, one for each thing that a person can do about them.

use std::io::{self, ErrorKind};

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};
use fal_budget_files::Holder;
use strum::IntoStaticStr;

/// Failure of the database. Nothing was stored.
#[derive(Debug, thiserror::Error, IntoStaticStr)]
#[error("{}", self.to_message())]
pub enum StoreError {
    /// Another program held the lock longer than the busy timeout.
    #[strum(serialize = "database_busy")]
    Busy,
    /// This file is locked by this program, for longer than the busy timeout.
    #[strum(serialize = "database_busy")]
    Held(String, Holder),
    /// The file, its folder or the disk does not allow writing.
    #[strum(serialize = "database_read_only")]
    ReadOnly,
    /// The disk is full or failing.
    #[strum(serialize = "disk_full")]
    DiskFull,
    /// The file is damaged, or no database at all.
    #[strum(serialize = "database_damaged")]
    Damaged,
    /// A newer version of fal Budget has migrated the database.
    #[strum(serialize = "database_newer")]
    Newer,
    /// The database is another program's, or its schema was changed by hand.
    #[strum(serialize = "database_foreign")]
    Foreign,
    /// A copy has something in its schema that the migrations do not make. Carries its name.
    #[strum(serialize = "database_foreign")]
    Altered(String),
    /// The folder or file cannot be opened or created.
    #[strum(serialize = "database_unreachable")]
    Unreachable(io::Error),
    /// A sum leaves the range of 64-bit nano-dollars.
    #[strum(serialize = "too_large")]
    TooLarge,
    /// A row holds a value that this program never writes. Carries the kind of row, such as `job`.
    #[strum(serialize = "database_damaged")]
    Unreadable(&'static str),
    /// Any other failure. Carries SQLite's or sqlx's message.
    #[strum(serialize = "database_failed")]
    Other(String),
}

impl ToMessage for StoreError {
    fn to_message(&self) -> Message {
        match self {
            Self::Busy => message!("database-busy"),
            Self::Held(file, holder) => {
                message!("database-held", file = file, holder = holder.to_message())
            }
            Self::Altered(name) => message!("database-altered", name = name),
            Self::ReadOnly => message!("database-read-only"),
            Self::DiskFull => message!("disk-full"),
            Self::Damaged => message!("database-damaged"),
            Self::Newer => message!("database-newer"),
            Self::Foreign => message!("database-foreign"),
            Self::Unreachable(value) => message!("database-unreachable", reason = value),
            Self::TooLarge => message!("sum-too-large"),
            Self::Unreadable(value) => message!("database-unreadable", thing = *value),
            Self::Other(value) => message!("database-failed", reason = value),
        }
    }
}

impl StoreError {
    /// Explains in a message of our own why the file or its folder cannot be used.
    #[must_use]
    pub fn unreachable(reason: Message) -> Self {
        Self::Unreachable(io::Error::other(reason))
    }

    /// Classifies an extended result code of SQLite (<https://www.sqlite.org/rescode.html>).
    fn from_sqlite(code: u32, message: &str) -> Self {
        const CONSTRAINT_DATATYPE: u32 = 3091;
        // The low byte is the primary code; it says enough but for a refused data type.
        match (code & 0xff, code) {
            // 15: the log's locks could not be had in many tries.
            (5 | 6 | 15, _) => Self::Busy,
            (3 | 8, _) => Self::ReadOnly,
            (10 | 13, _) => Self::DiskFull,
            (11 | 26, _) => Self::Damaged,
            (14, _) => Self::Unreachable(io::Error::other(message.to_owned())),
            // A trigger's sum beyond 64 bits becomes a floating-point number, and a STRICT column
            // refuses that.
            (_, CONSTRAINT_DATATYPE) => Self::TooLarge,
            _ if message.contains("integer overflow") => Self::TooLarge,
            _ => Self::Other(message.to_owned()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(failure) => {
                let code = failure
                    .code()
                    .and_then(|code| code.parse().ok())
                    .unwrap_or_default();
                Self::from_sqlite(code, failure.message())
            }
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::Io(error) => error.into(),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError;
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => Self::Newer,
            MigrateError::VersionMismatch(_) => Self::Foreign,
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::WouldBlock => Self::Busy,
            _ => Self::Unreachable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fal_budget_domain::into_str::IntoStr;

    #[test]
    fn an_extended_result_code_is_the_error_of_its_primary_code() {
        for (code, expected) in [
            (5, "database_busy"),
            (15, "database_busy"),
            (517, "database_busy"),
            (8, "database_read_only"),
            (1032, "database_read_only"),
            (13, "disk_full"),
            (778, "disk_full"),
            (4874, "disk_full"),
            (11, "database_damaged"),
            (26, "database_damaged"),
            (14, "database_unreachable"),
            (3091, "too_large"),
            (1, "database_failed"),
        ] {
            assert_eq!(
                StoreError::from_sqlite(code, "as SQLite says").into_str(),
                expected,
                "{code}"
            );
        }
    }
}
