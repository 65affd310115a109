//! The shell around the core: a command line, and a window with its commands.

mod cli;
mod folder;
mod language;

#[cfg(feature = "desktop")]
mod activation_policy;
#[cfg(feature = "desktop")]
mod alerts;
#[cfg(feature = "desktop")]
mod autostart;
#[cfg(feature = "desktop")]
mod commands;
#[cfg(feature = "desktop")]
mod console;
#[cfg(feature = "desktop")]
mod diagnostics;
#[cfg(feature = "desktop")]
mod display;
#[cfg(feature = "desktop")]
mod erase;
#[cfg(feature = "desktop")]
mod error;
#[cfg(feature = "desktop")]
mod events;
#[cfg(feature = "desktop")]
mod gateway;
#[cfg(feature = "desktop")]
mod import;
#[cfg(feature = "desktop")]
mod live;
#[cfg(feature = "desktop")]
mod logging;
#[cfg(feature = "desktop")]
mod notify;
#[cfg(feature = "desktop")]
mod record;
#[cfg(feature = "desktop")]
mod scheduler;
#[cfg(feature = "desktop")]
mod secrets;
#[cfg(feature = "desktop")]
mod signals;
#[cfg(feature = "desktop")]
mod state;
#[cfg(feature = "desktop")]
mod tray;
#[cfg(feature = "desktop")]
mod tray_watcher;
#[cfg(feature = "desktop")]
mod window;

use std::process::ExitCode;

use fal_budget_core::fal::Addresses;

/// Runs the verb of the command line, or opens the window when there is none. Returns the exit
/// code of the process.
#[must_use]
pub fn run() -> ExitCode {
    language::speak(None);
    let arguments = cli::read();
    let addresses = match Addresses::from_environment(|name| std::env::var(name).ok()) {
        Ok(addresses) => addresses,
        Err(error) => {
            eprintln!("fal-budget: {error}");
            return ExitCode::from(2);
        }
    };
    match arguments.verb {
        Some(verb) => cli::run(verb, addresses),
        None => open_window(arguments.hidden, addresses),
    }
}

#[cfg(feature = "desktop")]
fn open_window(hidden: bool, addresses: Addresses) -> ExitCode {
    window::open(hidden, addresses)
}

#[cfg(not(feature = "desktop"))]
fn open_window(_hidden: bool, _addresses: Addresses) -> ExitCode {
    eprintln!("{}", fal_budget_core::say!("build-without-window"));
    ExitCode::from(2)
}
