//! Start at login: a desktop entry on Linux, an agent for launchd on macOS, a value of the registry
//! on Windows. This entry is the setting itself: whoever removes it, here or in the system's
//! settings, has switched the start off.
//!
//! The usual package for this writes below `~/.config` whatever `XDG_CONFIG_HOME` says, and takes
//! an entry that the desktop has switched off for one that is on.

use std::io;
use std::path::Path;

use fal_budget_platform::programs;

#[cfg(target_os = "linux")]
mod desktop_entry;
#[cfg(unix)]
mod file;
#[cfg(any(target_os = "macos", all(test, unix)))]
#[cfg_attr(
    not(target_os = "macos"),
    expect(dead_code, reason = "only its text is tested elsewhere")
)]
mod launch_agent;
#[cfg(target_os = "windows")]
mod registry;

#[cfg(target_os = "linux")]
use desktop_entry as system;
#[cfg(target_os = "macos")]
use launch_agent as system;
#[cfg(target_os = "windows")]
use registry as system;

/// Returns `true` if a session starts this program.
pub(crate) fn is_on() -> io::Result<bool> {
    system::is_on(&program()?)
}

/// Starts the program with each session from now on, in the tray or, when no tray comes, with its
/// window; or no longer.
pub(crate) fn set(on: bool) -> io::Result<()> {
    system::set(&program()?, on)
}

/// Returns the path of the program that people start, which starts this one: its place stays the
/// same in every version.
fn program() -> io::Result<String> {
    let this = std::env::current_exe()?.to_string_lossy().into_owned();
    // Linux adds this to the path of a program that an upgrade has replaced while it runs.
    let this = this.strip_suffix(" (deleted)").unwrap_or(&this);
    let started = programs::command_line_places(Path::new(this))
        .into_iter()
        .find(|place| place.is_file());
    Ok(started.map_or_else(
        || this.to_owned(),
        |path| path.to_string_lossy().into_owned(),
    ))
}
