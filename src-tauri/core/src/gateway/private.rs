//! Files that only their owner can read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Puts a file of the owner's alone in the place of the one before.
pub(super) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    written.write_all(text)?;
    written.sync_all()?;
    fs::rename(draft, file)
}

/// A file that others could read is taken from them.
pub(super) fn guard(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}
