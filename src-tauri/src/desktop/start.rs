//! The program's life cycle: it starts, with its window or in the tray, and ends in order.

use std::process::ExitCode;
use std::sync::Arc;

use fal_budget_fal::Addresses;
use fal_budget_i18n::say;
use fal_budget_platform::folder::{self, IDENTIFIER};
use tauri::plugin::TauriPlugin;
use tauri::{App, AppHandle, RunEvent, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;

use super::parts::Parts;
use super::running;
use super::tray::{self, TrayWatcher};
use super::window::{self, activation_policy};
use crate::runtime::ledger::UnopenedLedger;
use crate::system::{console, display, logging, signals};
use crate::{commands, events};

/// Opens the window, or only the tray icon when `hidden`, and returns when the program is quit.
pub(crate) fn open(hidden: bool, addresses: &Addresses) -> ExitCode {
    if !display::connect() {
        eprintln!("{}", say!("desktop-missing"));
        return ExitCode::FAILURE;
    }
    console::leave();
    // Kept to the end: the log lasts as long as its handle.
    let _log = folder::data()
        .ok()
        .and_then(|folder| logging::begin(&folder));
    log::info!("fal Budget {} starts", env!("CARGO_PKG_VERSION"));
    let id = if addresses.is_demo {
        "dev.falbudget.demo"
    } else {
        IDENTIFIER
    };
    match build(id) {
        Ok(app) => {
            run(app, hidden, addresses);
            ExitCode::SUCCESS
        }
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn report(error: &tauri::Error) {
    log::error!("the window could not be opened: {error}");
    eprintln!("{}", say!("window-not-opened", reason = error.to_string()));
}

fn build(id: &str) -> tauri::Result<App> {
    let builder = if running::is_name_taken(id) {
        tauri::Builder::default()
    } else {
        // Before the others: it ends a second start, which must not have begun anything by then.
        tauri::Builder::default().plugin(single_instance(id))
    };
    builder
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(kept_state())
                .build(),
        )
        .plugin(tauri_plugin_shell::init())
        .invoke_handler(commands::handler())
        .build(tauri::generate_context!())
}

/// Makes the plugin that turns a second start into a request to the first program: show your
/// window. The demo counts as a program of its own.
fn single_instance(id: &str) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .callback(|app, _, _| window::show_soon(app))
        .dbus_id(id)
        .build()
}

/// Keeps place and size of the window, but not that it was open: a start decides that by itself.
fn kept_state() -> StateFlags {
    StateFlags::all() & !StateFlags::VISIBLE
}

fn run(app: App, hidden: bool, addresses: &Addresses) {
    let (parts, unopened) = Parts::new(app.handle(), addresses);
    parts.follow(app.handle());
    let parts = Arc::new(parts);
    let mut unopened = Some(unopened);
    app.run(move |app, event| match event {
        RunEvent::Ready => {
            let begun = unopened
                .take()
                .map(|unopened| begin(app, parts.clone(), unopened, hidden));
            if let Some(Err(error)) = begun {
                report(&error);
                app.exit(1);
            }
        }
        event => on_event(app, &parts, event),
    });
}

/// Sets the program up. The window comes first: its page loads while the database is opened.
fn begin(
    app: &AppHandle,
    parts: Arc<Parts>,
    unopened: UnopenedLedger,
    hidden: bool,
) -> tauri::Result<()> {
    let ended = app.clone();
    signals::begin(move || ended.exit(0));
    if !hidden {
        window::build(app, "")?;
    }
    let tray = tray::check_possible().inspect_err(|reason| log::warn!("no tray: {reason}"));
    if hidden && tray.is_err() {
        window::build(app, "")?;
    } else if hidden {
        activation_policy::set(app, false);
    }
    let watcher = tray.is_ok().then(tray::watch).map(Arc::new);
    tauri::async_runtime::spawn(work(app.clone(), parts, unopened, watcher));
    Ok(())
}

/// Opens the ledger and does the program's work as long as it runs.
async fn work(
    app: AppHandle,
    parts: Arc<Parts>,
    unopened: UnopenedLedger,
    watcher: Option<Arc<TrayWatcher>>,
) {
    parts.ledger.open(unopened).await;
    parts.quit_notice.read(&parts.ledger).await;
    // Page and tray show a failure themselves.
    let _ = parts.state.refresh().await;
    if let Some(watcher) = watcher {
        tray::follow(&app, &parts.tray, watcher, parts.state.shown());
    }
    parts.live.begin();
    parts.gateway.begin();
    parts.refresh_timer().run().await;
}

fn on_event(app: &AppHandle, parts: &Parts, event: RunEvent) {
    // A tray keeps the program running only while it really shows the icon.
    let stays_in_tray = || parts.tray.is_shown();
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } if !stays_in_tray() && parts.quit_notice.take() => {
            api.prevent_close();
            events::quit_notice(app);
        }
        RunEvent::WindowEvent {
            event: WindowEvent::Destroyed,
            ..
        } => {
            activation_policy::set(app, false);
            parts.import.abandon();
        }
        // A click in the Dock.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => window::show(app),
        // The last window is gone; a tray icon keeps the program running.
        RunEvent::ExitRequested {
            code: None, api, ..
        } if stays_in_tray() => api.prevent_exit(),
        RunEvent::ExitRequested { .. } => {
            parts.import.abandon();
            tauri::async_runtime::block_on(async {
                // The gateway writes into the ledger to its end, so the ledger closes last.
                parts.gateway.close().await;
                parts.ledger.close().await;
            });
            log::info!("fal Budget ends");
        }
        _ => {}
    }
}
