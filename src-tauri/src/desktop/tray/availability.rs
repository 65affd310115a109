//! Conditions under which the system can show an icon at all.

use std::path::{Path, PathBuf};
use std::{fs, io};

use fal_budget_i18n::{Language, os_error};

/// Checks that this system can show an icon at all. The error is the reason, in English.
pub(crate) fn check_possible() -> Result<(), String> {
    if !library::is_present() {
        return Err("the library libayatana-appindicator3 is not installed".to_owned());
    }
    picture_folder().map(|_| ())
}

/// Makes a folder of our own for the picture, as several programs share the usual one.
pub(super) fn picture_folder() -> Result<PathBuf, String> {
    let folder = dirs::runtime_dir()
        .unwrap_or_else(std::env::temp_dir)
        .join("dev.falbudget.app");
    make_writable(&folder).map_err(|error| {
        // For the log alone.
        let reason = Language::ENGLISH.scope(|| os_error::describe(&error));
        format!("{} cannot be written: {reason}", folder.display())
    })?;
    Ok(folder)
}

fn make_writable(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let probe = folder.join("probe");
    fs::write(&probe, [])?;
    let _ = fs::remove_file(probe);
    Ok(())
}

mod library {
    /// Returns `true` if the tray's library can be loaded. Its first use panics without it.
    #[cfg(target_os = "linux")]
    #[expect(
        unsafe_code,
        reason = "loading a library runs its start-up code; this one is about to be loaded anyway"
    )]
    pub(super) fn is_present() -> bool {
        ["libayatana-appindicator3.so.1", "libappindicator3.so.1"]
            .iter()
            .any(|name| unsafe { libloading::Library::new(name) }.is_ok())
    }

    /// Returns `true` if there is a tray: other systems need no library for it.
    #[cfg(not(target_os = "linux"))]
    pub(super) const fn is_present() -> bool {
        true
    }
}
