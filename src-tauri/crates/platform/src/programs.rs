//! The two programs, and where each finds the other: beside it, or where packages put them.

use std::env::consts::EXE_EXTENSION;
use std::path::{Path, PathBuf};

/// Name of the program that people start: the verbs, and the way to the window.
const COMMAND_LINE: &str = "fal-budget";
/// Name of the program with window and tray.
const DESKTOP: &str = "fal-budget-desktop";
/// Folders of packages for the one, and for the other, which nobody starts by its name.
const PACKAGED: (&str, &str) = ("/usr/bin", "/usr/lib/fal-budget");

/// Lists the places of the desktop program, by the path of the command line.
#[must_use]
pub fn desktop_places(command_line: &Path) -> [PathBuf; 2] {
    places(command_line, DESKTOP, PACKAGED.1)
}

/// Lists the places of the command line, by the path of the desktop program.
#[must_use]
pub fn command_line_places(desktop: &Path) -> [PathBuf; 2] {
    places(desktop, COMMAND_LINE, PACKAGED.0)
}

fn places(other: &Path, name: &str, packaged: &str) -> [PathBuf; 2] {
    let name = Path::new(name).with_extension(EXE_EXTENSION);
    [other.with_file_name(&name), Path::new(packaged).join(&name)]
}
