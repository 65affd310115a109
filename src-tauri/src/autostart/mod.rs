//! Start at login: a desktop entry on Linux, an agent for launchd on macOS, a value of the registry
//! on Windows. This entry is the setting itself: whoever removes it, here or in the system's
//! settings, has switched the start off.
//!
//! The usual package for this writes below `~/.config` whatever `XDG_CONFIG_HOME` says, and takes
//! an entry that the desktop has switched off for one that is on.

use std::io;

#[cfg(target_os = "linux")]
mod desktop_entry;
#[cfg(any(target_os = "macos", all(test, unix)))]
#[cfg_attr(
    not(target_os = "macos"),
    expect(dead_code, reason = "only its text is tested elsewhere")
)]
mod launch_agent;
#[cfg(target_os = "windows")]
mod run_key;

#[cfg(target_os = "linux")]
use desktop_entry as system;
#[cfg(target_os = "macos")]
use launch_agent as system;
#[cfg(target_os = "windows")]
use run_key as system;

/// Returns `true` if a session starts this program.
pub(crate) fn is_on() -> io::Result<bool> {
    system::is_on(&program()?)
}

/// Starts the program with each session from now on, in the tray or, when no tray comes, with its
/// window; or no longer.
pub(crate) fn set(on: bool) -> io::Result<()> {
    system::set(&program()?, on)
}

fn program() -> io::Result<String> {
    let program = std::env::current_exe()?.to_string_lossy().into_owned();
    // Linux adds this to the path of a program that an upgrade has replaced while it runs.
    Ok(program
        .strip_suffix(" (deleted)")
        .unwrap_or(&program)
        .to_owned())
}

/// Reads the entry. Returns `None` when there is no file.
#[cfg(unix)]
fn read(file: &std::path::Path) -> io::Result<Option<String>> {
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the entry, or removes it when `text` is `None`.
#[cfg(unix)]
fn keep(file: &std::path::Path, text: Option<&str>) -> io::Result<()> {
    use std::fs;

    let Some(text) = text else {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}
