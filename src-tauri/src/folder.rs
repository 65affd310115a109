//! Where the program keeps its data: the same folder for window and verbs.

use std::path::PathBuf;

use fal_budget_core::say;
use fal_budget_core::store::StoreError;
use fal_budget_core::store::database::FILE_NAME;

/// The identifier of `tauri.conf.json`, which names the folder.
pub(crate) const IDENTIFIER: &str = "dev.falbudget.app";

/// The data folder: `~/.config/dev.falbudget.app` on Linux, the platform's counterpart elsewhere.
pub(crate) fn data() -> Result<PathBuf, StoreError> {
    let config = dirs::config_dir();
    let config = config.ok_or_else(|| StoreError::Unreachable(say!("no-home-folder")))?;
    Ok(config.join(IDENTIFIER))
}

/// Where files go that the person asks for: the downloads, or the home folder without one.
#[cfg(feature = "desktop")]
pub(crate) fn downloads() -> Result<PathBuf, StoreError> {
    let existing = dirs::download_dir()
        .filter(|folder| folder.is_dir())
        .or_else(dirs::home_dir);
    existing.ok_or_else(|| StoreError::Unreachable(say!("no-home-folder")))
}

/// The database.
pub(crate) fn database() -> Result<PathBuf, StoreError> {
    Ok(data()?.join(FILE_NAME))
}

#[cfg(all(test, feature = "desktop"))]
mod tests {
    #[test]
    fn window_and_verbs_mean_the_same_folder() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        assert_eq!(config["identifier"], super::IDENTIFIER);
        assert_eq!(
            config["plugins"]["sql"]["preload"][0],
            format!("sqlite:{}", super::FILE_NAME)
        );
    }
}
