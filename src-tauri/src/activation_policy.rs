//! macOS's Dock: the program stands in it while it has a window, and otherwise in the menu bar
//! alone.

use tauri::AppHandle;

/// With its window, or without.
#[cfg(target_os = "macos")]
pub(crate) fn set(app: &AppHandle, has_window: bool) {
    use tauri::ActivationPolicy::{Accessory, Regular};

    if let Err(error) = app.set_activation_policy(if has_window { Regular } else { Accessory }) {
        log::warn!("the Dock stays as it is: {error}");
    }
}

/// Other systems keep no place for a program without a window.
#[cfg(not(target_os = "macos"))]
pub(crate) const fn set(_app: &AppHandle, _has_window: bool) {}
