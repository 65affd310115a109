//! The system under the program: its console, display and signals, the start at login, and the log.

pub(crate) mod autostart;
pub(crate) mod console;
pub(crate) mod diagnostics;
pub(crate) mod display;
pub(crate) mod logging;
pub(crate) mod signals;
