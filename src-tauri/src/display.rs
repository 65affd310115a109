//! Whether there is a desktop to open a window on. Tauri panics where there is none, so this is
//! asked first.

/// Whether a window can be opened.
#[cfg(target_os = "linux")]
pub(crate) fn is_present() -> bool {
    gtk::init().is_ok()
}

/// Whether a window can be opened: always, on a system whose desktop cannot be absent.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn is_present() -> bool {
    true
}
