//! The tray's part in the program: follows what is shown and the presence of a tray, and hands both
//! to the icon on the main thread.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fal_budget_app::tray::{TrayView, tray_view};
use tauri::AppHandle;
use tokio::sync::watch;

use super::actions::TrayActions;
use super::icon::Icon;
use super::watcher::TrayWatcher;
use crate::desktop::window;
use crate::runtime::state::Shown;

/// Time that a start in the tray waits for a panel, which often comes after a session's programs.
const PANEL_PATIENCE: Duration = Duration::from_secs(15);

/// State of the tray, with its icon while there is a tray to show it. Only the main thread touches
/// the icon.
pub(crate) struct Tray {
    actions: TrayActions,
    view: Mutex<TrayView>,
    icon: Mutex<Option<Icon>>,
    /// Number of icons built so far. Each gets a name of its own, as a panel may still hold the one
    /// before.
    built: AtomicUsize,
}

/// Shows the icon whenever a tray comes, removes it when the tray goes, and changes it with what is
/// shown.
pub(crate) fn follow(
    app: &AppHandle,
    tray: &Arc<Tray>,
    watcher: Arc<TrayWatcher>,
    mut shown: watch::Receiver<Shown>,
) {
    // Before the first icon, which would else begin without figures.
    *locked(&tray.view) = shown.borrow_and_update().tray_view();
    tauri::async_runtime::spawn(follow_shown(app.clone(), tray.clone(), shown));
    tauri::async_runtime::spawn(follow_presence(app.clone(), tray.clone(), watcher));
}

async fn follow_shown(app: AppHandle, tray: Arc<Tray>, mut shown: watch::Receiver<Shown>) {
    while shown.changed().await.is_ok() {
        let (tray, view) = (tray.clone(), shown.borrow_and_update().tray_view());
        window::on_main_thread(&app, move |_| tray.change(view));
    }
}

async fn follow_presence(app: AppHandle, tray: Arc<Tray>, watcher: Arc<TrayWatcher>) {
    let mut presence = watcher.changes();
    loop {
        let present = *presence.borrow_and_update();
        let tray = tray.clone();
        window::on_main_thread(&app, move |app| tray.show_or_remove(app, present));
        if !present && !window::exists(&app) {
            tauri::async_runtime::spawn(open_window_unless_tray_comes(
                app.clone(),
                watcher.clone(),
            ));
        }
        if presence.changed().await.is_err() {
            return;
        }
    }
}

/// Opens the window if no tray comes in time: nobody is left with an invisible program.
async fn open_window_unless_tray_comes(app: AppHandle, watcher: Arc<TrayWatcher>) {
    if !watcher.wait(PANEL_PATIENCE).await {
        log::warn!("no tray came: the window opens");
        window::show_soon(&app);
    }
}

impl Tray {
    /// Begins with nothing known, without an icon.
    pub(crate) fn new(actions: TrayActions) -> Self {
        Self {
            actions,
            view: Mutex::new(tray_view(None, false)),
            icon: Mutex::default(),
            built: AtomicUsize::default(),
        }
    }

    /// Returns `true` if a tray shows the icon.
    pub(crate) fn is_shown(&self) -> bool {
        locked(&self.icon).is_some()
    }

    fn change(&self, view: TrayView) {
        let mut shown = locked(&self.view);
        if let Some(icon) = &*locked(&self.icon)
            && let Err(error) = icon.change(&shown, &view)
        {
            log::warn!("the tray could not be changed: {error}");
        }
        *shown = view;
    }

    fn show_or_remove(&self, app: &AppHandle, present: bool) {
        let mut icon = locked(&self.icon);
        if !present {
            // Without a tray the library falls back to an icon of an older kind, which would then
            // stay beside the new one.
            if let Some(gone) = icon.take() {
                let _ = app.remove_tray_by_id(gone.id());
            }
        } else if icon.is_none() {
            let number = self.built.fetch_add(1, Ordering::Relaxed);
            match Icon::build(app, &locked(&self.view), number, self.actions.clone()) {
                Ok(built) => *icon = Some(built),
                Err(error) => log::warn!("no tray: {error}"),
            }
        }
    }
}

/// Locks a mutex; a panic elsewhere leaves the tray usable.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
