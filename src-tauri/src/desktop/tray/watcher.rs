//! Watches for a tray that shows icons: stock GNOME has none, and panels come late or restart.

use std::time::Duration;

use tokio::sync::watch;

/// Follows the desktop's tray.
pub(crate) struct TrayWatcher {
    present: watch::Receiver<bool>,
}

impl TrayWatcher {
    /// Returns a receiver of the tray's presence, now and at each change.
    pub(super) fn changes(&self) -> watch::Receiver<bool> {
        self.present.clone()
    }

    /// Waits for a tray, no longer than `patience`. Returns `false` when none came.
    pub(super) async fn wait(&self, patience: Duration) -> bool {
        let mut present = self.present.clone();
        tokio::time::timeout(patience, present.wait_for(|present| *present))
            .await
            .is_ok_and(|seen| seen.is_ok())
    }
}

/// Starts to follow the tray.
#[cfg(target_os = "linux")]
pub(crate) fn watch() -> TrayWatcher {
    let (sender, present) = watch::channel(false);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = linux::follow(&sender).await {
            log::warn!("no tray: the session bus does not answer: {error}");
            let _ = sender.send(false);
        }
        // A dropped sender would end every wait at once, before its patience is over.
        sender.closed().await;
    });
    TrayWatcher { present }
}

/// Returns a watcher that always sees a tray, as other systems always have one.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch() -> TrayWatcher {
    TrayWatcher {
        present: watch::channel(true).1,
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt;
    use tokio::sync::watch;
    use zbus::proxy::CacheProperties;
    use zbus::{Connection, Proxy, fdo::DBusProxy};

    /// Bus name and interface of the watcher in the `StatusNotifierItem` specification
    /// (<https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/>).
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    /// Sends the presence of a host whenever one comes or goes. Ends only with the bus.
    pub(super) async fn follow(sender: &watch::Sender<bool>) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let names = DBusProxy::new(&bus).await?;
        let watcher = watcher(&bus).await?;
        // Both before the first look, so that nothing is missed in between.
        let mut owners = names
            .receive_name_owner_changed_with_args(&[(0, WATCHER)])
            .await?;
        let mut signals = watcher.receive_all_signals().await?;
        loop {
            let present = watcher
                .get_property("IsStatusNotifierHostRegistered")
                .await
                .unwrap_or(false);
            sender.send_if_modified(|known| std::mem::replace(known, present) != present);
            tokio::select! {
                Some(_) = owners.next() => {}
                Some(_) = signals.next() => {}
                else => return Ok(()),
            }
        }
    }

    async fn watcher(bus: &Connection) -> zbus::Result<Proxy<'static>> {
        zbus::proxy::Builder::new(bus)
            .destination(WATCHER)?
            .path("/StatusNotifierWatcher")?
            .interface(WATCHER)?
            // A cached property outlives a watcher that has crashed.
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }
}
