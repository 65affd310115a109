//! The icon: hands picture, texts and menu lines to the system, and only those that
//! differ.

use std::path::Path;

use fal_budget_app::tray::{Palette, TrayView, paint};
use fal_budget_i18n::say;
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItem, MenuItemBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder, TrayIconId};
use tauri::{AppHandle, Wry};

use super::actions::{DASHBOARD, HIDE, OPEN, QUIT, REFRESH, SETTINGS, TrayActions};
use super::availability::picture_folder;

/// Width and height of the picture, in pixels; panels scale it down.
const SIZE: u32 = 44;
/// Colours, or on macOS a template that the menu bar tints.
const PALETTE: Palette = if cfg!(target_os = "macos") {
    Palette::Template
} else {
    Palette::Colour
};

/// Icon in a tray, with its menu.
pub(super) struct Icon {
    tray: TrayIcon,
    menu: Menu<Wry>,
    lines: [MenuItem<Wry>; 3],
    /// The line of an alert, in the menu only while there is one.
    alert: MenuItem<Wry>,
    hide: MenuItem<Wry>,
    /// The rest of the menu, whose labels change with the language only.
    labelled: [MenuItem<Wry>; 5],
}

impl Icon {
    /// Builds the icon of this view. The error is the reason, for the log.
    pub(super) fn build(
        app: &AppHandle,
        view: &TrayView,
        number: usize,
        actions: TrayActions,
    ) -> Result<Self, String> {
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
            .on_menu_event(move |app, event| actions.act(app, event.id().as_ref()))
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

    /// Returns the name under which the system knows the icon.
    pub(super) fn id(&self) -> &TrayIconId {
        self.tray.id()
    }

    /// Touches only what differs: otherwise panels flicker and close menus that are open.
    pub(super) fn change(&self, from: &TrayView, to: &TrayView) -> tauri::Result<()> {
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
