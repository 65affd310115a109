//! Requests that only the window sends, and that the program carries out by itself: keys, files,
//! start at login. They are here, beside the others, so that the page's types are generated from
//! one place.

use serde::Deserialize;

use super::MapColumns;

// Neither `Debug` nor `Clone` for the two that carry a key: a key must not get into a log, nor
// stay in memory longer than the `Key` that is made of it.

/// `connect`: connects an Admin key.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConnectArgs {
    /// The key, as pasted.
    pub key: String,
}

/// `set_run_key`: sets the key that the gateway lends to allowed pages.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RunKeyArgs {
    /// The key, as pasted.
    pub key: String,
}

/// `restore_backup`: restores a daily copy of the database.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RestoreArgs {
    /// Day of the copy, ISO 8601, as `list_backups` names it.
    pub day: String,
}

/// `begin_import`, `stop_import`, `end_import`: one run of an import.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportWork {
    /// Number that the page gives the run, higher than the one before.
    pub work: u64,
}

/// `preview_import`, `import_jobs`: a run of an import with its mapping of columns.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ImportArgs {
    /// The mapping, whose fields stand beside `work`.
    #[serde(flatten)]
    pub columns: MapColumns,
    /// Number of the run.
    pub work: u64,
}

/// `start_at_login`: switches the start at login on or off.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StartAtLogin {
    /// True to start the program with each session.
    pub on: bool,
}

/// `hide_amounts`: hides or shows amounts.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HideAmounts {
    /// True to hide them.
    pub hidden: bool,
}

/// `erase_everything`: erases all data.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EraseArgs {
    /// The word that confirms it, as typed.
    pub typed: String,
}
