//! Presence of a desktop. Tauri panics without one, so this is checked before Tauri starts.

/// Returns `true` if a window can be opened.
#[cfg(target_os = "linux")]
pub(crate) fn is_present() -> bool {
    gtk::init().is_ok()
}

/// Returns `true`: these systems have no mode without a desktop.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn is_present() -> bool {
    true
}
