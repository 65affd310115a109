//! fal Budget: a verb, or a window.

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_budget::run()
}
