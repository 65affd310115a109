//! The command line of the desktop program, which has no verbs.

use clap::Parser;
use fal_budget_i18n::say;

/// Version of this program, in a section that `fal-budget` reads: it starts no program of another
/// version, and running one to ask for its version takes long.
#[used]
#[cfg(target_os = "linux")]
#[expect(
    unsafe_code,
    reason = "names a section of this program's file, and nothing runs in it"
)]
#[unsafe(link_section = ".fal-budget")]
static VERSION: [u8; env!("CARGO_PKG_VERSION").len()] =
    *include_bytes!(concat!(env!("OUT_DIR"), "/version"));

/// Options of the desktop program.
#[derive(Parser)]
#[command(name = "fal-budget-desktop", version, about = say!("cli-about"))]
pub(crate) struct DesktopArguments {
    /// The window stays closed, and only the tray indicator shows.
    #[arg(long, help = say!("cli-hidden"))]
    pub(crate) hidden: bool,
}

/// Reads the command line. Prints help, or a usage error, and ends the program then.
pub(crate) fn read() -> DesktopArguments {
    DesktopArguments::parse()
}
