//! Notifications of the system. A system that shows none leaves the lines in the window, which say
//! the same.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "windows")]
mod windows;

use std::sync::Arc;
use std::time::Duration;

use fal_budget_app::view::AlertNotification;
use fal_budget_i18n::say;
use tauri::AppHandle;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(target_os = "windows")]
use windows as system;

use super::window;
use crate::runtime::alerts::NotificationRequest;
use crate::runtime::state::State;

/// Time during which a click on a notification opens the window.
const CLICKABLE: Duration = Duration::from_hours(24);

/// Carries out the requests of the alerts from now on.
pub(super) fn follow(
    app: AppHandle,
    state: Arc<State>,
    mut requests: UnboundedReceiver<NotificationRequest>,
) {
    tauri::async_runtime::spawn(async move {
        while let Some(request) = requests.recv().await {
            let (app, state) = (app.clone(), state.clone());
            // On a task of its own, which waits a day for a click.
            tauri::async_runtime::spawn(async move {
                match request {
                    NotificationRequest::Permission => {
                        record_outcome(&state, system::ask().await).await;
                    }
                    NotificationRequest::Show(notification) => {
                        show(&app, &state, &notification).await;
                    }
                }
            });
        }
    });
}

/// Shows a notification. A click on it opens the window.
async fn show(app: &AppHandle, state: &State, notification: &AlertNotification) {
    match system::show(notification, &app.config().identifier).await {
        Ok(posted) => {
            record_outcome(state, Ok(())).await;
            if timeout(CLICKABLE, posted.clicked()).await.unwrap_or(false) {
                window::show_soon(app);
            }
        }
        Err(error) => record_outcome(state, Err(error)).await,
    }
}

async fn record_outcome(state: &State, outcome: Result<(), String>) {
    let failure = outcome.err().map(|error| {
        log::warn!("no notification: {error}");
        say!("notifications-not-shown")
    });
    state.set_notification_error(failure).await;
}
