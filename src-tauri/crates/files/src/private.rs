//! Private files and folders: closed to other users, and never somewhere else by a link that was
//! put in their place.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use fal_budget_domain::message;
use tempfile::{Builder, NamedTempFile};

/// Beginning and end of a draft's name.
const DRAFT: (&str, &str) = (".fal-budget-", ".part");
/// Beginning of the name of a draft that is made under a lock.
const LOCKED_DRAFT: &str = ".fal-budget-locked-";

/// Makes a private folder with all above it, or closes one that others could open. `Err` for a link
/// and for another user's folder.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    create(folder)?;
    let found = fs::symlink_metadata(folder)?;
    // Checked without following a link, which would lead `set_mode` to another folder.
    if !found.is_dir() || !owner::is_me(&found) {
        return Err(foreign(folder));
    }
    set_mode(folder, 0o700)
}

/// Makes a folder, or closes it with the files in it and one level below, as far as they are this
/// user's. A link in the folder is left alone; the folder itself may be one, which its owner made.
pub fn close_folder(folder: &Path) -> io::Result<()> {
    create(folder)?;
    close(folder, &fs::metadata(folder)?);
    close_entries(folder, true)
}

fn close_entries(folder: &Path, is_outermost: bool) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // Another program may have removed the file meanwhile.
        let Ok(found) = fs::symlink_metadata(&path) else {
            continue;
        };
        if found.is_file() {
            close(&path, &found);
        } else if found.is_dir() && is_outermost {
            close(&path, &found);
            // A folder that cannot be listed holds nothing that this program could read.
            let _ = close_entries(&path, false);
        }
    }
    Ok(())
}

/// Takes a file or folder from all but its owner. Where that fails, on a disk that is read-only or
/// knows no owners, the file stays as it is: nobody should lose the figures over that.
fn close(path: &Path, found: &Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = found.permissions().mode();
        if mode & 0o077 != 0 && owner::is_me(found) {
            let _ = set_mode(path, mode & 0o700);
        }
    }
    #[cfg(not(unix))]
    let _ = (path, found);
}

/// Closes a file to others, if there is one. `Err` for a link or another user's file: whoever could
/// write to the folder before it was closed may have left it there.
pub fn restrict_permissions(file: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    // Root works in other users' folders, whose files are theirs.
    let folder = fs::metadata(file.parent().unwrap_or(file))?;
    if !found.is_file() || !(owner::is_me(&found) || owner::is_same(&found, &folder)) {
        return Err(foreign(file));
    }
    if mode(&found) == 0o600 {
        return Ok(());
    }
    set_mode(file, 0o600)
}

/// Opens a private file for writing, or makes an empty one. `Err` for a link, a pipe, and another
/// user's file.
pub fn open_or_create(file: &Path) -> io::Result<File> {
    restrict_permissions(file)?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// Makes a private, empty file of a name that nobody can guess, beside `file`: to be written and
/// then moved into its place. Removed when dropped before that.
pub fn draft_beside(file: &Path) -> io::Result<NamedTempFile> {
    draft(file, DRAFT.0)
}

/// Makes a draft as [`draft_beside`] does, for whoever holds the lock of its folder: the next
/// holder may remove it, as it is nobody's any more.
pub fn draft_under_lock(file: &Path) -> io::Result<NamedTempFile> {
    draft(file, LOCKED_DRAFT)
}

fn draft(file: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    let folder = match file.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // The standard library follows a link in the place of a new file; this never does, as it makes
    // a file that was not there (O_EXCL), with mode 0600.
    Builder::new()
        .prefix(prefix)
        .suffix(DRAFT.1)
        .tempfile_in(folder)
}

/// Recognizes the name of a draft, which a crash leaves behind, and of what SQLite keeps beside
/// one.
#[must_use]
pub fn is_draft(name: &str) -> bool {
    let rest = name.strip_prefix(DRAFT.0);
    rest.is_some_and(|rest| rest.contains(DRAFT.1))
}

/// Removes the drafts that were made under a lock which is held now: a crash left them behind.
pub fn remove_locked_drafts(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if is_draft(&name) && name.starts_with(LOCKED_DRAFT) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Opens a file for reading, with its length. `Err` for whatever else has the name, such as a pipe,
/// which may have no end and make its reader wait for ever.
pub fn open_regular(file: &Path) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.read(true);
    // Opening a pipe would wait for its writer.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let opened = options.open(file)?;
    let found = opened.metadata()?;
    if !found.is_file() {
        let file = file.display().to_string();
        return Err(io::Error::other(message!("no-regular-file", file = file)));
    }
    Ok((opened, found.len()))
}

/// Replaces a file, or a link of its name, by a private file with this text.
pub fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut draft = draft_beside(file)?;
    draft.write_all(text)?;
    // On the disk before the rename: a power cut leaves the old file or the new one, whole.
    draft.as_file().sync_all()?;
    draft.persist(file)?;
    Ok(())
}

/// Makes the error that asks the person to remove a file that is not theirs.
fn foreign(path: &Path) -> io::Error {
    let path = path.display().to_string();
    io::Error::other(message!("foreign-file", path = path))
}

fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn mode(found: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

/// Returns what a private file has: on other systems, a person's folders are closed to others from
/// the beginning.
#[cfg(not(unix))]
const fn mode(_found: &Metadata) -> u32 {
    0o600
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where it can fail")]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
mod owner {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    /// Returns `true` if the file belongs to the user whose program this is.
    pub(super) fn is_me(found: &Metadata) -> bool {
        found.uid() == rustix::process::geteuid().as_raw()
    }

    pub(super) fn is_same(one: &Metadata, other: &Metadata) -> bool {
        one.uid() == other.uid()
    }
}

#[cfg(not(unix))]
mod owner {
    use std::fs::Metadata;

    pub(super) const fn is_me(_found: &Metadata) -> bool {
        true
    }

    pub(super) const fn is_same(_one: &Metadata, _other: &Metadata) -> bool {
        true
    }
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
        let folder = data.path().join("folder");
        make_folder(&folder).unwrap();
        assert_eq!(mode(&folder), 0o700);
        let file = folder.join("file");
        restrict_permissions(&file).unwrap();
        replace(&file, b"text").unwrap();
        assert_eq!(mode(&file), 0o600);
        set_mode(&folder, 0o777).unwrap();
        set_mode(&file, 0o666).unwrap();
        make_folder(&folder).unwrap();
        restrict_permissions(&file).unwrap();
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    }

    #[test]
    fn only_a_file_is_opened_to_be_read_to_its_end() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let (file, pipe) = (folder.path().join("file"), folder.path().join("pipe"));
        fs::write(&file, "seven b").unwrap();
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        assert_eq!(open_regular(&file).unwrap().1, 7);
        for other in [pipe.as_path(), folder.path(), Path::new("/dev/zero")] {
            let error = open_regular(other).unwrap_err().to_string();
            assert!(
                error.contains("no-regular-file"),
                "{}: {error}",
                other.display()
            );
        }
    }

    #[test]
    fn only_drafts_of_a_lock_are_removed_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        let of_lock = draft_under_lock(&file).unwrap().into_temp_path();
        let other = draft_beside(&file).unwrap().into_temp_path();
        let log = format!("{}-wal", of_lock.display());
        fs::write(&log, "log").unwrap();
        assert!(is_draft(&of_lock.file_name().unwrap().to_string_lossy()));
        remove_locked_drafts(folder.path()).unwrap();
        assert!(!of_lock.exists() && !Path::new(&log).exists() && other.exists());
    }

    #[test]
    fn everything_in_the_folder_is_closed_and_nothing_behind_a_link() {
        let data = tempfile::tempdir().unwrap();
        let (folder, elsewhere) = (data.path().join("data"), data.path().join("elsewhere"));
        fs::create_dir_all(folder.join("below")).unwrap();
        fs::write(&elsewhere, "mine").unwrap();
        symlink(&elsewhere, folder.join("link")).unwrap();
        for (file, found) in [("a.db", 0o644), ("below/b.db", 0o666), ("read-only", 0o444)] {
            fs::write(folder.join(file), "text").unwrap();
            set_mode(&folder.join(file), found).unwrap();
        }
        for open in [&elsewhere, &folder, &folder.join("below")] {
            set_mode(open, 0o755).unwrap();
        }
        close_folder(&folder).unwrap();
        for (path, closed) in [
            ("", 0o700),
            ("below", 0o700),
            ("a.db", 0o600),
            ("below/b.db", 0o600),
            ("read-only", 0o400),
        ] {
            assert_eq!(mode(&folder.join(path)), closed, "{path}");
        }
        assert_eq!(mode(&elsewhere), 0o755, "not ours to close");
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
            for refused in [restrict_permissions(link), open_or_create(link).map(drop)] {
                let error = refused.unwrap_err().to_string();
                assert!(error.contains("foreign-file"), "{error}");
            }
        }
        replace(&link, b"ours").unwrap();
        assert_eq!(fs::read(&link).unwrap(), b"ours");
        assert_eq!(
            (fs::read(&elsewhere).unwrap(), mode(&elsewhere)),
            (b"mine".to_vec(), 0o644)
        );
        let folder = data.path().join("folder");
        symlink(data.path(), &folder).unwrap();
        let before = mode(data.path());
        set_mode(data.path(), 0o755).unwrap();
        assert!(make_folder(&folder).is_err());
        assert_eq!(mode(data.path()), 0o755, "not even closed");
        set_mode(data.path(), before).unwrap();
    }
}
