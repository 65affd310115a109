//! Conditions under which the system can show an icon at all.

use std::io;
use std::path::{Path, PathBuf};

use fal_budget_files::make_folder;
use fal_budget_i18n::{Language, os_error};
use fal_budget_platform::folder::IDENTIFIER;

/// Checks that this system can show an icon at all. The error is the reason, in English.
pub(crate) fn check_possible() -> Result<(), String> {
    if !library::is_present() {
        return Err("the library libayatana-appindicator3 is not installed".to_owned());
    }
    picture_folder().map(|_| ())
}

/// Makes a private folder for the picture: the tray's library would write into the folder for
/// temporary files, where every user can lay a link in its way.
pub(super) fn picture_folder() -> Result<PathBuf, String> {
    let parent = dirs::runtime_dir().or_else(dirs::cache_dir);
    let folder = parent.ok_or("there is no folder for the picture")?;
    let folder = folder.join(IDENTIFIER).join("tray");
    check_writable(&folder).map_err(|error| {
        // For the log alone.
        let reason = Language::ENGLISH.scope(|| os_error::describe(&error));
        format!("{} cannot be written: {reason}", folder.display())
    })?;
    Ok(folder)
}

fn check_writable(folder: &Path) -> io::Result<()> {
    make_folder(folder)?;
    // Without a name, or with one that nobody can guess, and removed at once.
    tempfile::tempfile_in(folder).map(|_| ())
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
