//! `fal-budget` without a verb: the desktop program takes its place, if it is there and has the
//! same version.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use fal_budget_tests::computer::{Computer, binary};

/// `fal-budget` alone in a folder.
struct Alone {
    computer: Computer,
    folder: PathBuf,
}

impl Alone {
    fn new() -> Self {
        let computer = Computer::new();
        let folder = computer.path("programs");
        fs::create_dir(&folder).unwrap();
        // By another process: a program that is still open for writing in a child of a test beside
        // this one cannot be started.
        let copied = Command::new("cp").arg(binary()).arg(&folder).status();
        assert!(copied.unwrap().success());
        Self { computer, folder }
    }

    /// Puts a desktop program of this version beside it, which notes each start.
    fn with_desktop(self, version: &str) -> Self {
        let program = self.folder.join("fal-budget-desktop");
        let script = format!(
            "#!/bin/sh\n\
             if [ \"$1\" = --version ]; then echo fal-budget-desktop {version}; exit; fi\n\
             echo \"$$ $*\" >> '{}'\n",
            self.folder.join("starts").display()
        );
        let written = Command::new("sh")
            .args([
                "-c",
                "printf '%s' \"$1\" > \"$2\" && chmod 755 \"$2\"",
                "sh",
            ])
            .args([OsStr::new(&script), program.as_os_str()])
            .status();
        assert!(written.unwrap().success());
        self
    }

    fn start(&self, arguments: &[&str]) -> (u32, Output) {
        let mut command = self.computer.command(self.folder.join("fal-budget"));
        let child = command
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        (child.id(), child.wait_with_output().unwrap())
    }

    fn starts(&self) -> String {
        fs::read_to_string(self.folder.join("starts")).unwrap_or_default()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn without_the_desktop_program_a_sentence_says_what_to_install() {
    let (_, output) = Alone::new().start(&[]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.contains("Install the package fal-budget-desktop"),
        "{said}"
    );
}

#[test]
fn a_desktop_program_of_another_version_is_named_and_not_started() {
    for version in ["0.0.1", "9.9.9", ""] {
        let programs = Alone::new().with_desktop(version);
        let (_, output) = programs.start(&["--hidden"]);
        assert_eq!(output.status.code(), Some(1), "{version}");
        let said = said(&output);
        assert!(said.contains("/fal-budget-desktop has version "), "{said}");
        assert!(
            said.contains(version) && said.contains(env!("CARGO_PKG_VERSION")),
            "{said}"
        );
        assert_eq!(programs.starts(), "");
    }
}

#[test]
fn the_desktop_program_takes_the_place_of_the_command_line() {
    for arguments in [&[][..], &["--hidden"]] {
        let programs = Alone::new().with_desktop(env!("CARGO_PKG_VERSION"));
        let (id, output) = programs.start(arguments);
        assert!(output.status.success(), "{}", said(&output));
        let started = format!("{id} {}\n", arguments.join(" "));
        assert_eq!(
            programs.starts(),
            started,
            "the same process goes on as the other program"
        );
    }
}

#[test]
fn addresses_elsewhere_are_refused_before_a_window_opens() {
    let mut programs = Alone::new().with_desktop(env!("CARGO_PKG_VERSION"));
    programs
        .computer
        .set("FAL_BUDGET_API_URL", "https://example.com");
    let (_, output) = programs.start(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(programs.starts(), "");
}
