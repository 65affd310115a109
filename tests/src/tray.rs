//! A small panel: shows tray icons over D-Bus, reads their state and clicks their menus.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use zbus::message::Header;
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, MatchRule, MessageStream, Proxy, connection};

use crate::desktop::Desktop;
use crate::wait;

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// A tray host that shows whatever registers.
pub struct Panel {
    bus: Connection,
    items: Items,
}

type Items = Arc<Mutex<Vec<(String, String)>>>;
type Layout = (
    i32,
    std::collections::HashMap<String, OwnedValue>,
    Vec<OwnedValue>,
);

struct Watcher(Items);

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, path: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().unwrap().to_string();
        self.0.lock().unwrap().push((sender, path));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Panel {
    pub async fn start(desktop: &Desktop) -> Self {
        let items = Items::default();
        let bus = connection::Builder::address(desktop.bus.as_str())
            .unwrap()
            .serve_at("/StatusNotifierWatcher", Watcher(items.clone()))
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, items }
    }

    /// Waits for an icon and returns the newest.
    pub async fn item(&self) -> Item {
        let (sender, path) = wait::until("an icon comes into the tray", async || {
            self.items.lock().unwrap().last().cloned()
        })
        .await;
        Item {
            bus: self.bus.clone(),
            sender,
            path,
        }
    }

    /// Waits for an icon whose menu has this line, and returns the newest. An icon of before may
    /// still be saying goodbye to a new panel.
    pub async fn item_with(&self, text: &str) -> Item {
        wait::until("an icon with a whole menu comes", async || {
            let item = self.item().await;
            item.lines()
                .await
                .iter()
                .any(|line| line == text)
                .then_some(item)
        })
        .await
    }

    pub fn is_empty(&self) -> bool {
        self.items.lock().unwrap().is_empty()
    }
}

/// An icon in the tray.
pub struct Item {
    bus: Connection,
    sender: String,
    path: String,
}

impl Item {
    async fn proxy(&self, path: String, interface: &'static str) -> Proxy<'static> {
        zbus::proxy::Builder::new(&self.bus)
            .destination(self.sender.clone())
            .unwrap()
            .path(path)
            .unwrap()
            .interface(interface)
            .unwrap()
            .cache_properties(CacheProperties::No)
            .build()
            .await
            .unwrap()
    }

    async fn property(&self, name: &str) -> String {
        self.proxy(self.path.clone(), ITEM)
            .await
            .get_property(name)
            .await
            .unwrap()
    }

    /// Returns the text beside the icon.
    pub async fn label(&self) -> String {
        self.property("XAyatanaLabel").await
    }

    /// Returns the path of the picture, which is a new one for each new picture.
    pub async fn picture(&self) -> String {
        self.property("IconName").await
    }

    pub async fn sees_label(&self, text: &str) {
        wait::within(
            wait::PATIENCE,
            &format!("the tray says “{text}”"),
            async || {
                let label = self.label().await;
                if label == text { Ok(()) } else { Err(label) }
            },
        )
        .await;
    }

    /// Returns number, text and enabled state of the menu's lines. Empty while the icon goes away.
    pub async fn menu(&self) -> Vec<(i32, String, bool)> {
        self.try_menu().await.unwrap_or_default()
    }

    async fn try_menu(&self) -> zbus::Result<Vec<(i32, String, bool)>> {
        let nothing: Vec<String> = Vec::new();
        let (_, (_, _, lines)): (u32, Layout) = self
            .menu_proxy()
            .await?
            .call("GetLayout", &(0, -1, nothing))
            .await?;
        Ok(lines
            .into_iter()
            .filter_map(|line| Layout::try_from(line).ok())
            .filter_map(line)
            .collect())
    }

    async fn menu_proxy(&self) -> zbus::Result<Proxy<'static>> {
        let path: zbus::zvariant::OwnedObjectPath = self
            .proxy(self.path.clone(), ITEM)
            .await
            .get_property("Menu")
            .await?;
        Ok(self.proxy(path.to_string(), MENU).await)
    }

    pub async fn lines(&self) -> Vec<String> {
        self.menu()
            .await
            .into_iter()
            .map(|(_, text, _)| text)
            .collect()
    }

    /// Clicks the line with this text.
    pub async fn click(&self, text: &str) {
        let menu = self.menu().await;
        let (id, ..) = menu
            .iter()
            .find(|(_, line, _)| line == text)
            .unwrap_or_else(|| panic!("{text} is not in {menu:?}"));
        let menu = self.menu_proxy().await.unwrap();
        menu.call_method("Event", &(*id, "clicked", Value::from(0), 0_u32))
            .await
            .unwrap();
    }

    /// Collects the signals that the icon sends to the panel during this time.
    pub async fn signals_within(&self, time: Duration) -> Vec<String> {
        let rule = MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .sender(self.sender.as_str())
            .unwrap()
            .build();
        let mut stream = MessageStream::for_match_rule(rule, &self.bus, None)
            .await
            .unwrap();
        let mut signals = Vec::new();
        let _ = tokio::time::timeout(time, async {
            while let Some(Ok(message)) = stream.next().await {
                let header = message.header();
                signals.extend(header.member().map(ToString::to_string));
            }
        })
        .await;
        signals
    }
}

fn line((id, properties, _): Layout) -> Option<(i32, String, bool)> {
    let text: String = properties.get("label")?.clone().try_into().ok()?;
    let enabled = properties
        .get("enabled")
        .and_then(|value| bool::try_from(value.clone()).ok())
        .unwrap_or(true);
    Some((id, text, enabled))
}
