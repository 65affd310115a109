//! Start at login on macOS: an agent that launchd reads at each login (`launchd.plist(5)`). Only
//! the system knows that a person has switched it off under Login Items.

use std::io;
use std::path::PathBuf;

use fal_budget_platform::folder;

use super::file::{keep, read};

/// Returns `true` if a session starts this program.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    // An agent with another path starts another copy of the program.
    Ok(read(&file()?)?.is_some_and(|kept| kept == text(program)))
}

/// Writes the agent, or removes it.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    keep(&file()?, on.then(|| text(program)).as_deref())
}

fn file() -> io::Result<PathBuf> {
    let home = dirs::home_dir().ok_or_else(folder::no_home)?;
    Ok(home
        .join("Library/LaunchAgents")
        .join(format!("{}.plist", folder::IDENTIFIER)))
}

/// Line of every property list, as Apple writes it.
const DOCTYPE: &str = concat!(
    r#"<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "#,
    r#""http://www.apple.com/DTDs/PropertyList-1.0.dtd">"#
);

/// Returns the agent that starts this program in the menu bar.
fn text(program: &str) -> String {
    // `Interactive`, as launchd slows background jobs down (ProcessType in the manual).
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
{DOCTYPE}
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>{label}</string>
  <key>ProgramArguments</key>
  <array>
    <string>{program}</string>
    <string>--hidden</string>
  </array>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>RunAtLoad</key>
  <true/>
</dict>
</plist>
"#,
        label = folder::IDENTIFIER,
        program = escaped(program)
    )
}

fn escaped(path: &str) -> String {
    path.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_one_argument() {
        let text = text("/Applications/Mine & <yours>/fal-budget");
        assert!(
            text.contains("<string>/Applications/Mine &amp; &lt;yours&gt;/fal-budget</string>"),
            "{text}"
        );
    }
}
