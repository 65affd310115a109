//! A computer for one test: home, data folder, runtime folder, and a browser that writes down the
//! addresses it is asked to open.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::stand_in::StandIn;

/// A computer whose files are removed when it is dropped.
pub struct Computer {
    root: TempDir,
    /// Shell commands that change the disks before a program starts, in a mount namespace of its
    /// own.
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

    /// Replaces services that the session bus would start by itself: the system's own keychain,
    /// locked, and one that shows notifications on whichever screen.
    fn starts_no_services(&self) {
        let services = self.path("home").join("share/dbus-1/services");
        fs::create_dir_all(&services).unwrap();
        for name in ["org.freedesktop.secrets", "org.freedesktop.Notifications"] {
            let service = format!("[D-BUS Service]\nName={name}\nExec=/bin/false\n");
            fs::write(services.join(format!("{name}.service")), service).unwrap();
        }
    }

    /// Lets programs started from now on take the stand-in for fal.
    pub fn follow(&mut self, fal: &StandIn) {
        for (name, address) in fal.variables() {
            self.set(name, &address);
        }
    }

    /// Replaces the browser's launcher by a script. With `false` there is no browser.
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
            // Fails when an earlier call has made it, which is just as good.
            let _ = symlink("xdg-open", self.path("bin").join(launcher));
        }
    }

    /// Copies a file into this computer's programs. Another process writes the copy: a file that a
    /// test holds open for writing is inherited by the children that other tests start at that
    /// moment, and Linux starts no file that is open for writing (`ETXTBSY`).
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

    /// Makes the data folder read-only for programs started from now on.
    pub fn make_data_read_only(&mut self) {
        let data = self.data().display().to_string();
        self.disks = Some(format!(
            "mount --bind {data} {data} && mount -o remount,bind,ro {data}"
        ));
    }

    /// Puts the data folder, with its files, on a disk without a free byte.
    pub fn fill_the_disk(&mut self) {
        let disk = self.small_disk(1);
        self.disks = Some(format!("{disk} && ! {}", self.filling()));
    }

    /// Puts the data folder on a small disk, which can be filled while a program runs. Each program
    /// has one of its own.
    pub fn has_a_small_disk(&mut self) {
        self.disks = Some(self.small_disk(6));
    }

    /// Returns the commands that mount a disk of so many megabytes over the data folder, with its
    /// files.
    fn small_disk(&self, size: u32) -> String {
        let (data, kept) = (
            self.data().display().to_string(),
            self.path("kept").display().to_string(),
        );
        format!(
            "cp -r {data} {kept} && mount -t tmpfs -o size={size}m none {data} && cp -r {kept}/. \
             {data}"
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

    /// Makes room on the small disk of a running program.
    pub fn makes_room_on_the_disk_of(&self, process: u32) {
        let removed = inside(process, "rm")
            .arg(self.data().join("filler"))
            .status()
            .unwrap();
        assert!(removed.success(), "no room was made");
    }

    /// Sets a variable for programs started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.extra.push((name.to_owned(), value.to_owned()));
    }

    /// Sets the system's locale, such as `fr_FR.UTF-8`.
    pub fn is_in(&mut self, locale: &str) {
        self.set("LC_ALL", "");
        self.set("LANG", locale);
    }

    /// Returns the variables that were set, which take precedence over those of a desktop.
    pub fn overrides(&self) -> Vec<(String, String)> {
        self.extra.clone()
    }

    /// Returns a command that runs on this computer's disks.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match &self.disks {
            None => Command::new(program),
            Some(disks) => {
                let mut command = Command::new("unshare");
                // Root needs no user namespace, and a chroot gives it none.
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

    /// Returns the addresses that the browser was asked to open.
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

    /// Returns the environment of programs on this computer.
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

    /// Returns the command of the program with these arguments, without a display.
    pub fn program(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(binary());
        command.args(arguments).stdin(Stdio::null());
        command
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    /// Opens the file that collects a program's error output.
    pub fn error_file(&self) -> fs::File {
        fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.path("error-output"))
            .unwrap()
    }

    /// Returns the error output so far.
    pub fn error_output(&self) -> String {
        fs::read_to_string(self.path("error-output")).unwrap_or_default()
    }

    /// Runs a verb to its end.
    pub fn verb(&self, arguments: &[&str]) -> ProgramOutput {
        ProgramOutput::of(self.program(arguments).output().unwrap())
    }

    /// Returns the answer of `status --json`.
    pub fn status(&self) -> Value {
        serde_json::from_str(&self.verb(&["status", "--json"]).success()).unwrap()
    }
}

/// Prints the program's log when a test fails.
impl Drop for Computer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.data().join("logs/fal-budget_rCURRENT.log");
            eprintln!(
                "the program's log:\n{}\n{}",
                fs::read_to_string(log).unwrap_or_default(),
                self.error_output()
            );
        }
    }
}

impl Default for Computer {
    fn default() -> Self {
        Self::new()
    }
}

/// Returns a command that sees the disks of a running program.
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

/// Output of a verb that has ended.
#[derive(Debug)]
pub struct ProgramOutput {
    pub code: Option<i32>,
    pub text: String,
    pub error_output: String,
}

impl ProgramOutput {
    pub fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
        Self {
            code: output.status.code(),
            text: text(output.stdout),
            error_output: text(output.stderr),
        }
    }

    /// Returns its standard output, and panics unless it succeeded.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.error_output);
        self.text
    }

    /// Returns its error output, and panics unless it ended with this code and without a panic.
    #[track_caller]
    pub fn refusal(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{} {}", self.text, self.error_output);
        assert!(
            !self.error_output.contains("panicked"),
            "{}",
            self.error_output
        );
        self.error_output
    }
}

/// Returns the program under test: built beside these tests, or named by `FAL_BUDGET_BINARY`.
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
        built.try_exists().unwrap(),
        "{} is missing: run `cargo build` first",
        built.display()
    );
    built
}
