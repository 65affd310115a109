//! Whether the desktop shows tray icons at all, and since when: stock GNOME does not, and panels
//! come late or restart.

use std::time::Duration;

use tokio::sync::watch;

/// Follows the desktop's tray host.
pub(crate) struct TrayWatcher {
    present: watch::Receiver<bool>,
}

impl TrayWatcher {
    /// Whether one is there, now and whenever that changes.
    pub(crate) fn changes(&self) -> watch::Receiver<bool> {
        self.present.clone()
    }

    /// Waits for a tray host, for so long; whether one is there.
    pub(crate) async fn wait(&self, patience: Duration) -> bool {
        let mut present = self.present.clone();
        tokio::time::timeout(patience, present.wait_for(|present| *present))
            .await
            .is_ok_and(|seen| seen.is_ok())
    }
}

/// Starts to follow it.
#[cfg(target_os = "linux")]
pub(crate) fn follow() -> TrayWatcher {
    let (tell, present) = watch::channel(false);
    tauri::async_runtime::spawn(async move {
        if let Err(error) = linux::follow(&tell).await {
            log::warn!("no tray: the session bus does not answer: {error}");
            let _ = tell.send(false);
        }
        // Kept, so that waiting ends by its own patience.
        tell.closed().await;
    });
    TrayWatcher { present }
}

/// Other systems always have a tray.
#[cfg(not(target_os = "linux"))]
pub(crate) fn follow() -> TrayWatcher {
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

    /// The bus name, and the interface, of the watcher in the `StatusNotifierItem` specification.
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    /// Tells whenever a host comes or goes; ends only with the bus.
    pub(super) async fn follow(tell: &watch::Sender<bool>) -> zbus::Result<()> {
        let bus = Connection::session().await?;
        let names = DBusProxy::new(&bus).await?;
        let watcher: Proxy<'_> = zbus::proxy::Builder::new(&bus)
            .destination(WATCHER)?
            .path("/StatusNotifierWatcher")?
            .interface(WATCHER)?
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        let mut owners = names
            .receive_name_owner_changed_with_args(&[(0, WATCHER)])
            .await?;
        let mut signals = watcher.receive_all_signals().await?;
        loop {
            let present = watcher
                .get_property("IsStatusNotifierHostRegistered")
                .await
                .unwrap_or(false);
            tell.send_if_modified(|known| std::mem::replace(known, present) != present);
            tokio::select! {
                Some(_) = owners.next() => {}
                Some(_) = signals.next() => {}
                else => return Ok(()),
            }
        }
    }
}
