//! `make package-test`: the two packages on this system, as a person has them: their content, the
//! one package of versions before 0.2.0 upgraded to both while it runs, started, removed. Leaves
//! the system as it was, also when it fails; a fal Budget that is installed already is somebody's
//! own and is not touched. A program of its own, as a test among others must not change the system.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use fal_budget_tests::app::{App, class_of};
use fal_budget_tests::computer::{Computer, binary};
use fal_budget_tests::desktop::Desktop;
use fal_budget_tests::tray::Panel;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

/// Package of the verbs and the gateway.
const VERBS: &str = "fal-budget";
/// Package of the window and the tray.
const WINDOW: &str = "fal-budget-desktop";
const VERBS_PROGRAM: &str = "/usr/bin/fal-budget";
const WINDOW_PROGRAM: &str = "/usr/lib/fal-budget/fal-budget-desktop";
/// Entry of the menu.
const ENTRY: &str = "/usr/share/applications/fal-budget.desktop";
/// A file that only the older package has.
const OLD_FILE: &str = "/usr/share/doc/fal-budget/older";

#[tokio::main]
async fn main() -> ExitCode {
    let folder = std::env::args().nth(1).expect("the folder of the packages");
    if Command::new("apt-get")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        println!("There is no apt-get here: the package was built, and not tried.");
        return ExitCode::SUCCESS;
    }
    if Path::new(VERBS_PROGRAM).exists() || !state(VERBS).is_empty() || !state(WINDOW).is_empty() {
        eprintln!(
            "fal Budget is installed on this computer. It is yours and is not touched: remove it \
             first, then try again."
        );
        return ExitCode::FAILURE;
    }
    assert_eq!(
        binary(),
        Path::new(VERBS_PROGRAM),
        "FAL_BUDGET_BINARY names the installed program"
    );
    let newest = [VERBS, WINDOW].map(|name| package(Path::new(&folder), name));
    let _removed = RemovedAtTheEnd;
    let mut terminated = signal(SignalKind::terminate()).unwrap();
    tokio::select! {
        () = check(&newest) => ExitCode::SUCCESS,
        _ = tokio::signal::ctrl_c() => ExitCode::FAILURE,
        _ = terminated.recv() => ExitCode::FAILURE,
    }
}

async fn check(newest: &[PathBuf; 2]) {
    let files = newest.each_ref().map(|package| Unpacked::of(package));
    let [verbs, window] = &files;
    step("what is in them", || {
        verbs.is_as_debian_expects(VERBS);
        window.is_as_debian_expects(WINDOW);
        window.has_a_place_in_the_menu();
    });
    step("what they need", || {
        verbs.declares_what_it_is_linked_with(VERBS_PROGRAM);
        window.declares_what_it_is_linked_with(WINDOW_PROGRAM);
        let needs = verbs.field("Depends");
        for desktop in ["webkit", "gtk", "libayatana"] {
            assert!(
                !needs.contains(desktop),
                "a server has no {desktop}: {needs}"
            );
        }
        let same = format!("fal-budget (= {})", env!("CARGO_PKG_VERSION"));
        assert!(window.field("Depends").contains(&same));
    });
    let older = made_older(&files);
    step("the one package of earlier versions is installed", || {
        apt(&["install", older.path().join("older.deb").to_str().unwrap()]);
        is_installed(VERBS, "0.1.0");
    });
    assert!(Path::new(OLD_FILE).exists());

    let (computer, desktop) = in_use_and_upgraded(newest).await;
    println!("started again, as each session starts it");
    let panel = Panel::start(&desktop).await;
    let mut app = App::start(&computer, &desktop, &["--hidden"]);
    panel.item().await.sees_label("Budget: €9.70").await;
    app.signal("TERM");
    assert_eq!(app.ends().await, Some(0));

    step("the window alone removed", || {
        apt(&["remove", WINDOW]);
        assert!(!Path::new(WINDOW_PROGRAM).exists() && !Path::new(ENTRY).exists());
        let refused = computer.program(&[]).output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(
            said.contains("Install the package fal-budget-desktop"),
            "{said}"
        );
        computer.verb(&["status"]).success();
    });
    step("removed", || {
        let listed = lines(Command::new("dpkg-query").args(["--listfiles", VERBS]));
        apt(&["remove", VERBS]);
        let left: Vec<_> = listed
            .iter()
            .filter(|path| Path::new(path).is_file())
            .collect();
        assert!(left.is_empty(), "the package leaves {left:?}");
        assert!(!Path::new("/usr/share/doc/fal-budget").exists());
        assert!(computer.database().exists(), "the person's data stay");
    });
    println!("The packages are in order: {newest:?}");
}

/// Starts the older version and upgrades it while it runs; it goes on until it is quit.
async fn in_use_and_upgraded(newest: &[PathBuf; 2]) -> (Computer, Desktop) {
    println!("started, and its tray read");
    let computer = Computer::new();
    computer.verb(&["budget", "set", "10"]).success();
    let desktop = Desktop::new(&computer);
    let panel = Panel::start(&desktop).await;
    let mut app = App::start(&computer, &desktop, &["--hidden"]);
    let item = panel.item().await;
    item.sees_label("Budget: €10.00").await;
    computer.verb(&["log", "--images", "4"]).success();
    item.sees_label("Budget: €9.90").await;
    item.click("Open fal Budget").await;
    app.shows_a_window().await;
    let entry = fs::read_to_string(ENTRY).unwrap();
    let class = class_of(&desktop.display, "fal Budget");
    assert!(
        class
            .iter()
            .any(|name| entry.contains(&format!("\nStartupWMClass={name}\n"))),
        "the window is {class:?}"
    );

    step("upgraded to both packages while it runs", || {
        let [verbs, window] = newest.each_ref().map(|file| file.to_str().unwrap());
        apt(&["install", verbs, window]);
        for name in [VERBS, WINDOW] {
            is_installed(name, env!("CARGO_PKG_VERSION"));
        }
    });
    assert!(!Path::new(OLD_FILE).exists(), "the older files are gone");
    let entry = fs::read_to_string(ENTRY).unwrap();
    assert!(entry.contains("\nExec=fal-budget\n"), "{entry}");
    computer.verb(&["log", "--images", "8"]).success();
    item.sees_label("Budget: €9.70").await;
    item.click("Quit").await;
    assert_eq!(app.ends().await, Some(0));
    (computer, desktop)
}

fn step(name: &str, work: impl FnOnce()) {
    println!("{name}");
    work();
}

/// Returns the package of this name that was built.
fn package(folder: &Path, name: &str) -> PathBuf {
    let begin = format!("{name}_");
    let mut files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = files.find(|file| {
        file.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with(&begin)
    });
    file.unwrap_or_else(|| panic!("{} has no package {name}", folder.display()))
        .canonicalize()
        .unwrap()
}

/// A package's files, and its control files below `DEBIAN`.
struct Unpacked(TempDir);

impl Unpacked {
    fn of(package: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        runs(
            Command::new("dpkg-deb")
                .arg("--raw-extract")
                .arg(package)
                .arg(folder.path()),
        );
        Self(folder)
    }

    fn path(&self, installed: &str) -> PathBuf {
        self.0.path().join(installed.trim_start_matches('/'))
    }

    fn field(&self, name: &str) -> String {
        let control = fs::read_to_string(self.path("DEBIAN/control")).unwrap();
        let line = control
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("the package has no {name}"))
            .to_owned()
    }

    fn is_as_debian_expects(&self, name: &str) {
        assert_eq!(
            (self.field("Package"), self.field("Version")),
            (name.into(), env!("CARGO_PKG_VERSION").into())
        );
        let documents = ["copyright", "changelog.gz", "third-party.txt"];
        for file in documents.map(|file| format!("/usr/share/doc/{name}/{file}")) {
            assert!(self.path(&file).is_file(), "{file} is missing");
        }
    }

    fn has_a_place_in_the_menu(&self) {
        for size in [16, 24, 32, 48, 64, 128, 256, 512] {
            let icon = self.path(&format!(
                "/usr/share/icons/hicolor/{size}x{size}/apps/fal-budget.png"
            ));
            let real = lines(
                Command::new("identify")
                    .args(["-format", "%wx%h"])
                    .arg(&icon),
            );
            assert_eq!(real, [format!("{size}x{size}")], "{}", icon.display());
        }
        assert!(
            self.path("/usr/share/icons/hicolor/scalable/apps/fal-budget.svg")
                .is_file()
        );
        runs(Command::new("desktop-file-validate").arg(self.path(ENTRY)));
        let metainfo = self.path("/usr/share/metainfo/dev.falbudget.app.metainfo.xml");
        runs(
            Command::new("appstreamcli")
                .args(["validate", "--no-net"])
                .arg(metainfo),
        );
    }

    /// Checks that each library belongs to a package that is asked for by its name.
    fn declares_what_it_is_linked_with(&self, program: &str) {
        let depends = self.field("Depends");
        let declared: Vec<&str> = depends
            .split(", ")
            .filter_map(|one| one.split_whitespace().next())
            .collect();
        assert!(
            depends.contains("libc6 (>= "),
            "the C library's version is that of the system which built it: {depends}"
        );
        for line in lines(Command::new("ldd").arg(self.path(program))) {
            assert!(!line.contains("not found"), "{line}");
        }
        let headers = lines(Command::new("objdump").arg("-p").arg(self.path(program)));
        for library in headers
            .iter()
            .filter_map(|line| line.trim().strip_prefix("NEEDED"))
            .map(str::trim)
        {
            let owner =
                lines(Command::new("dpkg-query").args(["--search", &format!("*/{library}")]));
            // A package that was renamed for 64-bit times still answers to its old name.
            let names = owner
                .iter()
                .filter_map(|line| line.split([':', ',']).next())
                .map(|name| name.trim_end_matches("t64"));
            let names: Vec<_> = names.collect();
            assert!(
                names.iter().any(|name| declared.contains(name)),
                "{library} is of {names:?}, and Depends has {depends}"
            );
        }
    }
}

/// Makes one package of both, as they were before 0.2.0, with a file that neither has any more.
fn made_older(files: &[Unpacked; 2]) -> TempDir {
    let made = tempfile::tempdir().unwrap();
    let (root, package) = (made.path().join("root"), made.path().join("older.deb"));
    for unpacked in files {
        runs(
            Command::new("cp")
                .args(["-a", "--no-target-directory"])
                .arg(unpacked.0.path())
                .arg(&root),
        );
    }
    let [verbs, window] = files;
    let needs: Vec<_> = [verbs, window]
        .iter()
        .flat_map(|files| {
            files
                .field("Depends")
                .split(", ")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|one| !one.starts_with("fal-budget "))
        .collect();
    let control = format!(
        "Package: fal-budget\nVersion: 0.1.0\nArchitecture: {}\nMaintainer: {}\nDepends: {}\n\
         Description: fal.ai credit\n",
        verbs.field("Architecture"),
        verbs.field("Maintainer"),
        needs.join(", ")
    );
    fs::write(root.join("DEBIAN/control"), control).unwrap();
    let old_file = root.join(OLD_FILE.trim_start_matches('/'));
    fs::write(old_file, "of the older package").unwrap();
    runs(Command::new("chmod").arg("755").arg(&root));
    let fast = ["--root-owner-group", "-Zgzip", "-z1", "--build"];
    runs(Command::new("dpkg-deb").args(fast).arg(&root).arg(package));
    runs(Command::new("chmod").arg("-R").arg("a+rX").arg(made.path()));
    made
}

#[track_caller]
fn is_installed(name: &str, version: &str) {
    assert_eq!(state(name), format!("install ok installed {version}"));
}

/// Returns dpkg's state of a package; empty when dpkg knows of none.
fn state(name: &str) -> String {
    let output = Command::new("dpkg-query")
        .args(["-W", "-f", "${Status} ${Version}", name])
        .stderr(Stdio::null())
        .output();
    let text = output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    if text.contains("not-installed") {
        String::new()
    } else {
        text
    }
}

fn apt(arguments: &[&str]) {
    let options = [
        "-q",
        "-y",
        "--no-install-recommends",
        "--no-remove",
        "-o",
        "DPkg::Lock::Timeout=300",
    ];
    // `--no-remove` protects what others installed; our own package is removed by name.
    let options = options
        .into_iter()
        .filter(|option| arguments[0] == "install" || *option != "--no-remove");
    let mut command = as_root("apt-get");
    runs(
        command
            .args(options)
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    );
}

fn as_root(program: &str) -> Command {
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        return Command::new(program);
    }
    let mut command = Command::new("sudo");
    command.arg(program);
    command
}

#[track_caller]
fn runs(command: &mut Command) {
    let done = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        done.status.success(),
        "{command:?}: {}{}",
        text(&done.stdout),
        text(&done.stderr)
    );
}

#[track_caller]
fn lines(command: &mut Command) -> Vec<String> {
    let done = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(done.status.success(), "{command:?}");
    String::from_utf8(done.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// Removes the packages, however the check ends.
struct RemovedAtTheEnd;

impl Drop for RemovedAtTheEnd {
    fn drop(&mut self) {
        for name in [WINDOW, VERBS]
            .into_iter()
            .filter(|name| !state(name).is_empty())
        {
            let _ = as_root("dpkg").args(["--purge", name]).status();
        }
    }
}
