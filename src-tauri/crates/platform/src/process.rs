//! The process itself: what it makes, and its memory, are its owner's alone.

/// Closes to other users whatever this program makes from now on. To be called before anything
/// else, while there is one thread.
pub fn make_private_files() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Keeps the memory, which holds keys, from core dumps and from other programs of the user
/// (<https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html>). Does nothing on systems
/// without such a switch.
pub fn hide_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            log::warn!("a crash may write keys into a core dump: {error}");
        }
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, dumpable_behavior};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn new_files_and_the_memory_are_the_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        make_private_files();
        let file = folder.path().join("file");
        std::fs::write(&file, "text").unwrap();
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        hide_memory();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
