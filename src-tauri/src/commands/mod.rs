//! Commands of the page. Each unpacks its arguments, asks the core and converts the answer; tests
//! of the window check that the page can call nothing else.

mod alerts;
mod args;
mod budget;
mod files;
mod gateway;
mod guard;
mod import;
mod jobs;
mod links;
mod live;
mod prices;
mod program;
mod settings;
mod spending;

use fal_budget_core::view::BudgetView;
use serde::Serialize;
use tauri::AppHandle;
use tauri::ipc::Invoke;

pub(crate) use links::open_dashboard;

use crate::error::CommandError;
use crate::state::State;

/// Result of every command.
type CommandResult<T> = Result<T, CommandError>;

/// Answer of a command that changes something: the budget after it, and the number of the change,
/// by which it can be undone. `None` when nothing was different.
#[derive(Serialize)]
pub(crate) struct Changed {
    #[serde(flatten)]
    budget: BudgetView,
    change: Option<i64>,
}

impl Changed {
    /// Refreshes page and tray after a change, and makes the answer of it.
    async fn by(
        change: impl Into<Option<i64>>,
        app: &AppHandle,
        state: &State,
    ) -> CommandResult<Self> {
        Ok(Self {
            budget: state.refresh(app).await?.budget,
            change: change.into(),
        })
    }
}

/// Returns the handler of all commands, each of which also has a line in `build.rs` and in
/// `capabilities/main.json`.
#[expect(clippy::too_many_lines, reason = "a list")]
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        alerts::choose_alert,
        alerts::switch_alerts,
        budget::get_snapshot,
        budget::get_budget,
        budget::set_budget,
        budget::mark_as_full,
        budget::list_entries,
        budget::undo,
        files::back_up,
        files::export_file,
        files::export_readable,
        files::list_backups,
        files::restore_backup,
        gateway::allow_origin,
        gateway::forbid_origin,
        gateway::remove_run_key,
        gateway::set_gateway_port,
        gateway::set_run_key,
        gateway::switch_gateway,
        guard::allow_next_call,
        guard::forget_refusal,
        guard::get_api_token,
        guard::pause_guard,
        guard::renew_api_token,
        guard::resume_guard,
        guard::set_guard,
        import::add_to_import,
        import::begin_import,
        import::end_import,
        import::import_jobs,
        import::preview_import,
        import::stop_import,
        jobs::correct_job,
        jobs::estimate_cost,
        jobs::find_jobs,
        jobs::job_filters,
        jobs::list_jobs,
        jobs::log_job,
        jobs::repeat_job,
        jobs::restore_job,
        jobs::void_job,
        links::data_folder,
        links::open_billing,
        links::open_dashboard,
        links::open_data_folder,
        live::connect,
        live::disconnect,
        live::fetch_record,
        live::keep_beside_record,
        live::refresh,
        live::replace_by_record,
        live::stop_record,
        prices::find_models,
        prices::price_jobs,
        prices::refresh_prices,
        prices::return_to_list,
        prices::set_price,
        program::quit_notice_was_shown,
        program::erase_everything,
        program::get_diagnostics,
        program::quit,
        program::start_at_login,
        program::starts_at_login,
        program::try_again,
        settings::hide_amounts,
        settings::reset_settings,
        settings::save_settings,
        settings::welcome_was_seen,
        spending::find_discrepancy,
        spending::get_spending,
        spending::reconcile,
    ]
}
