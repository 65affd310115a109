//! The program started as a session starts it, without WebDriver, and watched from outside: by its
//! processes, its windows on the screen and its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, MapState, Window,
};
use x11rb::wrapper::ConnectionExt as _;

use crate::computer::{Computer, binary};
use crate::desktop::{Desktop, ProcessGroup};
use crate::wait;

/// A running program.
pub struct App {
    process: ProcessGroup,
    display: String,
    title: String,
    outputs: [PathBuf; 2],
}

impl Drop for App {
    /// Prints its output and its log, which explain a failed test.
    fn drop(&mut self) {
        if std::thread::panicking() {
            for file in &self.outputs {
                println!(
                    "{}:\n{}",
                    file.display(),
                    fs::read_to_string(file).unwrap_or_default()
                );
            }
            println!("{:?}", self.processes());
        }
    }
}

impl App {
    pub fn start(computer: &Computer, desktop: &Desktop, arguments: &[&str]) -> Self {
        Self::start_file(&binary(), "fal Budget", computer, desktop, arguments)
    }

    /// Starts another program in the same way; `title` is that of its window.
    pub fn start_file(
        file: &Path,
        title: &str,
        computer: &Computer,
        desktop: &Desktop,
        arguments: &[&str],
    ) -> Self {
        let mut command = computer.command(file);
        command
            .args(arguments)
            .envs(desktop.environment())
            .envs(computer.overrides());
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(
            fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(computer.path("stderr"))
                .unwrap(),
        );
        let outputs = [
            computer.path("stderr"),
            computer.data().join("logs/fal-budget_rCURRENT.log"),
        ];
        let process = ProcessGroup::start(&mut command);
        Self {
            process,
            display: desktop.display.clone(),
            title: title.to_owned(),
            outputs,
        }
    }

    /// Returns its window on the screen. `None` while none is shown.
    pub fn window(&self) -> Option<Window> {
        window_on(&self.display, &self.title)
    }

    /// Waits for the window and its page: before the page there is nothing that a person could use.
    pub async fn shows_a_window(&self) {
        wait::until("the window is on the screen", async || {
            self.window().filter(|_| self.pages() > 0)
        })
        .await;
    }

    /// Presses the close button, and waits until the window is gone.
    pub async fn close_window(&self) {
        close(&self.display, self.window().expect("a window to close"));
        wait::until("the window is gone from the screen", async || {
            self.window().is_none().then_some(())
        })
        .await;
    }

    /// Counts the processes that show pages.
    pub fn pages(&self) -> usize {
        self.processes()
            .iter()
            .filter(|name| name.starts_with("WebKitWebProces"))
            .count()
    }

    /// Returns the names of its processes, itself included.
    pub fn processes(&self) -> Vec<String> {
        self.process
            .members()
            .into_iter()
            .map(|(_, name)| name)
            .collect()
    }

    /// Returns the memory of its processes in megabytes; shared pages are split among their users
    /// (PSS).
    pub fn memory(&self) -> f64 {
        self.process.memory()
    }

    /// Returns the processor time of its processes since they began, in seconds.
    pub fn processor_seconds(&self) -> f64 {
        let of_one = |number: u32| {
            let text = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
            let fields = text
                .rsplit(')')
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .skip(11)
                .take(2);
            fields
                .filter_map(|ticks| ticks.parse::<f64>().ok())
                .sum::<f64>()
        };
        // Linux counts in hundredths of a second for every program (sysconf _SC_CLK_TCK).
        self.process
            .members()
            .into_iter()
            .map(|(number, _)| of_one(number))
            .sum::<f64>()
            / 100.0
    }

    /// Waits until there is something dark in the window, such as a letter.
    pub async fn is_painted(&self) {
        wait::until("the page is painted", async || {
            self.window()?;
            let pixels = self.brightness("520x300+0+0");
            // The empty screen is black, and the page is mostly light with some dark in it.
            let dark = pixels.iter().filter(|light| **light < 90).count();
            (dark > 20 && dark * 4 < pixels.len()).then_some(())
        })
        .await;
    }

    /// Returns the share of light pixels in the part of the screen that the window covers, from 0
    /// to 1.
    pub fn light_share(&self) -> f64 {
        let pixels = self.brightness("520x760+0+0");
        let light = pixels.iter().filter(|light| **light > 160).count();
        f64::from(u32::try_from(light).unwrap())
            / f64::from(u32::try_from(pixels.len().max(1)).unwrap())
    }

    /// Returns the brightness of each pixel in a part of the screen, from 0 to 255.
    fn brightness(&self, part: &str) -> Vec<u8> {
        Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .args(["-crop", part, "+repage", "-depth", "8", "gray:-"])
            .output()
            .unwrap()
            .stdout
    }

    pub fn signal(&self, name: &str) {
        Command::new("kill")
            .args([&format!("-{name}"), &self.process.id().to_string()])
            .status()
            .unwrap();
    }

    /// Waits for its end and returns its exit code.
    pub async fn ends(&mut self) -> Option<i32> {
        wait::until("the program ends", async || self.process.ended())
            .await
            .code()
    }

    pub fn runs(&mut self) -> bool {
        self.process.ended().is_none()
    }
}

/// Finds the window with this title on a screen. `None` while none is shown.
pub fn window_on(display: &str, title: &str) -> Option<Window> {
    let (connection, screen) = x11rb::connect(Some(display)).ok()?;
    let root = connection.setup().roots[screen].root;
    let windows = connection.query_tree(root).ok()?.reply().ok()?.children;
    windows.into_iter().find(|window| {
        let name = connection
            .get_property(false, *window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)
            .unwrap()
            .reply();
        let shown = connection.get_window_attributes(*window).unwrap().reply();
        name.is_ok_and(|name| name.value == title.as_bytes())
            && shown.is_ok_and(|shown| shown.map_state == MapState::VIEWABLE)
    })
}

/// Returns the class of a window (`WM_CLASS`), by which desktops find its desktop entry.
pub fn class_of(display: &str, title: &str) -> Vec<String> {
    let window = window_on(display, title).expect("a window with a class");
    let (connection, _) = x11rb::connect(Some(display)).unwrap();
    let class = connection
        .get_property(false, window, AtomEnum::WM_CLASS, AtomEnum::STRING, 0, 64)
        .unwrap();
    let names = String::from_utf8(class.reply().unwrap().value).unwrap();
    names.split_terminator('\0').map(str::to_owned).collect()
}

/// Sends what a window manager sends when the close button is pressed (ICCCM, `WM_DELETE_WINDOW`).
pub fn close(display: &str, window: Window) {
    let (connection, _) = x11rb::connect(Some(display)).unwrap();
    let atom = |name: &[u8]| {
        connection
            .intern_atom(false, name)
            .unwrap()
            .reply()
            .unwrap()
            .atom
    };
    let (protocols, delete) = (atom(b"WM_PROTOCOLS"), atom(b"WM_DELETE_WINDOW"));
    let message = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
    connection
        .send_event(false, window, EventMask::NO_EVENT, message)
        .unwrap();
    // Whatever the server has not taken yet is lost with the connection.
    connection.sync().unwrap();
}
