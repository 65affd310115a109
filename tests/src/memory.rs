//! Memory of a process in megabytes, as Linux counts it.

use std::fs;
use std::io::ErrorKind;

/// Returns its memory with shared pages split among their users (PSS).
pub fn shared(number: u32) -> f64 {
    field(number, "smaps_rollup", "Pss:")
}

/// Returns its resident memory.
pub fn resident(number: u32) -> f64 {
    field(number, "status", "VmRSS:")
}

/// Returns the peak of its resident memory since it began, or since [`forget_most`].
pub fn most(number: u32) -> f64 {
    field(number, "status", "VmHWM:")
}

/// Resets the peak.
pub fn forget_most(number: u32) {
    fs::write(format!("/proc/{number}/clear_refs"), "5").unwrap();
}

fn field(number: u32, file: &str, name: &str) -> f64 {
    let text = match fs::read_to_string(format!("/proc/{number}/{file}")) {
        // A release build hides its memory from all but root; zero would look like a result.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => panic!("not root: {error}"),
        text => text.unwrap_or_default(),
    };
    let line = text
        .lines()
        .find(|line| line.starts_with(name))
        .unwrap_or_default();
    line.split_whitespace()
        .nth(1)
        .and_then(|kilobytes| kilobytes.parse::<f64>().ok())
        .unwrap_or_default()
        / 1000.0
}
