//! A virtual screen and a session bus for one test.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;

use crate::computer::Computer;
use crate::memory;

/// A process that is killed with its whole process group when it is dropped.
pub struct ProcessGroup(Child);

impl ProcessGroup {
    pub fn start(command: &mut Command) -> Self {
        Self(
            command
                .process_group(0)
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?}: {error}")),
        )
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Returns how the process ended. `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().unwrap()
    }

    /// Returns numbers and names of its processes, itself included.
    pub fn members(&self) -> Vec<(u32, String)> {
        let all = Command::new("ps")
            .args(["-e", "-o", "pgid=,pid=,comm="])
            .output()
            .unwrap();
        let group = self.id().to_string();
        let member = |line: &str| {
            let mut fields = line.split_whitespace();
            let mine = fields.next()? == group;
            let number = fields.next()?.parse().ok()?;
            mine.then(|| (number, fields.collect::<Vec<_>>().join(" ")))
        };
        String::from_utf8_lossy(&all.stdout)
            .lines()
            .filter_map(member)
            .collect()
    }

    /// Returns the memory of its processes in megabytes; shared pages are split among their users
    /// (PSS).
    pub fn memory(&self) -> f64 {
        self.members()
            .into_iter()
            .map(|(number, _)| memory::shared(number))
            .sum()
    }

    /// Takes the pipe to its standard input, which ends when the pipe is dropped.
    pub fn stdin(&mut self) -> ChildStdin {
        self.0.stdin.take().unwrap()
    }

    /// Reads the first line of its standard output, which must be piped.
    pub fn first_line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        line.trim().to_owned()
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .args(["-KILL", "--", &format!("-{}", self.0.id())])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}

/// A virtual screen with a session bus, which end with the last copy of this value.
#[derive(Clone)]
pub struct Desktop {
    pub display: String,
    pub bus: String,
    _screen: Arc<ProcessGroup>,
    _bus: Arc<ProcessGroup>,
}

impl Desktop {
    pub fn new(computer: &Computer) -> Self {
        let mut screen = ProcessGroup::start(
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1280x1000x24",
                    "-nolisten",
                    "tcp",
                    "-noreset",
                ])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let mut bus = ProcessGroup::start(
            Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--print-address=1"])
                .envs(computer.environment())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let display = format!(":{}", screen.first_line());
        let address = bus.first_line();
        assert!(!address.is_empty(), "the session bus did not start");
        Self {
            display,
            bus: address,
            _screen: Arc::new(screen),
            _bus: Arc::new(bus),
        }
    }

    /// Returns the environment of programs on this desktop, besides that of their computer.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("DISPLAY", self.display.clone()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus.clone()),
            ("GDK_BACKEND", "x11".to_owned()),
            // Paints sooner on a machine without graphics hardware.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".to_owned()),
        ]
    }
}
