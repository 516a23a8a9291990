//! From a temporary file to one that stays.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::{PathPersistError, TempPath};

use super::directory::create_file;
use crate::keys;

/// Gives a file another name on the same file system, unless there is a file of that name.
pub(super) fn rename(file: TempPath, to: &Path) -> Result<(), PathPersistError> {
    file.persist_noclobber(to)
}

/// Moves `file` into `dir`, under a name of ours. If it fails, the file is still where it was.
///
/// `rename` is [`rename`], or something that behaves as if `dir` were on another file system.
pub(super) fn persist(
    file: TempPath,
    dir: &Path,
    extension: &str,
    rename: fn(TempPath, &Path) -> Result<(), PathPersistError>,
) -> Result<String, PathPersistError> {
    let name = format!("{}.{extension}", keys::random_name());
    let to = dir.join(&name);
    if let Err(error) = is_directory(dir).and_then(|()| on_disk(&file)) {
        return Err(failed(&error, file, dir));
    }
    match rename(file, &to) {
        Ok(()) => {}
        Err(PathPersistError { error, path: file })
            if error.kind() == io::ErrorKind::CrossesDevices =>
        {
            if let Err(error) = copy(&file, dir, &to) {
                return Err(failed(&error, file, dir));
            }
        }
        Err(PathPersistError { error, path }) => return Err(failed(&error, path, dir)),
    }
    // The file is there and whole. Only a power cut could still take its name away, and a directory
    // that cannot be synced is no reason to say that it is not there.
    let _ = on_disk(dir);
    Ok(name)
}

/// A move that the file system does not do itself: nobody sees the file before it is whole.
fn copy(from: &Path, dir: &Path, to: &Path) -> io::Result<()> {
    let (mut copy, path) = create_file(dir)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()?;
    drop(copy);
    rename(path, to).map_err(|failed| failed.error)
}

fn is_directory(dir: &Path) -> io::Result<()> {
    if fs::metadata(dir)?.is_dir() {
        Ok(())
    } else {
        Err(io::ErrorKind::NotADirectory.into())
    }
}

/// Waits until the disk has it: a name must not survive a power cut without its bytes.
#[cfg(unix)]
fn on_disk(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// As on Unix, for files. Directories cannot be opened like this, and need not be.
#[cfg(not(unix))]
fn on_disk(path: &Path) -> io::Result<()> {
    File::options().write(true).open(path)?.sync_all()
}

fn failed(error: &io::Error, path: TempPath, dir: &Path) -> PathPersistError {
    let advice = if dir.is_dir() {
        ""
    } else {
        "; create the directory when the app starts"
    };
    let message = format!(
        "an upload cannot be moved to {}: {error}{advice}",
        dir.display()
    );
    PathPersistError {
        error: io::Error::new(error.kind(), message),
        path,
    }
}

#[cfg(test)]
mod tests;
