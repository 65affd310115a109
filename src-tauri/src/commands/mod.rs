//! What the page may call. Each command unpacks, asks the core and converts; the tests of the window
//! see that the page can call nothing else.

mod args;
mod budget;
mod jobs;
mod links;
mod program;
mod settings;

use tauri::ipc::Invoke;

pub(crate) use links::open_dashboard;

use crate::error::Failure;

/// What every command gives.
type Answer<T> = Result<T, Failure>;

/// The list of commands; each also has a line in `build.rs` and in `capabilities/main.json`.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        budget::get_snapshot,
        budget::get_budget,
        budget::set_budget,
        budget::mark_as_full,
        budget::list_entries,
        budget::undo,
        jobs::estimate_cost,
        jobs::log_job,
        jobs::list_jobs,
        links::open_billing,
        links::open_dashboard,
        program::closing_quits_was_told,
        program::get_diagnostics,
        program::quit,
        program::try_again,
        settings::save_settings,
    ]
}
