//! What can go wrong with the database, told apart by what a person can do about it.

use std::io::ErrorKind;

/// A failure of the database; nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program has held it longer than the busy timeout.
    #[error("Another program is holding the database. Nothing was saved; close that program or try again in a moment.")]
    Busy,
    /// The file, its folder or the disk does not allow writing.
    #[error(
        "The database cannot be written: its file, folder or disk is read-only. Allow writing there, then start again."
    )]
    ReadOnly,
    /// No space, or the disk fails.
    #[error("The disk is full or failing. Nothing was saved; free some space and try again.")]
    DiskFull,
    /// Not a database, or a broken one.
    #[error(
        "The database is damaged and was left as it is. Move the file away, or put a copy of yours back, then start again."
    )]
    Damaged,
    /// Written by a newer fal Budget.
    #[error(
        "The database was written by a newer fal Budget and was left as it is. Install the newest version to open it."
    )]
    Newer,
    /// A database of another program, or one changed by hand.
    #[error("The database file does not belong to fal Budget and was left as it is. Move it away, then start again.")]
    Foreign,
    /// The folder or file cannot be opened or made.
    #[error("The database cannot be opened: {0}. Check the folder, then start again.")]
    Unreachable(String),
    /// A sum would leave the range that is kept.
    #[error("This comes to more than fal Budget can hold. Use a smaller amount.")]
    TooLarge,
    /// A row holds something that this program never writes.
    #[error("The database holds a {0} that fal Budget cannot read. Nothing was changed.")]
    Unreadable(&'static str),
    /// Anything else, in the database's own words.
    #[error("The database failed: {0}.")]
    Other(String),
}

impl StoreError {
    /// The code that the page acts on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy => "database_busy",
            Self::ReadOnly => "database_read_only",
            Self::DiskFull => "disk_full",
            Self::Damaged | Self::Unreadable(_) => "database_damaged",
            Self::Newer => "database_newer",
            Self::Foreign => "database_foreign",
            Self::Unreachable(_) => "database_unreachable",
            Self::TooLarge => "too_large",
            Self::Other(_) => "database_failed",
        }
    }

    /// Sorts a failure of SQLite by its result code (<https://www.sqlite.org/rescode.html>).
    fn from_sqlite(code: u32, message: &str) -> Self {
        const CONSTRAINT_DATATYPE: u32 = 3091;
        match (code & 0xff, code) {
            (5 | 6, _) => Self::Busy,
            (3 | 8, _) => Self::ReadOnly,
            (10 | 13, _) => Self::DiskFull,
            (11 | 26, _) => Self::Damaged,
            (14, _) => Self::Unreachable(message.to_owned()),
            // A total beyond 64 bits turns into a real number, which a STRICT column refuses.
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
                let code = failure.code().and_then(|code| code.parse().ok()).unwrap_or_default();
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

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::WouldBlock => Self::Busy,
            _ => Self::Unreachable(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_result_codes_are_sorted_by_what_helps() {
        for (code, expected) in [
            (5, "database_busy"),
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
            assert_eq!(StoreError::from_sqlite(code, "as SQLite says").code(), expected, "{code}");
        }
    }
}
