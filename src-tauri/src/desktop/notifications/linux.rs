//! Desktop Notifications Specification
//! (<https://specifications.freedesktop.org/notification-spec/1.2/>), over the D-Bus library that
//! the tray watcher needs anyway.

use std::collections::HashMap;
use std::time::Duration;

use fal_budget_app::view::AlertNotification;
use fal_budget_i18n::say;
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
