//! A real keychain, GNOME's, on a session bus of the tests.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::computer::Computer;
use crate::desktop::{Desktop, ProcessGroup};
use crate::wait;

/// A running keychain, which ends when it is dropped.
pub struct Keychain {
    daemon: ProcessGroup,
    environment: Vec<(String, String)>,
}

impl Keychain {
    /// Starts a keychain that is open.
    pub async fn unlocked(computer: &Computer, desktop: &Desktop) -> Self {
        Self::start(computer, desktop, &["--unlock"]).await
    }

    /// Starts a keychain that waits for a password, which nobody types.
    pub async fn locked(computer: &Computer, desktop: &Desktop) -> Self {
        Self::start(computer, desktop, &[]).await
    }

    async fn start(computer: &Computer, desktop: &Desktop, arguments: &[&str]) -> Self {
        let mut environment = computer.environment();
        environment.extend(
            desktop
                .environment()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        // The copy has none of the file's capabilities, which containers often refuse to give.
        let copy = computer.install(
            Path::new("/usr/bin/gnome-keyring-daemon"),
            "gnome-keyring-daemon",
        );
        let mut command = Command::new(copy);
        command
            .args(["--foreground", "--components=secrets"])
            .args(arguments)
            .envs(environment.clone());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut daemon = ProcessGroup::start(&mut command);
        daemon.stdin().write_all(b"password").unwrap();
        let keychain = Self {
            daemon,
            environment,
        };
        wait::until("the keychain answers", async || {
            keychain.is_on_the_bus().then_some(())
        })
        .await;
        keychain
    }

    fn is_on_the_bus(&self) -> bool {
        let mut command = Command::new("dbus-send");
        command.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        command.args([
            "org.freedesktop.DBus.NameHasOwner",
            "string:org.freedesktop.secrets",
        ]);
        let answer = command.envs(self.environment.clone()).output().unwrap();
        String::from_utf8_lossy(&answer.stdout).contains("boolean true")
    }

    /// Reads the program's entry with another program. `None` when there is none.
    pub fn kept(&self) -> Option<String> {
        let mut command = Command::new("secret-tool");
        command.args(["lookup", "service", "dev.falbudget.app", "username", "demo"]);
        let answer = command
            .envs(self.environment.clone())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let kept = String::from_utf8(answer.stdout).unwrap();
        (!kept.is_empty()).then_some(kept)
    }

    /// Suspends the keychain, so that it answers no more.
    pub fn stops(&self) {
        self.signal("STOP");
    }

    /// Resumes it.
    pub fn goes_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        Command::new("kill")
            .args([&format!("-{name}"), &self.daemon.id().to_string()])
            .status()
            .unwrap();
    }
}
