//! What Windows starts at each login: a value of the registry's `Run` key, which the Task Manager
//! can switch off.

use std::io;

use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, KEY_READ, KEY_WRITE};

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
/// What the Task Manager says of it: in the first byte, odd is off.
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
/// The name under which the uninstaller looks for it.
const NAME: &str = "fal Budget";

/// Whether this program is started.
pub(super) fn is_on(program: &str) -> io::Result<bool> {
    let command = found(open(RUN).and_then(|key| key.get_value::<String, _>(NAME)))?;
    let approved = found(open(APPROVED).and_then(|key| key.get_raw_value(NAME)))?;
    let is_off =
        approved.is_some_and(|value| value.bytes.first().is_some_and(|first| first % 2 == 1));
    Ok(command == Some(command_of(program)) && !is_off)
}

/// Starts it from now on, or no longer; the Task Manager's own choice is forgotten with either.
pub(super) fn set(program: &str, on: bool) -> io::Result<()> {
    let user = RegKey::predef(HKEY_CURRENT_USER);
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

/// What is not there is no failure.
fn found<T>(asked: io::Result<T>) -> io::Result<Option<T>> {
    match asked {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}
