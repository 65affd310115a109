//! Starting at login: a file where the desktop looks for what a session starts (Desktop Application Autostart
//! Specification). The file is the choice: whoever removes it, here or in the desktop's settings, has chosen.
//!
//! Written by hand, as the usual package puts it below `~/.config` whatever `XDG_CONFIG_HOME` says, and takes a
//! file that the desktop has switched off for one that is on.

use std::fs;
use std::io;
use std::path::PathBuf;

use fal_budget_core::say;

use crate::folder;

/// Whether a session starts this program; none where this system has another way.
pub(crate) fn is_on() -> io::Result<Option<bool>> {
    if !cfg!(target_os = "linux") {
        return Ok(None);
    }
    match fs::read_to_string(file()?) {
        Ok(text) => Ok(Some(starts(&text, &command()?))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(false)),
        Err(error) => Err(error),
    }
}

/// Starts it with each session from now on, or no longer.
pub(crate) fn set(on: bool) -> io::Result<()> {
    let file = file()?;
    if on {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::write(file, entry(&command()?));
    }
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn file() -> io::Result<PathBuf> {
    let config = dirs::config_dir().ok_or_else(|| io::Error::other(say!("no-home-folder")))?;
    Ok(config.join("autostart").join(format!("{}.desktop", folder::IDENTIFIER)))
}

/// The program as it is to be started: in the tray, or with its window where no tray comes.
fn command() -> io::Result<String> {
    let program = std::env::current_exe()?.to_string_lossy().into_owned();
    // So Linux names a program that was replaced, by an upgrade, while it runs.
    let program = program.strip_suffix(" (deleted)").unwrap_or(&program);
    Ok(format!("{} --hidden", quoted(program)))
}

fn entry(command: &str) -> String {
    let comment = say!("autostart-comment");
    format!(
        "[Desktop Entry]\nType=Application\nName=fal Budget\nComment={comment}\nExec={command}\nIcon=fal-budget\nTerminal=false\nStartupNotify=false\n"
    )
}

/// Whether an entry starts this program, and is not switched off by the desktop's own settings.
fn starts(text: &str, command: &str) -> bool {
    let is_off = |line: &str| matches!(line, "Hidden=true" | "X-GNOME-Autostart-enabled=false");
    let lines = || text.lines().map(str::trim);
    !lines().any(is_off) && lines().any(|line| line.strip_prefix("Exec=") == Some(command))
}

/// A path as an argument of `Exec`, which is unescaped twice: as a string, then as a command line.
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in path.chars() {
        match sign {
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' | '`' | '$' => quoted.extend(["\\\\", sign.encode_utf8(&mut [0; 4])]),
            '%' => quoted.push_str("%%"),
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_on_until_the_desktop_switches_it_off_or_it_starts_something_else() {
        let command = "\"/usr/bin/fal-budget\" --hidden";
        let on = entry(command);
        assert!(starts(&on, command), "{on}");
        for off in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            assert!(!starts(&format!("{on}{off}\n"), command), "{off}");
        }
        assert!(!starts(&on, "\"/elsewhere/fal-budget\" --hidden"), "a program that is gone");
    }

    #[test]
    fn any_path_is_one_argument() {
        for (path, argument) in [
            ("/opt/fal budget", r#""/opt/fal budget""#),
            ("/100%", r#""/100%%""#),
            (r"/a\b", r#""/a\\\\b""#),
            (r#"/a"$`"#, r#""/a\\"\\$\\`""#),
        ] {
            assert_eq!(quoted(path), argument);
        }
    }
}
