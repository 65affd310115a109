//! Presence of a desktop. Tauri panics without one, so this is checked before Tauri starts.

/// Connects to the desktop. Returns `false` if no window can be opened.
#[cfg(target_os = "linux")]
pub(crate) fn connect() -> bool {
    // Panels tell by this name whose windows these are: by the entry in the menu, which starts
    // `fal-budget`.
    gtk::glib::set_prgname(Some("fal-budget"));
    gtk::init().is_ok()
}

/// Returns `true`: these systems have no mode without a desktop.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn connect() -> bool {
    true
}
