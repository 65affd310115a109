//! The program's folders, the same for the window and the verbs.

use std::io;
use std::path::PathBuf;

use fal_budget_core::language::Sentence;
use fal_budget_core::say;
use fal_budget_core::store::StoreError;
use fal_budget_core::store::database::FILE_NAME;

/// Identifier of `tauri.conf.json`, which names the data folder.
pub(crate) const IDENTIFIER: &str = "dev.falbudget.app";

/// Returns the data folder: `~/.config/dev.falbudget.app` on Linux, the platform's counterpart
/// elsewhere.
pub(crate) fn data() -> Result<PathBuf, StoreError> {
    let config = dirs::config_dir().ok_or_else(no_home);
    Ok(config.map_err(StoreError::Unreachable)?.join(IDENTIFIER))
}

/// Returns the folder for files that the person asks for: the downloads, or the home folder when
/// there is no such folder.
#[cfg(feature = "desktop")]
pub(crate) fn downloads() -> Result<PathBuf, StoreError> {
    dirs::download_dir()
        .filter(|folder| folder.is_dir())
        .or_else(dirs::home_dir)
        .ok_or_else(no_home)
        .map_err(StoreError::Unreachable)
}

/// Returns the path of the database.
pub(crate) fn database() -> Result<PathBuf, StoreError> {
    Ok(data()?.join(FILE_NAME))
}

/// Makes the error of a user account without a home folder.
pub(crate) fn no_home() -> io::Error {
    io::Error::other(Sentence::new(|| say!("no-home-folder")))
}

#[cfg(all(test, feature = "desktop"))]
mod tests {
    #[test]
    fn window_and_verbs_use_the_same_folder() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert_eq!(config["identifier"], super::IDENTIFIER);
        assert_eq!(
            config["plugins"]["sql"]["preload"][0],
            format!("sqlite:{}", super::FILE_NAME)
        );
    }
}
