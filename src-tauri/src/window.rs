//! The window and the program's life cycle: it opens, goes to the tray, comes back and ends in
//! order.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use fal_budget_core::domain::into_str::IntoStr;
use fal_budget_core::domain::settings::Theme;
use fal_budget_core::fal::Addresses;
use fal_budget_core::language::Language;
use fal_budget_core::say;
use fal_budget_core::tray_icon::tray_view;
use tauri::plugin::TauriPlugin;
use tauri::utils::config::{Color, WindowConfig};
use tauri::{
    App, AppHandle, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry,
};
use tauri_plugin_window_state::StateFlags;

use crate::alerts::Alerts;
use crate::gateway::HostedGateway;
use crate::import::Import;
use crate::live::LiveConnection;
use crate::record::RecordFetch;
use crate::state::State;
use crate::tray::Tray;
use crate::tray_watcher::{self, TrayWatcher};
use crate::{
    activation_policy, commands, console, display, events, folder, language, logging, scheduler,
    signals, tray,
};

/// Label of the window in `tauri.conf.json`.
const MAIN: &str = "main";
/// Time that a start in the tray waits for a panel, which often comes after a session's programs.
const PANEL_PATIENCE: Duration = Duration::from_secs(15);

/// Opens the window, or only the tray icon when `hidden`, and returns when the program is quit.
pub(crate) fn open(hidden: bool, addresses: Addresses) -> ExitCode {
    if !display::is_present() {
        eprintln!("{}", say!("desktop-missing"));
        return ExitCode::FAILURE;
    }
    console::leave();
    // Kept to the end: the log lasts as long as its handle.
    let _log = folder::data()
        .ok()
        .and_then(|folder| logging::begin(&folder));
    log::info!("fal Budget {} starts", env!("CARGO_PKG_VERSION"));
    match build(hidden, addresses) {
        Ok(app) => {
            app.run(on_event);
            ExitCode::SUCCESS
        }
        Err(error) => {
            log::error!("the window could not be opened: {error}");
            eprintln!("{}", say!("window-not-opened", reason = error.to_string()));
            ExitCode::FAILURE
        }
    }
}

fn build(hidden: bool, addresses: Addresses) -> tauri::Result<App> {
    tauri::Builder::default()
        // Before the others: it ends a second start, which must not have begun anything by then.
        .plugin(single_instance(addresses.is_demo))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(kept_state())
                .build(),
        )
        .plugin(tauri_plugin_shell::init())
        .invoke_handler(commands::handler())
        .setup(move |app| Ok(begin(app.handle(), hidden, addresses)?))
        .build(tauri::generate_context!())
}

/// Makes the plugin that turns a second start into a request to the first program: show your
/// window. The demo counts as a program of its own.
fn single_instance(is_demo: bool) -> TauriPlugin<Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show_soon(app));
    if is_demo {
        builder.dbus_id("dev.falbudget.demo").build()
    } else {
        builder.build()
    }
}

/// Keeps place and size of the window, but not that it was open: a start decides that by itself.
fn kept_state() -> StateFlags {
    StateFlags::all() & !StateFlags::VISIBLE
}

/// Sets the program up. The window comes first: its page loads while the database is opened.
fn begin(app: &AppHandle, hidden: bool, addresses: Addresses) -> tauri::Result<()> {
    signals::begin(app);
    let (state, unopened) = State::begin(addresses.is_demo);
    app.manage(state);
    app.manage(HostedGateway::new(addresses.clone()));
    app.manage(LiveConnection::new(addresses));
    app.manage(RecordFetch::default());
    app.manage(Import::default());
    app.manage(Alerts::default());
    app.manage(Tray::new(tray_view(None, false)));
    if !hidden {
        build_window(app, "")?;
    }
    let tray = tray::check_possible().inspect_err(|reason| log::warn!("no tray: {reason}"));
    if hidden && tray.is_err() {
        build_window(app, "")?;
    } else if hidden {
        activation_policy::set(app, false);
    }
    app.manage(tray_watcher::follow());
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<State>();
        state.open(&app, unopened).await;
        // Page and tray show a failure themselves.
        let _ = state.refresh(&app).await;
        if tray.is_ok() {
            tray::follow(&app);
        }
        LiveConnection::begin(&app);
        HostedGateway::begin(&app);
        scheduler::begin(app.clone());
    });
    Ok(())
}

/// Opens the window if there is none and no tray comes in time: nobody is left with an invisible
/// program.
pub(crate) fn show_if_no_tray_comes(app: &AppHandle) {
    if app.get_webview_window(MAIN).is_some() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !app.state::<TrayWatcher>().wait(PANEL_PATIENCE).await {
            log::warn!("no tray came: the window opens");
            show_soon(&app);
        }
    });
}

/// Shows the window once the program is set up. May be called from any thread.
pub(crate) fn show_soon(app: &AppHandle) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || show(&handle)) {
        log::warn!("the program is ending: {error}");
    }
}

/// Builds the window; `fragment` is the end of the page's address, such as `#settings`. The address
/// also carries theme and language, which the page must know before it paints, and so before the
/// database is open.
fn build_window(app: &AppHandle, fragment: &str) -> tauri::Result<()> {
    activation_policy::set(app, true);
    let theme = read_appearance();
    let address = format!(
        "index.html?theme={}&language={}{fragment}",
        theme.into_str(),
        Language::spoken().tag()
    );
    let url = WebviewUrl::App(address.into());
    let windows = &app.config().app.windows;
    for window in windows.iter().filter(|window| window.label == MAIN) {
        let window = WindowConfig {
            url: url.clone(),
            background_color: paper(theme),
            ..window.clone()
        };
        WebviewWindowBuilder::from_config(app, &window)?
            .initialization_script(sentences())
            .build()?;
    }
    Ok(())
}

/// Reads the chosen theme from the database file, and speaks the language that is chosen there.
fn read_appearance() -> Theme {
    let Ok(database) = folder::database() else {
        return Theme::System;
    };
    let (theme, chosen) =
        tauri::async_runtime::block_on(fal_budget_core::store::setting::appearance(&database));
    language::speak(chosen);
    theme
}

/// Returns the script that gives the page its sentences, in each language, before it runs.
fn sentences() -> String {
    let all: BTreeMap<_, _> = Language::all()
        .map(|each| (each.tag(), each.page()))
        .collect();
    format!("globalThis.sentences = {};", serde_json::json!(all))
}

/// Returns the colour of the window before the page paints: `--paper` of `ui/styles/tokens.css`.
/// `None` is the desktop's own colour.
const fn paper(theme: Theme) -> Option<Color> {
    match theme {
        // Transparent, so that GTK's colour shows through; WebKitGTK by itself paints white.
        Theme::System if cfg!(target_os = "linux") => Some(Color(0, 0, 0, 0)),
        Theme::System => None,
        Theme::Light => Some(Color(0xf6, 0xf5, 0xf2, 0xff)),
        Theme::Dark => Some(Color(0x14, 0x14, 0x16, 0xff)),
    }
}

/// Brings the window to the front, or builds a new one after it was closed.
pub(crate) fn show(app: &AppHandle) {
    show_page(app, "");
}

/// Brings the window to the front with its settings open.
pub(crate) fn show_settings(app: &AppHandle) {
    if app.get_webview_window(MAIN).is_some() {
        events::open_settings(app);
    }
    show_page(app, "#settings");
}

fn show_page(app: &AppHandle, fragment: &str) {
    let shown = match app.get_webview_window(MAIN) {
        Some(window) => window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus()),
        None => build_window(app, fragment),
    };
    if let Err(error) = shown {
        log::error!("the window could not be shown: {error}");
    }
}

fn on_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } if !stays_in_tray(app) && app.state::<State>().take_quit_notice() => {
            api.prevent_close();
            events::quit_notice(app);
        }
        RunEvent::WindowEvent {
            event: WindowEvent::Destroyed,
            ..
        } => {
            activation_policy::set(app, false);
            app.state::<Import>().abandon();
        }
        // A click in the Dock.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => show(app),
        // The last window is gone; a tray icon keeps the program running.
        RunEvent::ExitRequested {
            code: None, api, ..
        } if stays_in_tray(app) => api.prevent_exit(),
        RunEvent::ExitRequested { .. } => {
            app.state::<Import>().abandon();
            tauri::async_runtime::block_on(async {
                // The gateway writes into the ledger to its end, so the ledger closes last.
                app.state::<HostedGateway>().close(app).await;
                app.state::<State>().close().await;
            });
            log::info!("fal Budget ends");
        }
        _ => {}
    }
}

/// Returns `true` if a tray really shows the icon.
fn stays_in_tray(app: &AppHandle) -> bool {
    app.state::<Tray>().is_shown()
}
