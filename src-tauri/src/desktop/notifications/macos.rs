//! Notifications on macOS, which asks the person for permission.

use fal_budget_app::view::AlertNotification;
use mac_usernotifications::{InterruptionLevel, Notification, NotificationHandle, request_auth};

/// Notification on the screen.
pub(super) struct PostedNotification(NotificationHandle);

/// Lets the system ask the person, which it does once and then remembers the answer.
pub(super) async fn ask() -> Result<(), String> {
    match request_auth().await {
        Ok(true) => Ok(()),
        Ok(false) => Err("the person does not allow them".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) async fn show(
    notification: &AlertNotification,
    _identifier: &str,
) -> Result<PostedNotification, String> {
    ask().await?;
    let level = if notification.is_urgent {
        InterruptionLevel::TimeSensitive
    } else {
        InterruptionLevel::Active
    };
    let posted = Notification::new()
        .title(&notification.title)
        .message(&notification.body)
        .interruption_level(level);
    posted
        .send()
        .await
        .map(PostedNotification)
        .map_err(|error| error.to_string())
}

impl PostedNotification {
    /// Waits for its end. Returns `true` when it was clicked.
    pub(super) async fn clicked(self) -> bool {
        self.0
            .response()
            .await
            .is_ok_and(|response| response.is_default_action())
    }
}
