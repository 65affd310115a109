//! The window and the program's life: it opens, goes to the tray, comes back, and ends cleanly.

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

/// The label of the window in `tauri.conf.json`.
const MAIN: &str = "main";
/// How long a hidden start waits for the panel, which often comes after the programs of a session.
const PANEL_PATIENCE: Duration = Duration::from_secs(15);

/// Opens the window, or only the tray icon, and stays until the program is quit.
pub(crate) fn open(hidden: bool, addresses: Addresses) -> ExitCode {
    if !display::is_present() {
        eprintln!("{}", say!("desktop-missing"));
        return ExitCode::FAILURE;
    }
    console::leave();
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

/// A second start brings the first window to the front. The demo is a program of its own.
fn single_instance(is_demo: bool) -> TauriPlugin<Wry> {
    let builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show_soon(app));
    if is_demo {
        builder.dbus_id("dev.falbudget.demo").build()
    } else {
        builder.build()
    }
}

/// Place and size are kept; whether the window was open is not.
fn kept_state() -> StateFlags {
    StateFlags::all() & !StateFlags::VISIBLE
}

/// The window first: its page loads while the database is opened and the tray is asked for.
fn begin(app: &AppHandle, hidden: bool, addresses: Addresses) -> tauri::Result<()> {
    signals::begin(app);
    let (state, books) = State::begin(addresses.is_demo);
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
    let tray = tray::is_possible().inspect_err(|reason| log::warn!("no tray: {reason}"));
    if hidden && tray.is_err() {
        build_window(app, "")?;
    } else if hidden {
        activation_policy::set(app, false);
    }
    app.manage(tray_watcher::follow());
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let state = app.state::<State>();
        state.open(&app, books).await;
        // A failure is shown by the page and the tray.
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

/// Nobody is left with an invisible program: without a window and without a tray the window opens.
pub(crate) fn show_if_no_host_comes(app: &AppHandle) {
    if app.get_webview_window(MAIN).is_some() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if !app.state::<TrayWatcher>().wait(PANEL_PATIENCE).await {
            log::warn!("no tray host came: the window opens");
            show_soon(&app);
        }
    });
}

/// Shows the window once the program is set up, from whichever thread.
pub(crate) fn show_soon(app: &AppHandle) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || show(&handle)) {
        log::warn!("the program is ending: {error}");
    }
}

/// Makes the window. The page gets theme and language in its address: it must know before it paints
/// anything, which is before the database is opened.
fn build_window(app: &AppHandle, part: &str) -> tauri::Result<()> {
    activation_policy::set(app, true);
    let theme = theme();
    let address = format!(
        "index.html?theme={}&language={}{part}",
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

/// The chosen theme; and the chosen language is spoken.
fn theme() -> Theme {
    let Ok(database) = folder::database() else {
        return Theme::System;
    };
    let (theme, chosen) =
        tauri::async_runtime::block_on(fal_budget_core::store::setting::appearance(&database));
    language::speak(chosen);
    theme
}

/// The page's sentences in each language, which it has before it asks for anything.
fn sentences() -> String {
    let all: BTreeMap<_, _> = Language::all()
        .map(|each| (each.tag(), each.page()))
        .collect();
    format!("globalThis.sentences = {};", serde_json::json!(all))
}

/// What is seen before the page is: the colour `--paper` of `ui/styles/tokens.css`, or what the
/// desktop paints windows with.
const fn paper(theme: Theme) -> Option<Color> {
    match theme {
        Theme::System if cfg!(target_os = "linux") => Some(Color(0, 0, 0, 0)),
        Theme::System => None,
        Theme::Light => Some(Color(0xf6, 0xf5, 0xf2, 0xff)),
        Theme::Dark => Some(Color(0x14, 0x14, 0x16, 0xff)),
    }
}

/// Brings the window to the front, making it anew where it was closed.
pub(crate) fn show(app: &AppHandle) {
    show_page(app, "");
}

/// The same, with the settings open.
pub(crate) fn show_settings(app: &AppHandle) {
    if app.get_webview_window(MAIN).is_some() {
        events::open_settings(app);
    }
    show_page(app, "#settings");
}

fn show_page(app: &AppHandle, part: &str) {
    let shown = match app.get_webview_window(MAIN) {
        Some(window) => window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus()),
        None => build_window(app, part),
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
        // The page is gone by now; only the tray icon may keep the program.
        RunEvent::ExitRequested {
            code: None, api, ..
        } if stays_in_tray(app) => api.prevent_exit(),
        RunEvent::ExitRequested { .. } => {
            app.state::<Import>().abandon();
            tauri::async_runtime::block_on(async {
                app.state::<HostedGateway>().close(app).await;
                app.state::<State>().close().await;
            });
            log::info!("fal Budget ends");
        }
        _ => {}
    }
}

/// An icon that a host really shows.
fn stays_in_tray(app: &AppHandle) -> bool {
    app.state::<Tray>().is_shown()
}
