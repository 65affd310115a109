//! The tray: hands the core's picture, texts and menu lines to the system, and only those that
//! differ.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_core::language::Language;
use fal_budget_core::tray_icon::{Palette, TrayView, paint};
use fal_budget_core::{os_error, say};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::live::LiveConnection;
use crate::state::State;
use crate::tray_watcher::TrayWatcher;
use crate::{commands, window};

/// Width and height of the picture, in pixels; panels scale it down.
const SIZE: u32 = 44;
/// Colours, or on macOS a template that the menu bar tints.
const PALETTE: Palette = if cfg!(target_os = "macos") {
    Palette::Template
} else {
    Palette::Colour
};

const OPEN: &str = "open";
const REFRESH: &str = "refresh";
const DASHBOARD: &str = "dashboard";
const HIDE: &str = "hide";
const SETTINGS: &str = "settings";
const QUIT: &str = "quit";

/// State of the tray, with its icon while there is a tray to show it. Only the main thread touches
/// the icon.
pub(crate) struct Tray {
    view: Mutex<TrayView>,
    icon: Mutex<Option<Icon>>,
    /// Number of icons built so far. Each gets a name of its own, as a panel may still hold the one
    /// before.
    built: AtomicUsize,
}

struct Icon {
    tray: TrayIcon,
    menu: Menu<Wry>,
    lines: [MenuItem<Wry>; 3],
    /// The line of an alert, in the menu only while there is one.
    alert: MenuItem<Wry>,
    hide: MenuItem<Wry>,
    /// The rest of the menu, whose labels change with the language only.
    labelled: [MenuItem<Wry>; 5],
}

/// Checks that this system can show an icon at all. The error is the reason, in English.
pub(crate) fn check_possible() -> Result<(), String> {
    if !library::is_present() {
        return Err("the library libayatana-appindicator3 is not installed".to_owned());
    }
    picture_folder().map(|_| ())
}

/// Shows the icon whenever a tray comes, and removes it when the tray goes.
pub(crate) fn follow(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut presence = app.state::<TrayWatcher>().changes();
        loop {
            let present = *presence.borrow_and_update();
            on_main_thread(&app, move |app| {
                app.state::<Tray>().show_or_remove(app, present);
            });
            if !present {
                window::show_if_no_tray_comes(&app);
            }
            if presence.changed().await.is_err() {
                return;
            }
        }
    });
}

impl Tray {
    /// Begins with this view, without an icon.
    pub(crate) fn new(view: TrayView) -> Self {
        Self {
            view: Mutex::new(view),
            icon: Mutex::default(),
            built: AtomicUsize::default(),
        }
    }

    /// Returns `true` if a tray shows the icon.
    pub(crate) fn is_shown(&self) -> bool {
        locked(&self.icon).is_some()
    }

    /// Shows this view from now on. May be called from any thread.
    pub(crate) fn show(app: &AppHandle, view: TrayView) {
        on_main_thread(app, move |app| {
            if let Some(tray) = app.try_state::<Self>() {
                tray.change(&view);
            }
        });
    }

    fn change(&self, view: &TrayView) {
        let before = std::mem::replace(&mut *locked(&self.view), view.clone());
        if let Some(icon) = &*locked(&self.icon)
            && let Err(error) = icon.change(&before, view)
        {
            log::warn!("the tray could not be changed: {error}");
        }
    }

    fn show_or_remove(&self, app: &AppHandle, present: bool) {
        let mut icon = locked(&self.icon);
        if !present {
            // Without a tray the library falls back to an icon of an older kind, which would then
            // stay beside the new one.
            if let Some(gone) = icon.take() {
                let _ = app.remove_tray_by_id(gone.tray.id());
            }
        } else if icon.is_none() {
            let number = self.built.fetch_add(1, Ordering::Relaxed);
            match Icon::build(app, &locked(&self.view), number) {
                Ok(built) => *icon = Some(built),
                Err(error) => log::warn!("no tray: {error}"),
            }
        }
    }
}

impl Icon {
    fn build(app: &AppHandle, view: &TrayView, number: usize) -> Result<Self, String> {
        let text = |error: tauri::Error| error.to_string();
        let [lines @ .., alert] = figure_lines(app, view).map_err(text)?;
        let hide = MenuItemBuilder::with_id(HIDE, hide_label(view))
            .build(app)
            .map_err(text)?;
        let labelled = labelled_items(app).map_err(text)?;
        let menu = menu(app, &lines, &hide, &labelled).map_err(text)?;
        if view.alert.is_some() {
            menu.insert(&alert, lines.len()).map_err(text)?;
        }
        let tray = tray_icon(view, number, &picture_folder()?, &menu)
            .build(app)
            .map_err(text)?;
        Ok(Self {
            tray,
            menu,
            lines,
            alert,
            hide,
            labelled,
        })
    }

    /// Touches only what differs: otherwise panels flicker and close menus that are open.
    fn change(&self, from: &TrayView, to: &TrayView) -> tauri::Result<()> {
        if from.icon != to.icon {
            self.tray
                .set_icon_with_as_template(Some(picture(to)), PALETTE == Palette::Template)?;
        }
        if from.title != to.title {
            self.tray.set_title(Some(&to.title))?;
        }
        let ([tip_before, ..], [tip, ..]) = (&from.lines, &to.lines);
        if tip_before != tip {
            self.tray.set_tooltip(Some(tip))?;
        }
        if (from.is_hidden, from.language) != (to.is_hidden, to.language) {
            self.hide.set_text(hide_label(to))?;
        }
        if from.language != to.language {
            for (item, (_, label)) in self.labelled.iter().zip(labels()) {
                item.set_text(label)?;
            }
        }
        for ((item, before), now) in self.lines.iter().zip(&from.lines).zip(&to.lines) {
            if before != now {
                item.set_text(now)?;
            }
        }
        self.change_alert(from.alert.as_deref(), to.alert.as_deref())
    }

    fn change_alert(&self, from: Option<&str>, to: Option<&str>) -> tauri::Result<()> {
        match (from, to) {
            _ if from == to => Ok(()),
            (_, None) => self.menu.remove(&self.alert),
            (None, Some(alert)) => {
                self.alert.set_text(alert)?;
                self.menu.insert(&self.alert, self.lines.len())
            }
            (Some(_), Some(alert)) => self.alert.set_text(alert),
        }
    }
}

fn tray_icon(
    view: &TrayView,
    number: usize,
    folder: &Path,
    menu: &Menu<Wry>,
) -> TrayIconBuilder<Wry> {
    let name = if number == 0 {
        "main".to_owned()
    } else {
        format!("main-{number}")
    };
    TrayIconBuilder::with_id(name)
        .temp_dir_path(folder)
        .icon(picture(view))
        .icon_as_template(PALETTE == Palette::Template)
        .title(&view.title)
        .tooltip(&view.lines[0])
        .menu(menu)
        .show_menu_on_left_click(true)
        .on_menu_event(act)
}

/// Locks a mutex; a panic elsewhere leaves the tray usable.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn on_main_thread(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&handle)) {
        log::warn!("the program is ending: {error}");
    }
}

fn picture(view: &TrayView) -> Image<'static> {
    Image::new_owned(paint(view.icon, SIZE, PALETTE), SIZE, SIZE)
}

/// Builds the lines of the figures, and as the last one that of the alert.
fn figure_lines(app: &AppHandle, view: &TrayView) -> tauri::Result<[MenuItem<Wry>; 4]> {
    let [balance, since, today] = &view.lines;
    let line = |text: &str| MenuItemBuilder::new(text).enabled(false).build(app);
    Ok([
        line(balance)?,
        line(since)?,
        line(today)?,
        line(view.alert.as_deref().unwrap_or_default())?,
    ])
}

fn hide_label(view: &TrayView) -> String {
    if view.is_hidden {
        say!("tray-show-amounts")
    } else {
        say!("tray-hide-amounts")
    }
}

/// Returns id and label of each item that can be chosen, except the one that hides amounts.
fn labels() -> [(&'static str, String); 5] {
    [
        (OPEN, say!("tray-open")),
        (REFRESH, say!("tray-refresh")),
        (DASHBOARD, say!("tray-dashboard")),
        (SETTINGS, say!("tray-settings")),
        (QUIT, say!("tray-quit")),
    ]
}

fn labelled_items(app: &AppHandle) -> tauri::Result<[MenuItem<Wry>; 5]> {
    let item = |(id, text): &(&str, String)| MenuItemBuilder::with_id(*id, text).build(app);
    let [open, refresh, dashboard, settings, quit] = &labels();
    Ok([
        item(open)?,
        item(refresh)?,
        item(dashboard)?,
        item(settings)?,
        item(quit)?,
    ])
}

fn menu(
    app: &AppHandle,
    [balance, since, today]: &[MenuItem<Wry>; 3],
    hide: &MenuItem<Wry>,
    [open, refresh, dashboard, settings, quit]: &[MenuItem<Wry>; 5],
) -> tauri::Result<Menu<Wry>> {
    MenuBuilder::new(app)
        .items(&[balance, since, today])
        .separator()
        .items(&[open, refresh, dashboard, hide, settings])
        .separator()
        .item(quit)
        .build()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a menu handler")]
fn act(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        OPEN => window::show(app),
        SETTINGS => window::show_settings(app),
        QUIT => app.exit(0),
        REFRESH => in_background(app, async |app| {
            // A failure shows in the tray itself.
            let _ = app.state::<LiveConnection>().poll_now(&app).await;
            let _ = app.state::<State>().refresh(&app).await;
        }),
        HIDE => in_background(app, async |app| {
            let state = app.state::<State>();
            if let Err(failure) = state.toggle_amounts(&app).await {
                log::warn!("amounts are still shown as before: {failure}");
            }
        }),
        DASHBOARD => in_background(app, async |app| {
            // Without a browser, the window has the address to copy.
            if commands::open_dashboard(app.clone()).await.is_err() {
                on_main_thread(&app, window::show_settings);
            }
        }),
        _ => {}
    }
}

fn in_background<F: Future<Output = ()> + Send + 'static>(
    app: &AppHandle,
    work: impl FnOnce(AppHandle) -> F,
) {
    tauri::async_runtime::spawn(work(app.clone()));
}

/// Makes a folder of our own for the picture, as several programs share the usual one.
fn picture_folder() -> Result<PathBuf, String> {
    let folder = dirs::runtime_dir()
        .unwrap_or_else(std::env::temp_dir)
        .join("dev.falbudget.app");
    make_writable(&folder).map_err(|error| {
        // For the log alone.
        let reason = Language::ENGLISH.scope(|| os_error::describe(&error));
        format!("{} cannot be written: {reason}", folder.display())
    })?;
    Ok(folder)
}

fn make_writable(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let probe = folder.join("probe");
    fs::write(&probe, [])?;
    let _ = fs::remove_file(probe);
    Ok(())
}

mod library {
    /// Returns `true` if the tray's library can be loaded. Its first use panics without it.
    #[cfg(target_os = "linux")]
    #[expect(
        unsafe_code,
        reason = "loading a library runs its start-up code; this one is about to be loaded anyway"
    )]
    pub(super) fn is_present() -> bool {
        ["libayatana-appindicator3.so.1", "libappindicator3.so.1"]
            .iter()
            .any(|name| unsafe { libloading::Library::new(name) }.is_ok())
    }

    /// Returns `true` if there is a tray: other systems need no library for it.
    #[cfg(not(target_os = "linux"))]
    pub(super) const fn is_present() -> bool {
        true
    }
}
