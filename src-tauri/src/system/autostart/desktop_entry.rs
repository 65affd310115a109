//! Start at login on Linux: a desktop entry in the `autostart` folder (Desktop Application
//! Autostart Specification, <https://specifications.freedesktop.org/autostart-spec/latest/>).

use std::io;
use std::path::PathBuf;

use fal_budget_i18n::say;
use fal_budget_platform::folder;

use super::file::{keep, read};

/// Returns `true` if a session starts this program.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    Ok(read(&file()?)?.is_some_and(|text| starts(&text, &command(program))))
}

/// Writes the entry, or removes it.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    keep(&file()?, on.then(|| entry(&command(program))).as_deref())
}

fn file() -> io::Result<PathBuf> {
    let config = dirs::config_dir().ok_or_else(folder::no_home)?;
    Ok(config
        .join("autostart")
        .join(format!("{}.desktop", folder::IDENTIFIER)))
}

fn command(program: &str) -> String {
    format!("{} --hidden", quoted(program))
}

fn entry(command: &str) -> String {
    let comment = say!("autostart-comment");
    // No start-up notification: it would turn until a window comes, and here none does.
    format!(
        "[Desktop Entry]\nType=Application\nName=fal Budget\nComment={comment}\nExec={command}\n\
         Icon=fal-budget\nTerminal=false\nStartupNotify=false\n"
    )
}

/// Returns `true` if an entry starts this program and is not switched off, which desktops do in the
/// file itself.
fn starts(text: &str, command: &str) -> bool {
    // The first key is the specification's, the second that of GNOME's own settings.
    let is_off = |line: &str| matches!(line, "Hidden=true" | "X-GNOME-Autostart-enabled=false");
    let lines = || text.lines().map(str::trim);
    !lines().any(is_off) && lines().any(|line| line.strip_prefix("Exec=") == Some(command))
}

/// Quotes a path as an argument of `Exec` (Desktop Entry Specification, "The Exec key").
fn quoted(path: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in path.chars() {
        match sign {
            // `Exec` is unescaped twice: as a string of the file, then as a command line.
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
    fn an_entry_counts_as_off_when_the_desktop_says_so_or_it_starts_another_program() {
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
    fn every_path_is_one_argument() {
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
