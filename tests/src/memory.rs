//! How much memory a process takes, in megabytes, as Linux counts it.

use std::fs;

/// Shared pages split among their users (PSS).
pub fn shared(number: u32) -> f64 {
    field(number, "smaps_rollup", "Pss:")
}

/// All that is resident.
pub fn resident(number: u32) -> f64 {
    field(number, "status", "VmRSS:")
}

/// The most that was resident since it began, or since [`forget_most`].
pub fn most(number: u32) -> f64 {
    field(number, "status", "VmHWM:")
}

/// From now on what counts as the most is anew.
pub fn forget_most(number: u32) {
    fs::write(format!("/proc/{number}/clear_refs"), "5").unwrap();
}

fn field(number: u32, file: &str, name: &str) -> f64 {
    let text = fs::read_to_string(format!("/proc/{number}/{file}")).unwrap_or_default();
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
