//! The file that macOS's launchd reads at each login (`launchd.plist(5)`). Whether the person
//! switched it off under Login Items is known to the system only.

use std::io;
use std::path::PathBuf;

use super::{keep, read};
use fal_budget_core::say;

use crate::folder;

/// Whether a session starts this program.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    Ok(read(&file()?)?.is_some_and(|kept| kept == text(program)))
}

/// Writes the file, or removes it.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    keep(&file()?, on.then(|| text(program)).as_deref())
}

fn file() -> io::Result<PathBuf> {
    let home = dirs::home_dir().ok_or_else(|| io::Error::other(say!("no-home-folder")))?;
    Ok(home
        .join("Library/LaunchAgents")
        .join(format!("{}.plist", folder::IDENTIFIER)))
}

/// An agent that starts this program in the menu bar.
fn text(program: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
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
    fn any_path_is_one_argument() {
        let text = text("/Applications/Mine & <yours>/fal-budget");
        assert!(
            text.contains("<string>/Applications/Mine &amp; &lt;yours&gt;/fal-budget</string>"),
            "{text}"
        );
    }
}
