//! fal Budget on the command line: a verb, or the desktop program in this one's place.

mod arguments;
mod desktop;
mod run;
mod verbs;
mod words;

use std::process::ExitCode;

use fal_budget_fal::Addresses;
use fal_budget_i18n::Localize;
use fal_budget_platform::{language, process};

use crate::words::output::print_beside;

fn main() -> ExitCode {
    process::make_private_files();
    // Tests look into the memory of debug builds.
    if !cfg!(debug_assertions) {
        process::hide_memory();
    }
    language::speak(None);
    let arguments = arguments::read();
    let addresses = match Addresses::from_environment(|name| std::env::var(name).ok()) {
        Ok(addresses) => addresses,
        Err(error) => {
            print_beside(&format!("fal-budget: {}", error.localized()));
            return ExitCode::from(2);
        }
    };
    let account = arguments.account.as_deref();
    match arguments.verb {
        Some(verb) => run::run(verb, account, addresses),
        None => desktop::start(arguments.hidden),
    }
}
