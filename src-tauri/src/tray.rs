//! The tray: hands the core's picture, text and menu lines to the system, and only when they
//! differ.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fal_budget_core::say;
use fal_budget_core::tray_icon::{Palette, TrayView, paint};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};

use crate::live::LiveConnection;
use crate::state::State;
use crate::tray_watcher::TrayWatcher;
use crate::{commands, window};

/// Pixels of the picture; panels scale it down.
const SIZE: u32 = 44;
const TONE: Palette = if cfg!(target_os = "macos") {
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

/// What the tray shows, and its icon while a host is there to show it. Only the main thread touches
/// it.
pub(crate) struct Tray {
    view: Mutex<TrayView>,
    icon: Mutex<Option<Icon>>,
    /// Icons made so far: each gets a name of its own, as a panel may still hold the one before.
    made: AtomicUsize,
}

struct Icon {
    tray: TrayIcon,
    menu: Menu<Wry>,
    lines: [MenuItem<Wry>; 3],
    /// In the menu only while there is something to say.
    alert: MenuItem<Wry>,
    hide: MenuItem<Wry>,
    /// The rest of the menu, whose words change with the language only.
    words: [MenuItem<Wry>; 5],
}

/// Whether this system can show an icon at all, or why not.
pub(crate) fn is_possible() -> Result<(), String> {
    if !library::is_present() {
        return Err("the library libayatana-appindicator3 is not installed".to_owned());
    }
    picture_folder().map(|_| ())
}

/// Puts the icon into the tray whenever a host comes, and takes it back when the host goes: without
/// one the library would fall back to an icon of an older kind, which then stays beside the new
/// one.
pub(crate) fn follow(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut host = app.state::<TrayWatcher>().changes();
        loop {
            let present = *host.borrow_and_update();
            on_main_thread(&app, move |app| {
                app.state::<Tray>().follow_host(app, present)
            });
            if !present {
                window::show_if_no_host_comes(&app);
            }
            if host.changed().await.is_err() {
                return;
            }
        }
    });
}

impl Tray {
    /// Begins with this, without an icon.
    pub(crate) fn new(face: TrayView) -> Self {
        Self {
            view: Mutex::new(face),
            icon: Mutex::default(),
            made: AtomicUsize::default(),
        }
    }

    /// Whether an icon is in a tray that shows it.
    pub(crate) fn is_shown(&self) -> bool {
        locked(&self.icon).is_some()
    }

    /// Shows this from now on.
    pub(crate) fn show(app: &AppHandle, face: TrayView) {
        on_main_thread(app, move |app| {
            if let Some(tray) = app.try_state::<Self>() {
                tray.change(&face);
            }
        });
    }

    /// Touches only what differs: panels flicker and close open menus otherwise.
    fn change(&self, face: &TrayView) {
        let before = std::mem::replace(&mut *locked(&self.view), face.clone());
        if let Some(icon) = &*locked(&self.icon)
            && let Err(error) = icon.change(&before, face)
        {
            log::warn!("the tray could not be changed: {error}");
        }
    }

    fn follow_host(&self, app: &AppHandle, present: bool) {
        let mut icon = locked(&self.icon);
        if !present {
            if let Some(gone) = icon.take() {
                let _ = app.remove_tray_by_id(gone.tray.id());
            }
        } else if icon.is_none() {
            let number = self.made.fetch_add(1, Ordering::Relaxed);
            match Icon::build(app, &locked(&self.view), number) {
                Ok(built) => *icon = Some(built),
                Err(error) => log::warn!("no tray: {error}"),
            }
        }
    }
}

impl Icon {
    fn build(app: &AppHandle, face: &TrayView, number: usize) -> Result<Self, String> {
        let text = |error: tauri::Error| error.to_string();
        let [lines @ .., alert] = figure_lines(app, face).map_err(text)?;
        let hide = MenuItemBuilder::with_id(HIDE, hide_text(face))
            .build(app)
            .map_err(text)?;
        let words = word_items(app).map_err(text)?;
        let menu = menu(app, &lines, &hide, &words).map_err(text)?;
        if face.alert.is_some() {
            menu.insert(&alert, lines.len()).map_err(text)?;
        }
        let name = if number == 0 {
            "main".to_owned()
        } else {
            format!("main-{number}")
        };
        let tray = TrayIconBuilder::with_id(name)
            .temp_dir_path(picture_folder()?)
            .icon(picture(face))
            .icon_as_template(TONE == Palette::Template)
            .title(&face.title)
            .tooltip(&face.lines[0])
            .menu(&menu)
            .show_menu_on_left_click(true)
            .on_menu_event(act)
            .build(app)
            .map_err(text)?;
        Ok(Self {
            tray,
            menu,
            lines,
            alert,
            hide,
            words,
        })
    }

    fn change(&self, from: &TrayView, to: &TrayView) -> tauri::Result<()> {
        if from.icon != to.icon {
            self.tray
                .set_icon_with_as_template(Some(picture(to)), TONE == Palette::Template)?;
        }
        if from.title != to.title {
            self.tray.set_title(Some(&to.title))?;
        }
        let ([tip_before, ..], [tip, ..]) = (&from.lines, &to.lines);
        if tip_before != tip {
            self.tray.set_tooltip(Some(tip))?;
        }
        if (from.is_hidden, from.language) != (to.is_hidden, to.language) {
            self.hide.set_text(hide_text(to))?;
        }
        if from.language != to.language {
            for (item, (_, text)) in self.words.iter().zip(words()) {
                item.set_text(text)?;
            }
        }
        for ((item, before), now) in self.lines.iter().zip(&from.lines).zip(&to.lines) {
            if before != now {
                item.set_text(now)?;
            }
        }
        if from.alert == to.alert {
            return Ok(());
        }
        match &to.alert {
            None => self.menu.remove(&self.alert),
            Some(now) => {
                self.alert.set_text(now)?;
                if from.alert.is_none() {
                    self.menu.insert(&self.alert, self.lines.len())
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// A panic elsewhere leaves the tray usable.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn on_main_thread(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let handle = app.clone();
    if let Err(error) = app.run_on_main_thread(move || work(&handle)) {
        log::warn!("the program is ending: {error}");
    }
}

fn picture(face: &TrayView) -> Image<'static> {
    Image::new_owned(paint(face.icon, SIZE, TONE), SIZE, SIZE)
}

/// The figures, and the alert.
fn figure_lines(app: &AppHandle, face: &TrayView) -> tauri::Result<[MenuItem<Wry>; 4]> {
    let [balance, since, today] = &face.lines;
    let line = |text: &str| MenuItemBuilder::new(text).enabled(false).build(app);
    Ok([
        line(balance)?,
        line(since)?,
        line(today)?,
        line(face.alert.as_deref().unwrap_or_default())?,
    ])
}

fn hide_text(face: &TrayView) -> String {
    if face.is_hidden {
        say!("tray-show-amounts")
    } else {
        say!("tray-hide-amounts")
    }
}

/// What can be chosen, besides hiding amounts.
fn words() -> [(&'static str, String); 5] {
    [
        (OPEN, say!("tray-open")),
        (REFRESH, say!("tray-refresh")),
        (DASHBOARD, say!("tray-dashboard")),
        (SETTINGS, say!("tray-settings")),
        (QUIT, say!("tray-quit")),
    ]
}

fn word_items(app: &AppHandle) -> tauri::Result<[MenuItem<Wry>; 5]> {
    let item = |(id, text): &(&str, String)| MenuItemBuilder::with_id(*id, text).build(app);
    let [open, refresh, dashboard, settings, quit] = &words();
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
                log::warn!("amounts are shown as before: {failure}");
            }
        }),
        DASHBOARD => in_background(app, async |app| {
            // Where no browser opens, the window has the address to copy.
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

/// A folder of our own for the picture: several programs share the usual one.
fn picture_folder() -> Result<PathBuf, String> {
    let folder = dirs::runtime_dir()
        .unwrap_or_else(std::env::temp_dir)
        .join("dev.falbudget.app");
    std::fs::create_dir_all(&folder)
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let probe = folder.join("probe");
    std::fs::write(&probe, [])
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))?;
    let _ = std::fs::remove_file(probe);
    Ok(folder)
}

mod library {
    /// The tray's library is loaded when it is first used, and its absence is a panic there: so it
    /// is asked for first.
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

    #[cfg(not(target_os = "linux"))]
    pub(super) const fn is_present() -> bool {
        true
    }
}
