//! The gateway's folder, private as the files in it.

use std::io;
use std::path::{Path, PathBuf};

use fal_budget_files::make_folder;

pub(crate) use fal_budget_files::{open_or_create, replace, restrict_permissions};

/// Returns the gateway's folder beside the database. Makes the folder if there is none, and closes
/// one that others could open.
pub(crate) fn folder(database: &Path) -> io::Result<PathBuf> {
    let folder = database.with_file_name("gateway");
    make_folder(&folder)?;
    Ok(folder)
}
