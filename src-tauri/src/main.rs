//! fal Budget's window and tray indicator. People start it by `fal-budget`, which runs this program
//! in its place.

mod arguments;
mod commands;
mod desktop;
mod error;
mod events;
mod runtime;
mod system;

use std::process::ExitCode;

use fal_budget_fal::Addresses;
use fal_budget_i18n::Localize;
use fal_budget_platform::{language, process};

fn main() -> ExitCode {
    process::make_private_files();
    // Tests look into the memory of debug builds.
    if !cfg!(debug_assertions) {
        process::hide_memory();
    }
    language::speak(None);
    let hidden = arguments::read().hidden;
    match Addresses::from_environment(|name| std::env::var(name).ok()) {
        Ok(addresses) => desktop::open(hidden, &addresses),
        Err(error) => {
            eprintln!("fal-budget: {}", error.localized());
            ExitCode::from(2)
        }
    }
}
