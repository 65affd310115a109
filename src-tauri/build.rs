//! Builds the window's parts: its configuration, and one permission for each command.

#[cfg(feature = "desktop")]
const COMMANDS: &[&str] = &[
    "closing_quits_was_told",
    "estimate_cost",
    "get_budget",
    "get_diagnostics",
    "get_snapshot",
    "list_entries",
    "list_jobs",
    "log_job",
    "mark_as_full",
    "open_billing",
    "open_dashboard",
    "quit",
    "save_settings",
    "set_budget",
    "try_again",
    "undo",
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
