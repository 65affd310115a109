//! The gateway's folder and the files in it: for their owner's eyes only, and never somewhere else
//! by a link that was put in their place.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::language::Sentence;
use crate::say;

/// The gateway's folder beside the database, closed to others also where it was open to them.
pub(super) fn folder(database: &Path) -> io::Result<PathBuf> {
    let folder = database.with_file_name("gateway");
    fs::create_dir_all(&folder)?;
    if !fs::symlink_metadata(&folder)?.is_dir() {
        return Err(foreign(&folder));
    }
    close(&folder, 0o700)?;
    Ok(folder)
}

/// Closes a file of the folder to others, if it is there. One that could lead elsewhere is refused:
/// whoever could write here before the folder was closed may have left it.
pub(super) fn restrict_permissions(file: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    let folder = fs::metadata(file.parent().unwrap_or(file))?;
    if !found.is_file() || !same_owner(&found, &folder) {
        return Err(foreign(file));
    }
    close(file, 0o600)
}

/// Puts a file in the place of the one before, or of a link.
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

fn foreign(path: &Path) -> io::Error {
    let path = path.display().to_string();
    io::Error::other(Sentence::new(move || {
        say!("gateway-foreign-file", path = path.as_str())
    }))
}

#[cfg(unix)]
fn close(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(unix)]
fn same_owner(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    one.uid() == other.uid()
}

/// Elsewhere a person's folders are closed to others as they are.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
fn close(_path: &Path, _mode: u32) -> io::Result<()> {
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
    fn folder_and_files_are_closed_to_others_also_where_they_were_open() {
        let data = tempfile::tempdir().unwrap();
        let database = data.path().join("fal-budget.db");
        let at = folder(&database).unwrap();
        assert_eq!(mode(&at), 0o700);
        let file = at.join("file");
        restrict_permissions(&file).unwrap();
        replace(&file, b"text").unwrap();
        assert_eq!(mode(&file), 0o600);
        close(&at, 0o777).unwrap();
        close(&file, 0o666).unwrap();
        folder(&database).unwrap();
        restrict_permissions(&file).unwrap();
        assert_eq!((mode(&at), mode(&file)), (0o700, 0o600));
    }

    #[test]
    fn a_link_leads_nowhere() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = data.path().join("elsewhere");
        fs::write(&elsewhere, "mine").unwrap();
        close(&elsewhere, 0o644).unwrap();
        let (link, dangling) = (data.path().join("link"), data.path().join("dangling"));
        symlink(&elsewhere, &link).unwrap();
        symlink(data.path().join("nothing"), &dangling).unwrap();
        for link in [&link, &dangling] {
            assert!(
                restrict_permissions(link)
                    .unwrap_err()
                    .to_string()
                    .contains("is a link")
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
        close(data.path(), 0o755).unwrap();
        assert!(folder(&data.path().join("fal-budget.db")).is_err());
        assert_eq!(mode(data.path()), 0o755, "not even closed");
        close(data.path(), before).unwrap();
    }
}
