//! Notification services: one of a few lines that writes notifications down, and a real one, dunst.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, connection};

use crate::computer::Computer;
use crate::desktop::{Desktop, ProcessGroup};
use crate::wait;

const PATH: &str = "/org/freedesktop/Notifications";

/// A notification, as it came over the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownNotification {
    pub title: String,
    pub body: String,
    pub actions: Vec<String>,
    /// 0 (low) to 2 (critical), as in the specification.
    pub urgency: u8,
}

type All = Arc<Mutex<Vec<ShownNotification>>>;

struct Service(All);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["actions", "body"]
    }

    #[expect(clippy::too_many_arguments, reason = "the shape of the specification")]
    fn notify(
        &self,
        _program: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        _time: i32,
    ) -> u32 {
        let urgency = hints
            .get("urgency")
            .and_then(|urgency| u8::try_from(urgency).ok())
            .unwrap();
        let mut all = self.0.lock().unwrap();
        all.push(ShownNotification {
            title,
            body,
            actions,
            urgency,
        });
        u32::try_from(all.len()).unwrap()
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str)
    -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;
}

/// A service that writes down what it is given.
pub struct Notifications {
    bus: Connection,
    all: All,
}

impl Notifications {
    pub async fn start(desktop: &Desktop) -> Self {
        let all = All::default();
        let bus = connection::Builder::address(desktop.bus.as_str())
            .unwrap()
            .serve_at(PATH, Service(all.clone()))
            .unwrap()
            .name("org.freedesktop.Notifications")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, all }
    }

    /// Returns all notifications so far.
    pub fn all(&self) -> Vec<ShownNotification> {
        self.all.lock().unwrap().clone()
    }

    /// Returns the titles of all notifications so far.
    pub fn titles(&self) -> Vec<String> {
        self.all().into_iter().map(|shown| shown.title).collect()
    }

    /// Waits until there are these and no others.
    pub async fn are(&self, titles: &[&str]) {
        wait::within(
            wait::PATIENCE,
            &format!("told are {titles:?}"),
            async || {
                let shown = self.titles();
                if shown == titles { Ok(()) } else { Err(shown) }
            },
        )
        .await;
    }

    /// Clicks the newest notification.
    pub async fn click(&self) {
        let id = u32::try_from(self.all().len()).unwrap();
        let emitter = SignalEmitter::new(&self.bus, PATH).unwrap();
        Service::action_invoked(&emitter, id, "default")
            .await
            .unwrap();
        Service::notification_closed(&emitter, id, 2).await.unwrap();
    }
}

/// A real service, which shows notifications on the screen.
pub struct Dunst {
    environment: Vec<(String, String)>,
    _process: ProcessGroup,
}

impl Dunst {
    pub async fn start(computer: &Computer, desktop: &Desktop) -> Self {
        let mut environment = computer.environment();
        environment.extend(
            desktop
                .environment()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        let mut command = Command::new("dunst");
        command
            .envs(environment.clone())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let dunst = Self {
            _process: ProcessGroup::start(&mut command),
            environment,
        };
        wait::until("dunst is there", async || {
            dunst
                .control(&["count"])
                .contains("displayed")
                .then_some(())
        })
        .await;
        dunst
    }

    /// Runs dunst's own control program. Returns its output.
    pub fn control(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("dunstctl");
        command
            .args(arguments)
            .envs(self.environment.clone())
            .stdin(Stdio::null());
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }

    /// Waits until so many are on the screen.
    pub async fn shows(&self, count: usize) {
        let line = format!("{count}");
        wait::until("dunst shows it", async || {
            (self.control(&["count", "displayed"]).trim() == line).then_some(())
        })
        .await;
    }

    /// Saves a picture of its corner of the screen among the artefacts of the tests.
    pub async fn picture(&self, name: &str) {
        let file = format!("{}/artefacts/{name}.png", env!("CARGO_MANIFEST_DIR"));
        wait::until("the notification is on the screen", async || {
            Command::new("import")
                .args([
                    "-window",
                    "root",
                    "-crop",
                    "640x240+640+0",
                    "+repage",
                    &file,
                ])
                .envs(self.environment.clone())
                .status()
                .unwrap();
            let light = Command::new("convert")
                .args([&file, "-format", "%[fx:maxima>0.5]", "info:"])
                .output()
                .unwrap();
            (light.stdout == b"1").then_some(())
        })
        .await;
    }

    /// Returns titles and bodies of those that are gone from the screen, the newest first.
    pub fn history(&self) -> Vec<(String, String)> {
        let history: Value = serde_json::from_str(&self.control(&["history"])).unwrap();
        let text =
            |one: &Value, field: &str| one[field]["data"].as_str().unwrap_or_default().to_owned();
        let all = history["data"][0].as_array().unwrap();
        all.iter()
            .map(|one| (text(one, "summary"), text(one, "body")))
            .collect()
    }
}
