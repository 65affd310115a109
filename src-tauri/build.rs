//! Builds the window's parts: its configuration, and one permission for each command.

#[cfg(feature = "desktop")]
const COMMANDS: &[&str] = &[
    "add_to_import",
    "allow_origin",
    "back_up",
    "begin_import",
    "choose_alert",
    "closing_quits_was_told",
    "connect",
    "correct_job",
    "disconnect",
    "end_import",
    "estimate_cost",
    "export_file",
    "export_readable",
    "fetch_record",
    "find_drift",
    "find_jobs",
    "find_models",
    "forbid_origin",
    "get_budget",
    "get_diagnostics",
    "get_snapshot",
    "get_spending",
    "import_jobs",
    "job_filters",
    "keep_beside_record",
    "list_backups",
    "list_entries",
    "list_jobs",
    "log_job",
    "look_through",
    "mark_as_full",
    "open_billing",
    "open_dashboard",
    "price_jobs",
    "quit",
    "reconcile",
    "refresh",
    "refresh_prices",
    "remove_run_key",
    "repeat_job",
    "replace_by_record",
    "restore_backup",
    "restore_job",
    "return_to_list",
    "save_settings",
    "set_budget",
    "set_gateway_port",
    "set_price",
    "set_run_key",
    "stop_import",
    "stop_record",
    "switch_alerts",
    "switch_gateway",
    "try_again",
    "undo",
    "void_job",
];

fn main() {
    #[cfg(feature = "desktop")]
    {
        let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
        if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
            eprintln!("{error:#}");
            std::process::exit(1);
        }
    }
}
