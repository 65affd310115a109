//! The program's folders, the same for the window and the verbs.

use std::io;
use std::path::PathBuf;

use fal_budget_domain::message;
use fal_budget_store::StoreError;
use fal_budget_store::database::FILE_NAME;

/// Identifier of the program, which names the data folder.
pub const IDENTIFIER: &str = "dev.falbudget.app";

/// Returns the data folder: `~/.config/dev.falbudget.app` on Linux, the platform's counterpart
/// elsewhere.
pub fn data() -> Result<PathBuf, StoreError> {
    let config = dirs::config_dir().ok_or_else(no_home);
    Ok(config.map_err(StoreError::Unreachable)?.join(IDENTIFIER))
}

/// Returns the folder for files that the person asks for: the downloads, or the home folder when
/// there is no such folder.
pub fn downloads() -> Result<PathBuf, StoreError> {
    dirs::download_dir()
        .filter(|folder| folder.is_dir())
        .or_else(dirs::home_dir)
        .ok_or_else(no_home)
        .map_err(StoreError::Unreachable)
}

/// Returns the path of the database.
pub fn database() -> Result<PathBuf, StoreError> {
    Ok(data()?.join(FILE_NAME))
}

/// Makes the error of a user account without a home folder.
#[must_use]
pub fn no_home() -> io::Error {
    io::Error::other(message!("no-home-folder"))
}
