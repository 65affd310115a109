//! The window: built when it is first shown, destroyed when it is closed, and built anew.

pub(super) mod activation_policy;

use std::collections::BTreeMap;

use fal_budget_domain::into_str::IntoStr;
use fal_budget_domain::settings::Theme;
use fal_budget_i18n::Language;
use fal_budget_platform::{folder, language};
use fal_budget_store::tables::setting;
use tauri::utils::config::{Color, WindowConfig};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

use crate::events;

/// Label of the window in `tauri.conf.json`.
const MAIN: &str = "main";

/// Shows the window once the program is set up. May be called from any thread.
pub(crate) fn show_soon(app: &AppHandle) {
    on_main_thread(app, show);
}

/// Does this work on the main thread, which alone may touch window and tray.
pub(crate) fn on_main_thread(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&handle)) {
        log::warn!("the program is ending: {error}");
    }
}

/// Returns `true` if there is a window, in sight or not.
pub(crate) fn exists(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN).is_some()
}

/// Builds the window; `fragment` is the end of the page's address, such as `#settings`. The address
/// also carries theme and language, which the page must know before it paints, and so before the
/// database is open.
pub(crate) fn build(app: &AppHandle, fragment: &str) -> tauri::Result<()> {
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
            .on_navigation(is_own_page)
            .build()?;
    }
    Ok(())
}

/// Returns `true` for an address of the page itself, the only one that the window ever shows: a
/// page from elsewhere would stand in its place and ask for keys.
fn is_own_page(address: &Url) -> bool {
    matches!(
        (address.scheme(), address.host_str(), address.port()),
        // WebKit's form, and WebView2's.
        ("tauri", Some("localhost"), None) | ("http" | "https", Some("tauri.localhost"), None)
    )
}

/// Reads the chosen theme from the database file, and speaks the language that is chosen there.
fn read_appearance() -> Theme {
    let Ok(database) = folder::database() else {
        return Theme::System;
    };
    let (theme, chosen) = tauri::async_runtime::block_on(setting::appearance(&database));
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
    if exists(app) {
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
        None => build(app, fragment),
    };
    if let Err(error) = shown {
        log::error!("the window could not be shown: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_shows_its_own_page_only() {
        for (address, is_own) in [
            ("tauri://localhost/index.html?theme=dark#settings", true),
            ("http://tauri.localhost/index.html", true),
            ("https://fal.ai/", false),
            ("http://localhost/", false),
            ("http://127.0.0.1:8720/", false),
            ("http://tauri.localhost:8720/", false),
            ("https://tauri.localhost.example.com/", false),
            ("tauri://elsewhere/index.html", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own_page(&address.parse().unwrap()), is_own, "{address}");
        }
    }
}
