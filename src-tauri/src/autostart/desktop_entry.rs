//! The file that the desktops of Linux look for (Desktop Application Autostart Specification).

use std::io;
use std::path::PathBuf;

use fal_budget_core::say;

use super::{keep, read};
use crate::folder;

/// Whether a session starts this program.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    Ok(read(&file()?)?.is_some_and(|text| starts(&text, &command(program))))
}

/// Writes the file, or removes it.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    keep(&file()?, on.then(|| entry(&command(program))).as_deref())
}

fn file() -> io::Result<PathBuf> {
    let config = dirs::config_dir().ok_or_else(|| io::Error::other(say!("no-home-folder")))?;
    Ok(config
        .join("autostart")
        .join(format!("{}.desktop", folder::IDENTIFIER)))
}

fn command(program: &str) -> String {
    format!("{} --hidden", quoted(program))
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
        assert!(
            !starts(&on, "\"/elsewhere/fal-budget\" --hidden"),
            "a program that is gone"
        );
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
