//! fal Budget on the command line: a verb, or the desktop program in this one's place.

mod arguments;
mod desktop;
mod run;
mod verbs;
mod words;

use std::process::ExitCode;

use fal_budget_fal::Addresses;
use fal_budget_i18n::Localize;
use fal_budget_platform::language;

fn main() -> ExitCode {
    language::speak(None);
    let arguments = arguments::read();
    let addresses = match Addresses::from_environment(|name| std::env::var(name).ok()) {
        Ok(addresses) => addresses,
        Err(error) => {
            eprintln!("fal-budget: {}", error.localized());
            return ExitCode::from(2);
        }
    };
    match arguments.verb {
        Some(verb) => run::run(verb, addresses),
        None => desktop::start(arguments.hidden),
    }
}
