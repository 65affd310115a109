//! Builds the window's parts: its configuration, and one permission for each command.

use std::path::Path;
use std::{env, fs, io};

const COMMANDS: &[&str] = &[
    "add_to_import",
    "allow_next_call",
    "allow_origin",
    "back_up",
    "begin_import",
    "begin_sample",
    "choose_alert",
    "quit_notice_was_shown",
    "connect",
    "correct_job",
    "data_folder",
    "disconnect",
    "end_import",
    "end_sample",
    "erase_everything",
    "estimate_cost",
    "export_file",
    "export_readable",
    "fetch_record",
    "find_discrepancy",
    "find_jobs",
    "find_models",
    "forbid_origin",
    "end_lock",
    "forget_refusal",
    "get_api_token",
    "get_budget",
    "get_diagnostics",
    "get_snapshot",
    "get_spending",
    "hide_amounts",
    "import_jobs",
    "job_filters",
    "keep_beside_record",
    "list_backups",
    "list_entries",
    "list_jobs",
    "log_job",
    "preview_import",
    "mark_as_full",
    "open_billing",
    "open_dashboard",
    "open_data_folder",
    "pause_guard",
    "price_jobs",
    "quit",
    "reconcile",
    "refresh",
    "refresh_prices",
    "remove_run_key",
    "renew_api_token",
    "repeat_job",
    "replace_by_record",
    "reset_settings",
    "restore_backup",
    "restore_job",
    "resume_guard",
    "return_to_list",
    "save_refused",
    "save_settings",
    "set_budget",
    "set_gateway_port",
    "set_guard",
    "set_price",
    "set_run_key",
    "start_at_login",
    "starts_at_login",
    "stop_import",
    "stop_record",
    "switch_alerts",
    "switch_gateway",
    "try_again",
    "undo",
    "void_job",
    "void_jobs",
    "tag_jobs",
    "test_guard",
    "welcome_was_seen",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    write_version()?;
    let commands = tauri_build::AppManifest::new().commands(COMMANDS);
    let windows = tauri_build::WindowsAttributes::new()
        .app_manifest(include_str!("package/windows.manifest"));
    let attributes = tauri_build::Attributes::new()
        .app_manifest(commands)
        .windows_attributes(windows);
    Ok(tauri_build::try_build(attributes)?)
}

/// Writes the version into a file: as bytes of its own it becomes a section of the program.
fn write_version() -> io::Result<()> {
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("no OUT_DIR"))?;
    fs::write(
        Path::new(&folder).join("version"),
        env!("CARGO_PKG_VERSION"),
    )
}
