//! Start at login on Windows: a value of the registry's `Run` key, which the Task Manager can
//! switch off.

use std::io;

use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, KEY_READ, KEY_WRITE};

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
/// Key of the Task Manager's own choices: a value whose first byte is odd is switched off.
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
/// Name of the value, by which the uninstaller finds it.
const NAME: &str = "fal Budget";

/// Returns `true` if a session starts this program.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    let command = found(open(RUN).and_then(|key| key.get_value::<String, _>(NAME)))?;
    let approved = found(open(APPROVED).and_then(|key| key.get_raw_value(NAME)))?;
    let is_off =
        approved.is_some_and(|value| value.bytes.first().is_some_and(|first| first % 2 == 1));
    Ok(command == Some(command_of(program)) && !is_off)
}

/// Starts the program with each session from now on, or no longer.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    let user = RegKey::predef(HKEY_CURRENT_USER);
    // The Task Manager's choice is older than this one, and would overrule it.
    found(
        user.open_subkey_with_flags(APPROVED, KEY_WRITE)
            .and_then(|key| key.delete_value(NAME)),
    )?;
    let (run, _) = user.create_subkey(RUN)?;
    if on {
        run.set_value(NAME, &command_of(program))
    } else {
        found(run.delete_value(NAME)).map(|_| ())
    }
}

fn open(key: &str) -> io::Result<RegKey> {
    RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(key, KEY_READ)
}

fn command_of(program: &str) -> String {
    format!("\"{program}\" --hidden")
}

/// Turns a missing key or value into `None`.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}
