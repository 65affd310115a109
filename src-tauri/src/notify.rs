//! Notifications of the system. A system that shows none leaves the lines in the window, which say
//! the same.

use std::time::Duration;

use fal_budget_core::say;
use fal_budget_core::view::AlertNotification;
use tauri::{AppHandle, Manager};
use tokio::time::timeout;

use crate::alerts::Alerts;
use crate::window;

/// Time during which a click on a notification opens the window.
const CLICKABLE: Duration = Duration::from_hours(24);

/// Asks the system for permission to show notifications, in the background. Most systems need no
/// such question.
pub(crate) fn ask(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        record_outcome(&app, system::ask().await).await;
    });
}

/// Shows a notification, in the background. A click on it opens the window.
pub(crate) fn show(app: &AppHandle, notification: AlertNotification) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match system::show(&notification, &app.config().identifier).await {
            Ok(posted) => {
                record_outcome(&app, Ok(())).await;
                if timeout(CLICKABLE, posted.clicked()).await.unwrap_or(false) {
                    window::show_soon(&app);
                }
            }
            Err(error) => record_outcome(&app, Err(error)).await,
        }
    });
}

async fn record_outcome(app: &AppHandle, outcome: Result<(), String>) {
    let failure = outcome.err().map(|error| {
        log::warn!("no notification: {error}");
        say!("notifications-not-shown")
    });
    app.state::<Alerts>().record_failure(app, failure).await;
}

/// Desktop Notifications Specification
/// (<https://specifications.freedesktop.org/notification-spec/1.2/>), over the D-Bus library that
/// the tray watcher needs anyway.
#[cfg(target_os = "linux")]
mod system {
    use std::collections::HashMap;
    use std::time::Duration;

    use fal_budget_core::say;
    use fal_budget_core::view::AlertNotification;
    use futures_util::StreamExt;
    use tokio::time::timeout;
    use zbus::proxy::{CacheProperties, Proxy, SignalStream};
    use zbus::zvariant::Value;
    use zbus::{Connection, Message};

    const SERVICE: &str = "org.freedesktop.Notifications";
    /// Time for a service that is only starting, or hangs.
    const PATIENCE: Duration = Duration::from_secs(20);
    /// Name of the icon and of the desktop entry, as the package installs them.
    const NAME: &str = "fal-budget";

    /// Notification on the screen.
    pub(super) struct PostedNotification {
        id: u32,
        signals: SignalStream<'static>,
    }

    /// Finds out at once that there is no service, as desktops need no permission.
    pub(super) async fn ask() -> Result<(), String> {
        in_time(async { capabilities(&service().await?).await.map(|_| ()) }).await
    }

    pub(super) async fn show(
        notification: &AlertNotification,
        _identifier: &str,
    ) -> Result<PostedNotification, String> {
        in_time(send(notification)).await
    }

    async fn in_time<T>(work: impl Future<Output = zbus::Result<T>>) -> Result<T, String> {
        let done = timeout(PATIENCE, work)
            .await
            .map_err(|_| "the service for them does not answer".to_owned())?;
        done.map_err(|error| error.to_string())
    }

    async fn service() -> zbus::Result<Proxy<'static>> {
        let bus = Connection::session().await?;
        zbus::proxy::Builder::new(&bus)
            .destination(SERVICE)?
            .path("/org/freedesktop/Notifications")?
            .interface(SERVICE)?
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }

    async fn capabilities(service: &Proxy<'static>) -> zbus::Result<Vec<String>> {
        service.call("GetCapabilities", &()).await
    }

    async fn send(notification: &AlertNotification) -> zbus::Result<PostedNotification> {
        let service = service().await?;
        let capabilities = capabilities(&service).await?;
        let can = |what: &str| capabilities.iter().any(|each| each == what);
        let body = if can("body-markup") {
            escaped(&notification.body)
        } else {
            notification.body.clone()
        };
        let open = say!("notification-open");
        let actions: &[&str] = if can("actions") {
            &["default", &open]
        } else {
            &[]
        };
        let urgency: u8 = if notification.is_urgent { 2 } else { 1 };
        let hints = HashMap::from([
            ("urgency", Value::from(urgency)),
            ("desktop-entry", Value::from(NAME)),
        ]);
        // Before it is on the screen, so that no click is missed.
        let signals = service.receive_all_signals().await?;
        // In the order of the specification: no notification to replace, and no timeout of ours.
        let arguments = (
            "fal Budget",
            0_u32,
            NAME,
            &notification.title,
            body,
            actions,
            hints,
            -1_i32,
        );
        Ok(PostedNotification {
            id: service.call("Notify", &arguments).await?,
            signals,
        })
    }

    /// Escapes a body that is read as markup: amounts may begin with `<`.
    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    }

    impl PostedNotification {
        /// Waits for its end. Returns `true` when it was clicked.
        pub(super) async fn clicked(mut self) -> bool {
            while let Some(signal) = self.signals.next().await {
                if let Some(clicked) = end_of(self.id, &signal) {
                    return clicked;
                }
            }
            false
        }
    }

    /// Reads from a signal that the notification was clicked, `Some(true)`, or closed. `None` for
    /// other signals, and for those of other programs' notifications, which come here as well.
    fn end_of(id: u32, signal: &Message) -> Option<bool> {
        let (header, body) = (signal.header(), signal.body());
        let (of, clicked) = match header.member()?.as_str() {
            "ActionInvoked" => (body.deserialize::<(u32, String)>().ok()?.0, true),
            "NotificationClosed" => (body.deserialize::<(u32, u32)>().ok()?.0, false),
            _ => return None,
        };
        (of == id).then_some(clicked)
    }
}

#[cfg(target_os = "macos")]
mod system {
    use fal_budget_core::view::AlertNotification;
    use mac_usernotifications::{
        InterruptionLevel, Notification, NotificationHandle, request_auth,
    };

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
}

#[cfg(target_os = "windows")]
mod system {
    use std::future::{Ready, ready};

    use fal_budget_core::view::AlertNotification;
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
}
