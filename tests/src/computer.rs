//! A computer of one's own: home, data folder, runtime folder, and a browser that writes down what
//! it is asked to open.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::stand_in::StandIn;

/// Everything below is removed when it is dropped.
pub struct Computer {
    root: TempDir,
    /// Shell commands that change the disks before a program starts, in a mount space of its own.
    disks: Option<String>,
    extra: Vec<(String, String)>,
}

impl Computer {
    pub fn new() -> Self {
        let root = tempfile::Builder::new()
            .prefix("fal-budget-")
            .tempdir()
            .unwrap();
        let computer = Self {
            root,
            disks: None,
            extra: Vec::new(),
        };
        for folder in ["home", "config", "run", "bin"] {
            fs::create_dir(computer.path(folder)).unwrap();
        }
        fs::set_permissions(computer.path("run"), fs::Permissions::from_mode(0o700)).unwrap();
        fs::set_permissions(computer.root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        computer.install_browser("echo \"$1\" >> \"$OPENED\"");
        computer.starts_no_services();
        computer
    }

    /// The session bus would start the system's own keychain, locked, when it is asked for one, and
    /// a service that shows notifications, on whichever screen.
    fn starts_no_services(&self) {
        let services = self.path("home").join("share/dbus-1/services");
        fs::create_dir_all(&services).unwrap();
        for name in ["org.freedesktop.secrets", "org.freedesktop.Notifications"] {
            let service = format!("[D-BUS Service]\nName={name}\nExec=/bin/false\n");
            fs::write(services.join(format!("{name}.service")), service).unwrap();
        }
    }

    /// Programs started from now on take the stand-in for fal.
    pub fn follow(&mut self, fal: &StandIn) {
        for (name, address) in fal.variables() {
            self.set(name, &address);
        }
    }

    /// Replaces the browser's launcher by a script; `false` is a computer without a browser.
    pub fn install_browser(&self, script: &str) {
        let text = self.path("browser");
        fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
        self.install(&text, "xdg-open");
        for launcher in [
            "gio",
            "gnome-open",
            "kde-open",
            "kde-open5",
            "kde-open6",
            "wslview",
        ] {
            // Fails where it is there from the first time, which is as good.
            let _ = symlink("xdg-open", self.path("bin").join(launcher));
        }
    }

    /// Puts a copy of a file among this computer's programs. A process of its own writes it: what a
    /// test holds open, the children of other tests hold as well until they have become other
    /// programs, and Linux starts nothing that is open for writing (`ETXTBSY`).
    pub fn install(&self, file: &Path, name: &str) -> PathBuf {
        let program = self.path("bin").join(name);
        let done = Command::new("install")
            .args(["-m", "755"])
            .args([file, &program])
            .status()
            .unwrap();
        assert!(done.success(), "{} is not installed", program.display());
        program
    }

    /// From now on the data folder cannot be written.
    pub fn make_data_read_only(&mut self) {
        let data = self.data().display().to_string();
        self.disks = Some(format!(
            "mount --bind {data} {data} && mount -o remount,bind,ro {data}"
        ));
    }

    /// From now on the data folder is on a disk without a free byte, with the files that it has
    /// now.
    pub fn fill_the_disk(&mut self) {
        let disk = self.small_disk(1);
        self.disks = Some(format!("{disk} && ! {}", self.filling()));
    }

    /// From now on the data folder is on a small disk of a program's own, which can be filled while
    /// it runs.
    pub fn has_a_small_disk(&mut self) {
        self.disks = Some(self.small_disk(6));
    }

    /// So many megabytes in place of the data folder, with its files.
    fn small_disk(&self, size: u32) -> String {
        let (data, kept) = (
            self.data().display().to_string(),
            self.path("kept").display().to_string(),
        );
        format!(
            "cp -r {data} {kept} && mount -t tmpfs -o size={size}m none {data} && cp -r {kept}/. {data}"
        )
    }

    fn filling(&self) -> String {
        format!(
            "dd if=/dev/zero of={}/filler bs=1k 2>/dev/null",
            self.data().display()
        )
    }

    /// Fills the small disk of a running program.
    pub fn fills_the_disk_of(&self, process: u32) {
        inside(process, "sh")
            .args(["-c", &format!("! {}", self.filling())])
            .status()
            .unwrap();
    }

    /// Makes room on it again.
    pub fn makes_room_on_the_disk_of(&self, process: u32) {
        let removed = inside(process, "rm")
            .arg(self.data().join("filler"))
            .status()
            .unwrap();
        assert!(removed.success(), "no room was made");
    }

    /// Sets a variable for every program started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.extra.push((name.to_owned(), value.to_owned()));
    }

    /// From now on the system is in another language: `fr_FR.UTF-8`.
    pub fn is_in(&mut self, locale: &str) {
        self.set("LC_ALL", "");
        self.set("LANG", locale);
    }

    /// What was set, to go before what a desktop sets.
    pub fn overrides(&self) -> Vec<(String, String)> {
        self.extra.clone()
    }

    /// A program on this computer's disks.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match &self.disks {
            None => Command::new(program),
            Some(disks) => {
                let mut command = Command::new("unshare");
                // Root needs no user space of its own, and a chroot does not give it one.
                let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
                command.args((!is_root).then_some("--map-root-user"));
                command.args([
                    "--mount",
                    "sh",
                    "-c",
                    &format!("{disks} && exec \"$@\""),
                    "sh",
                ]);
                command.arg(program);
                command
            }
        };
        command.envs(self.environment());
        command
    }

    /// The addresses that the browser was asked to open.
    pub fn opened(&self) -> Vec<String> {
        fs::read_to_string(self.path("opened"))
            .unwrap_or_default()
            .lines()
            .map(str::to_owned)
            .collect()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub fn data(&self) -> PathBuf {
        self.path("config").join("dev.falbudget.app")
    }

    pub fn database(&self) -> PathBuf {
        self.data().join("fal-budget.db")
    }

    /// What a program started on this computer sees.
    pub fn environment(&self) -> Vec<(String, String)> {
        let text = |path: &Path| path.display().to_string();
        let path = format!(
            "{}:{}",
            text(&self.path("bin")),
            std::env::var("PATH").unwrap_or_default()
        );
        [
            ("HOME", text(&self.path("home"))),
            ("XDG_CONFIG_HOME", text(&self.path("config"))),
            ("XDG_DATA_HOME", text(&self.path("home").join("share"))),
            ("XDG_CACHE_HOME", text(&self.path("home").join("cache"))),
            ("XDG_RUNTIME_DIR", text(&self.path("run"))),
            ("OPENED", text(&self.path("opened"))),
            ("PATH", path),
            ("TZ", "Europe/Paris".to_owned()),
            ("LANGUAGE", String::new()),
            ("LC_ALL", "C.UTF-8".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .chain(self.extra.clone())
        .collect()
    }

    /// The program with these arguments, without a display.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(binary());
        command.args(arguments).stdin(Stdio::null());
        command
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    /// Takes what a program complains of.
    pub fn ear(&self) -> fs::File {
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path("complaints"))
            .unwrap()
    }

    /// What it took so far.
    pub fn heard(&self) -> String {
        fs::read_to_string(self.path("complaints")).unwrap_or_default()
    }

    /// Runs a verb to its end.
    pub fn verb(&self, arguments: &[&str]) -> ProgramOutput {
        ProgramOutput::of(self.program(arguments).output().unwrap())
    }

    /// `status --json`.
    pub fn status(&self) -> Value {
        serde_json::from_str(&self.verb(&["status", "--json"]).success()).unwrap()
    }
}

/// A test that fails shows what the program wrote down.
impl Drop for Computer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.data().join("logs/fal-budget_rCURRENT.log");
            eprintln!(
                "the program's log:\n{}\n{}",
                fs::read_to_string(log).unwrap_or_default(),
                self.heard()
            );
        }
    }
}

impl Default for Computer {
    fn default() -> Self {
        Self::new()
    }
}

/// A command that sees the disks as a running program does.
pub fn inside(process: u32, command: &str) -> Command {
    let mut enter = Command::new("nsenter");
    enter.args(["--target", &process.to_string(), "--mount"]);
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    enter.args(
        (!is_root)
            .then_some(["--user", "--preserve-credentials"])
            .into_iter()
            .flatten(),
    );
    enter.arg(command);
    enter
}

/// What a verb answered.
#[derive(Debug)]
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub text: String,
    pub complaint: String,
}

impl ProgramOutput {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
        Self {
            code: output.status.code(),
            text: text(output.stdout),
            complaint: text(output.stderr),
        }
    }

    /// Its text; it must have succeeded.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.complaint);
        self.text
    }

    /// Its complaint; it must have ended with this code and without a panic.
    #[track_caller]
    pub fn refusal(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{} {}", self.text, self.complaint);
        assert!(!self.complaint.contains("panicked"), "{}", self.complaint);
        self.complaint
    }
}

/// The program under test: built beside these tests, or named by `FAL_BUDGET_BINARY`.
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("FAL_BUDGET_BINARY") {
        return named.into();
    }
    let test = std::env::current_exe().unwrap();
    let built = test
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("fal-budget");
    assert!(
        built.exists(),
        "{} is missing: run `cargo build` first",
        built.display()
    );
    built
}
