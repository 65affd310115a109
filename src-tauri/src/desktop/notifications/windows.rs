//! Notifications on Windows, which needs no permission.

use std::future::{Ready, ready};

use fal_budget_app::view::AlertNotification;
use tauri_winrt_notification::Toast;
use tokio::sync::mpsc;

/// Notification on the screen.
pub(super) struct PostedNotification(mpsc::Receiver<bool>);

/// Succeeds: Windows needs no permission.
pub(super) fn ask() -> Ready<Result<(), String>> {
    ready(Ok(()))
}

pub(super) fn show(
    notification: &AlertNotification,
    identifier: &str,
) -> Ready<Result<PostedNotification, String>> {
    let (clicked, outcome) = mpsc::channel(1);
    let dismissed = clicked.clone();
    let toast = Toast::new(identifier)
        .title(&notification.title)
        .text1(&notification.body);
    let toast = toast.on_activated(move |_| {
        let _ = clicked.try_send(true);
        Ok(())
    });
    let toast = toast.on_dismissed(move |_| {
        let _ = dismissed.try_send(false);
        Ok(())
    });
    ready(
        toast
            .show()
            .map(|()| PostedNotification(outcome))
            .map_err(|error| error.to_string()),
    )
}

impl PostedNotification {
    /// Waits for its end. Returns `true` when it was clicked.
    pub(super) async fn clicked(mut self) -> bool {
        self.0.recv().await.unwrap_or(false)
    }
}
