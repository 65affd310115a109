//! Notifications of the system. Where none can be shown, the window's standing lines are enough.

use std::time::Duration;

use fal_budget_core::say;
use fal_budget_core::view::AlertNotification;
use tauri::{AppHandle, Manager};
use tokio::time::timeout;

use crate::alerts::Alerts;
use crate::window;

/// For so long a notification is waited for to be clicked.
const CLICKABLE: Duration = Duration::from_hours(24);

/// Asks the system whether notifications may be shown, where it wants to be asked, in the
/// background.
pub(crate) fn ask(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        record_outcome(&app, system::ask().await).await;
    });
}

/// Shows one, in the background. A click on it opens the window.
pub(crate) fn show(app: &AppHandle, notice: AlertNotification) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        match system::show(&notice, &app.config().identifier).await {
            Ok(shown) => {
                record_outcome(&app, Ok(())).await;
                if timeout(CLICKABLE, shown.clicked()).await.unwrap_or(false) {
                    window::show_soon(&app);
                }
            }
            Err(error) => record_outcome(&app, Err(error)).await,
        }
    });
}

async fn record_outcome(app: &AppHandle, outcome: Result<(), String>) {
    let trouble = outcome.err().map(|error| {
        log::warn!("no notification: {error}");
        say!("notifications-not-shown")
    });
    app.state::<Alerts>().record_failure(app, trouble).await;
}

/// <https://specifications.freedesktop.org/notification-spec/1.2/>, over the D-Bus library that is
/// here anyway.
#[cfg(target_os = "linux")]
mod system {
    use std::collections::HashMap;
    use std::time::Duration;

    use fal_budget_core::say;
    use fal_budget_core::view::AlertNotification;
    use futures_util::StreamExt;
    use tokio::time::timeout;
    use zbus::Connection;
    use zbus::names::MemberName;
    use zbus::proxy::{CacheProperties, Proxy, SignalStream};
    use zbus::zvariant::Value;

    const SERVICE: &str = "org.freedesktop.Notifications";
    /// A service that is only starting, or hangs.
    const PATIENCE: Duration = Duration::from_secs(20);
    /// As the package installs them: the picture, and the file that names the program to the
    /// desktop.
    const NAME: &str = "fal-budget";

    /// One on the screen.
    pub(super) struct Shown {
        id: u32,
        signals: SignalStream<'static>,
    }

    /// Desktops ask nobody; whether there is a service for them is known at once.
    pub(super) async fn ask() -> Result<(), String> {
        in_time(async { abilities(&service().await?).await.map(|_| ()) }).await
    }

    pub(super) async fn show(
        notice: &AlertNotification,
        _identifier: &str,
    ) -> Result<Shown, String> {
        in_time(send(notice)).await
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

    async fn abilities(service: &Proxy<'static>) -> zbus::Result<Vec<String>> {
        service.call("GetCapabilities", &()).await
    }

    async fn send(notice: &AlertNotification) -> zbus::Result<Shown> {
        let service = service().await?;
        let abilities = abilities(&service).await?;
        let can = |what: &str| abilities.iter().any(|ability| ability == what);
        let body = if can("body-markup") {
            escaped(&notice.body)
        } else {
            notice.body.clone()
        };
        let open = say!("notification-open");
        let actions: &[&str] = if can("actions") {
            &["default", &open]
        } else {
            &[]
        };
        let urgency: u8 = if notice.is_urgent { 2 } else { 1 };
        let hints = HashMap::from([
            ("urgency", Value::from(urgency)),
            ("desktop-entry", Value::from(NAME)),
        ]);
        // Before it is there, so that no click is missed.
        let signals = service.receive_all_signals().await?;
        let words = (
            "fal Budget",
            0_u32,
            NAME,
            &notice.title,
            body,
            actions,
            hints,
            -1_i32,
        );
        Ok(Shown {
            id: service.call("Notify", &words).await?,
            signals,
        })
    }

    /// Bodies are read as markup, and amounts may begin with `<`.
    fn escaped(text: &str) -> String {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    }

    impl Shown {
        /// Waits until it is clicked, or gone.
        pub(super) async fn clicked(mut self) -> bool {
            while let Some(signal) = self.signals.next().await {
                let (header, body) = (signal.header(), signal.body());
                match header.member().map(MemberName::as_str) {
                    Some("ActionInvoked")
                        if body
                            .deserialize::<(u32, String)>()
                            .is_ok_and(|(id, _)| id == self.id) =>
                    {
                        return true;
                    }
                    Some("NotificationClosed")
                        if body
                            .deserialize::<(u32, u32)>()
                            .is_ok_and(|(id, _)| id == self.id) =>
                    {
                        return false;
                    }
                    _ => {}
                }
            }
            false
        }
    }
}

#[cfg(target_os = "macos")]
mod system {
    use fal_budget_core::view::AlertNotification;
    use mac_usernotifications::{
        InterruptionLevel, Notification, NotificationHandle, request_auth,
    };

    /// One on the screen.
    pub(super) struct Shown(NotificationHandle);

    /// The system asks the person once, and remembers the answer.
    pub(super) async fn ask() -> Result<(), String> {
        match request_auth().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the person does not allow them".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    pub(super) async fn show(
        notice: &AlertNotification,
        _identifier: &str,
    ) -> Result<Shown, String> {
        ask().await?;
        let level = if notice.is_urgent {
            InterruptionLevel::TimeSensitive
        } else {
            InterruptionLevel::Active
        };
        let words = Notification::new()
            .title(&notice.title)
            .message(&notice.body)
            .interruption_level(level);
        words
            .send()
            .await
            .map(Shown)
            .map_err(|error| error.to_string())
    }

    impl Shown {
        /// Waits until it is clicked, or gone.
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

    /// One on the screen.
    pub(super) struct Shown(mpsc::Receiver<bool>);

    /// The system asks nobody.
    pub(super) fn ask() -> Ready<Result<(), String>> {
        ready(Ok(()))
    }

    pub(super) fn show(
        notice: &AlertNotification,
        identifier: &str,
    ) -> Ready<Result<Shown, String>> {
        let (clicked, outcome) = mpsc::channel(1);
        let dismissed = clicked.clone();
        let toast = Toast::new(identifier)
            .title(&notice.title)
            .text1(&notice.body);
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
                .map(|()| Shown(outcome))
                .map_err(|error| error.to_string()),
        )
    }

    impl Shown {
        /// Waits until it is clicked, or gone.
        pub(super) async fn clicked(mut self) -> bool {
            self.0.recv().await.unwrap_or(false)
        }
    }
}
