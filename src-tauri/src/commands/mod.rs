//! Commands of the page. Each unpacks its arguments, sends the request and converts the answer;
//! tests of the window check that the page can call nothing else.

mod balance;
mod calls;
mod ipc;
mod jobs;
mod program;

use tauri::ipc::Invoke;

pub(crate) use program::links::open_dashboard;

/// Returns the handler of all commands, each of which also has a line in `build.rs` and in
/// `capabilities/main.json`.
#[expect(clippy::too_many_lines, reason = "a list")]
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        balance::budget::get_budget,
        balance::budget::get_snapshot,
        balance::budget::list_entries,
        balance::budget::mark_as_full,
        balance::budget::set_budget,
        balance::budget::undo,
        balance::live::connect,
        balance::live::disconnect,
        balance::live::fetch_record,
        balance::live::keep_beside_record,
        balance::live::refresh,
        balance::live::replace_by_record,
        balance::live::stop_record,
        balance::spending::find_discrepancy,
        balance::spending::get_spending,
        balance::spending::reconcile,
        calls::gateway::allow_origin,
        calls::gateway::forbid_origin,
        calls::gateway::remove_run_key,
        calls::gateway::set_gateway_port,
        calls::gateway::set_run_key,
        calls::gateway::switch_gateway,
        calls::guard::allow_next_call,
        balance::live::end_lock,
        calls::guard::forget_refusal,
        calls::guard::get_api_token,
        calls::guard::pause_guard,
        calls::guard::renew_api_token,
        calls::guard::resume_guard,
        calls::guard::set_guard,
        calls::guard::test_guard,
        jobs::import::add_to_import,
        jobs::import::begin_import,
        jobs::import::end_import,
        jobs::import::import_jobs,
        jobs::import::preview_import,
        jobs::import::save_refused,
        jobs::import::stop_import,
        jobs::log::correct_job,
        jobs::log::estimate_cost,
        jobs::log::find_jobs,
        jobs::log::job_filters,
        jobs::log::list_jobs,
        jobs::log::log_job,
        jobs::log::repeat_job,
        jobs::log::restore_job,
        jobs::log::void_job,
        jobs::log::void_jobs,
        jobs::log::tag_jobs,
        jobs::prices::find_models,
        jobs::prices::price_jobs,
        jobs::prices::refresh_prices,
        jobs::prices::return_to_list,
        jobs::prices::set_price,
        program::alerts::choose_alert,
        program::alerts::switch_alerts,
        program::files::back_up,
        program::files::export_file,
        program::files::export_readable,
        program::files::list_backups,
        program::files::restore_backup,
        program::life_cycle::erase_everything,
        program::life_cycle::get_diagnostics,
        program::life_cycle::quit,
        program::life_cycle::quit_notice_was_shown,
        program::life_cycle::start_at_login,
        program::life_cycle::starts_at_login,
        program::life_cycle::try_again,
        program::links::data_folder,
        program::links::open_billing,
        program::links::open_dashboard,
        program::links::open_data_folder,
        program::sample::begin_sample,
        program::sample::end_sample,
        program::settings::hide_amounts,
        program::settings::reset_settings,
        program::settings::save_settings,
        program::settings::welcome_was_seen,
    ]
}
