//! Private files: the gateway's folder and the files in it, closed to other users, and never
//! somewhere else by a link that was put in their place.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fal_budget_domain::message;

/// Returns the gateway's folder beside the database. Makes the folder if there is none, and closes
/// one that others could open.
pub(crate) fn folder(database: &Path) -> io::Result<PathBuf> {
    let folder = database.with_file_name("gateway");
    fs::create_dir_all(&folder)?;
    // Checked without following a link, which would lead `set_mode` to another folder.
    if !fs::symlink_metadata(&folder)?.is_dir() {
        return Err(foreign(&folder));
    }
    set_mode(&folder, 0o700)?;
    Ok(folder)
}

/// Closes a file of the folder to others, if there is one. `Err` for a link or another user's file:
/// whoever could write to the folder before it was closed may have left it there.
pub(crate) fn restrict_permissions(file: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    // The folder is this user's, or closing it would have failed; the standard library does not
    // tell on every system who this user is.
    let folder = fs::metadata(file.parent().unwrap_or(file))?;
    if !found.is_file() || !same_owner(&found, &folder) {
        return Err(foreign(file));
    }
    set_mode(file, 0o600)
}

/// Replaces a file, or a link of its name, by a private file with this text.
pub(crate) fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let draft = file.with_extension("new");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    // Only a new file: one that was planted meanwhile is not written to.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    written.write_all(text)?;
    // On the disk before the rename: a power cut leaves the old file or the new one, whole.
    written.sync_all()?;
    fs::rename(draft, file)
}

/// Makes the error that asks the person to remove a file that is not the gateway's.
fn foreign(path: &Path) -> io::Error {
    let path = path.display().to_string();
    io::Error::other(message!("gateway-foreign-file", path = path))
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(unix)]
fn same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == other.uid()
}

/// Does nothing: on other systems, a person's folders are closed to others from the beginning.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn same_owner(_one: &Metadata, _other: &Metadata) -> bool {
    true
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folder_and_files_are_closed_to_others_even_if_they_were_open() {
        let data = tempfile::tempdir().unwrap();
        let database = data.path().join("fal-budget.db");
        let at = folder(&database).unwrap();
        assert_eq!(mode(&at), 0o700);
        let file = at.join("file");
        restrict_permissions(&file).unwrap();
        replace(&file, b"text").unwrap();
        assert_eq!(mode(&file), 0o600);
        set_mode(&at, 0o777).unwrap();
        set_mode(&file, 0o666).unwrap();
        folder(&database).unwrap();
        restrict_permissions(&file).unwrap();
        assert_eq!((mode(&at), mode(&file)), (0o700, 0o600));
    }

    #[test]
    fn a_planted_link_is_refused_or_replaced_and_never_followed() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = data.path().join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        set_mode(&elsewhere, 0o644).unwrap();
        let (link, dangling) = (data.path().join("link"), data.path().join("dangling"));
        symlink(&elsewhere, &link).unwrap();
        symlink(data.path().join("nothing"), &dangling).unwrap();
        for link in [&link, &dangling] {
            assert!(
                restrict_permissions(link)
                    .unwrap_err()
                    .to_string()
                    .contains("gateway-foreign-file")
            );
        }
        replace(&link, b"ours").unwrap();
        assert_eq!(fs::read(&link).unwrap(), b"ours");
        assert_eq!(
            (fs::read(&elsewhere).unwrap(), mode(&elsewhere)),
            (b"mine".to_vec(), 0o644)
        );
        symlink(data.path(), data.path().join("gateway")).unwrap();
        let before = mode(data.path());
        set_mode(data.path(), 0o755).unwrap();
        assert!(folder(&data.path().join("fal-budget.db")).is_err());
        assert_eq!(mode(data.path()), 0o755, "not even closed");
        set_mode(data.path(), before).unwrap();
    }
}
