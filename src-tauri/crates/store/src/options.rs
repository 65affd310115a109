//! Options that every connection has, whatever file it opens.

use std::path::Path;
use std::time::Duration;

use log::LevelFilter;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// Longest wait for another writer.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Options of a connection that sets nothing in the file, which may be anybody's: nothing in its
/// schema may call a function that does more than compute
/// (<https://www.sqlite.org/pragma.html#pragma_trusted_schema>).
pub(crate) fn cautious_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .busy_timeout(BUSY_TIMEOUT)
        // Statements carry amounts.
        .log_statements(LevelFilter::Off)
}
