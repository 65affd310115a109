//! The program that holds a lock on a file, for the sentence that asks a person to end it.

use std::path::Path;

use fal_budget_domain::message;
use fal_budget_domain::message::{Message, ToMessage};

/// A program that holds a lock on a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Number of its process.
    pub process: u32,
    /// Name of the program, from its process.
    pub program: String,
}

impl ToMessage for Holder {
    fn to_message(&self) -> Message {
        let process = self.process.to_string();
        message!("lock-holder", process = process, program = &self.program)
    }
}

/// Finds a program other than this one that holds a lock on a file. `None` when there is none, and
/// on systems that do not tell.
#[must_use]
pub fn holder(file: &Path) -> Option<Holder> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(file).ok()?;
        let (major, minor) = (
            rustix::fs::major(found.dev()),
            rustix::fs::minor(found.dev()),
        );
        let inode = format!("{major:02x}:{minor:02x}:{}", found.ino());
        let locks = std::fs::read_to_string("/proc/locks").ok()?;
        let process = processes(&locks, &inode).find(|process| *process != std::process::id())?;
        let program = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        Some(Holder {
            process,
            program: program.trim_end().to_owned(),
        })
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = file;
        None
    }
}

/// Reads the processes that hold a lock on an inode, `major:minor:number`, from the text of
/// `/proc/locks` (<https://man7.org/linux/man-pages/man5/proc_locks.5.html>).
#[cfg(any(target_os = "linux", test))]
fn processes<'a>(locks: &'a str, inode: &'a str) -> impl Iterator<Item = u32> + 'a {
    locks.lines().filter_map(move |line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        // A line with an arrow is of a program that waits for the lock above.
        match fields.as_slice() {
            [_, "POSIX" | "FLOCK", _, _, process, found, ..] if *found == inode => {
                process.parse().ok()
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_a_lock_is_read_and_who_waits_is_not() {
        let locks = "\
1: POSIX  ADVISORY  WRITE 4021 08:01:77 0 EOF
2: FLOCK  ADVISORY  WRITE 4020 08:01:78 0 EOF
2: -> FLOCK  ADVISORY  WRITE 4022 08:01:78 0 EOF
3: OFDLCK ADVISORY  READ  -1 08:01:78 0 EOF
4: FLOCK  ADVISORY  READ  4023 08:02:78 0 EOF
";
        let found = |inode| processes(locks, inode).collect::<Vec<_>>();
        assert_eq!(found("08:01:78"), [4020]);
        assert_eq!(found("08:01:77"), [4021]);
        assert!(found("08:01:79").is_empty());
    }
}
