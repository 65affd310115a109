//! The Dock of macOS: the program is in it while it has a window, and in the menu bar alone
//! otherwise.

use tauri::AppHandle;

/// Puts the program into the Dock, or takes it out.
#[cfg(target_os = "macos")]
pub(crate) fn set(app: &AppHandle, has_window: bool) {
    use tauri::ActivationPolicy::{Accessory, Regular};

    if let Err(error) = app.set_activation_policy(if has_window { Regular } else { Accessory }) {
        log::warn!("the Dock stays as it is: {error}");
    }
}

/// Does nothing: other systems keep no place for a program without a window.
#[cfg(not(target_os = "macos"))]
pub(crate) const fn set(_app: &AppHandle, _has_window: bool) {}
