//! The desktop program, which takes this one's place when there is no verb.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, io};

use fal_budget_i18n::{os_error, say};
use fal_budget_platform::programs;
use object::{Object, ObjectSection, ReadCache};

use crate::words::output::print_beside;

/// Section of the desktop program's file that holds its version.
const VERSION_SECTION: &str = ".fal-budget";
/// Version that the desktop program must have: both work on the same database.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs the desktop program in the place of this one. Returns if it cannot be started or, on
/// systems where no program takes another's place, once it has ended.
pub(crate) fn start(hidden: bool) -> ExitCode {
    let sentence = match find() {
        Some(program) => match refusal(&program) {
            None => match run(&program, hidden) {
                Ok(code) => return code,
                Err(error) => not_started(&program, &error),
            },
            Some(sentence) => sentence,
        },
        None => say!("desktop-not-installed"),
    };
    print_beside(&format!("fal-budget: {sentence}"));
    ExitCode::FAILURE
}

/// Finds the desktop program.
fn find() -> Option<PathBuf> {
    let places = programs::desktop_places(&env::current_exe().ok()?);
    places.into_iter().find(|place| place.is_file())
}

/// Explains why a desktop program must not be started. `None` if it has this program's version.
fn refusal(program: &Path) -> Option<String> {
    let path = program.display().to_string();
    match version(program) {
        Ok(version) if version == VERSION => None,
        Ok(version) => Some(say!(
            "desktop-of-another-version",
            program = path,
            version = version,
            ours = VERSION
        )),
        Err(error) => Some(not_started(program, &error)),
    }
}

fn version(program: &Path) -> io::Result<String> {
    noted_version(program).map_or_else(|| told_version(program), Ok)
}

/// Reads the version that the desktop program's file carries in a section of its own. Running it
/// instead would load WebKit, which takes a fifth of the time to the first paint. `None` for a file
/// without the section.
fn noted_version(program: &Path) -> Option<String> {
    let file = ReadCache::new(File::open(program).ok()?);
    let parsed = object::File::parse(&file).ok()?;
    let section = parsed.section_by_name(VERSION_SECTION)?;
    String::from_utf8(section.data().ok()?.to_vec()).ok()
}

/// Asks the desktop program for its version, which is the last word of what it answers.
fn told_version(program: &Path) -> io::Result<String> {
    let answer = Command::new(program).arg("--version").output()?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let version = text.split_whitespace().last();
    Ok(version.map_or_else(|| say!("desktop-without-version"), str::to_owned))
}

#[cfg(unix)]
fn run(program: &Path, hidden: bool) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command(program, hidden).exec())
}

#[cfg(not(unix))]
fn run(program: &Path, hidden: bool) -> io::Result<ExitCode> {
    let ended = command(program, hidden).status()?;
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn command(program: &Path, hidden: bool) -> Command {
    let mut command = Command::new(program);
    command.args(hidden.then_some("--hidden"));
    command
}

fn not_started(program: &Path, error: &io::Error) -> String {
    let path = program.display().to_string();
    say!(
        "desktop-not-started",
        program = path,
        reason = os_error::describe(error)
    )
}
