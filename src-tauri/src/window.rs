//! The window: from nothing to a page that answers.

use std::process::ExitCode;

use tauri::{App, AppHandle, Manager, RunEvent, WebviewWindowBuilder};

use crate::state::State;
use crate::{commands, display, folder, logging, scheduler};

/// The label of the window in `tauri.conf.json`.
pub(crate) const MAIN: &str = "main";

/// Opens the window and stays until it is closed.
pub(crate) fn open() -> ExitCode {
    if !display::is_present() {
        eprintln!(
            "fal Budget needs a desktop to open its window and found none. In a terminal use its commands: fal-budget --help"
        );
        return ExitCode::FAILURE;
    }
    let _log = folder::data().ok().and_then(|folder| logging::begin(&folder));
    log::info!("fal Budget {} starts", env!("CARGO_PKG_VERSION"));
    match build() {
        Ok(app) => {
            app.run(|_, event| {
                if let RunEvent::Exit = event {
                    log::info!("fal Budget ends");
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::error!("the window could not be opened: {error}");
            eprintln!("fal Budget could not open its window: {error}.");
            ExitCode::FAILURE
        }
    }
}

fn build() -> tauri::Result<App> {
    tauri::Builder::default()
        .plugin(tauri_plugin_shell::init())
        .invoke_handler(commands::handler())
        .setup(|app| Ok(begin(app.handle())?))
        .build(tauri::generate_context!())
}

fn begin(app: &AppHandle) -> tauri::Result<()> {
    let state = tauri::async_runtime::block_on(State::open(app));
    app.manage(state);
    let windows = &app.config().app.windows;
    for window in windows.iter().filter(|window| window.label == MAIN) {
        WebviewWindowBuilder::from_config(app, window)?.build()?;
    }
    scheduler::begin(app.clone());
    Ok(())
}
