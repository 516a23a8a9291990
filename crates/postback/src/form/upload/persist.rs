//! Moving a temporary file to its permanent place.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::{Builder, TempPath};

use super::directory::Temporary;
use crate::keys;

/// Creates a hard link on the same file system, unless a file of that name exists.
pub(super) fn link(file: &Temporary, to: &Path) -> io::Result<()> {
    file.link(to)
}

/// Moves `file` into `dir` under a random name. The caller then drops the temporary file; on
/// failure it still exists.
///
/// `link` is [`link`], or a test's replacement that behaves as if `dir` were on another file
/// system.
pub(super) fn persist(
    file: &Temporary,
    dir: &Path,
    extension: &str,
    link: fn(&Temporary, &Path) -> io::Result<()>,
) -> io::Result<String> {
    let name = format!("{}.{extension}", keys::random_name());
    let to = dir.join(&name);
    let moved = || {
        is_directory(dir)?;
        let mut opened = file.open()?;
        file.make_ordinary(&opened)?;
        // The name must not survive a power failure without its bytes.
        opened.sync_all()?;
        match link(file, &to) {
            // Some file systems have no hard links, and some systems forbid them.
            Err(error) if has_no_links(&error) => copy(&mut opened, dir, &to),
            linked => linked,
        }
    };
    moved().map_err(|error| failed(&error, dir))?;
    // The file is complete at this point. A failure to sync the directory only matters after a
    // power failure, and does not make the file unusable.
    #[cfg(unix)]
    let _ = File::open(dir).and_then(|dir| dir.sync_all());
    Ok(name)
}

fn has_no_links(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::CrossesDevices
            | io::ErrorKind::Unsupported
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::TooManyLinks
    )
}

/// Copies the file to another file system, so that it only becomes visible when it is complete.
fn copy(from: &mut File, dir: &Path, to: &Path) -> io::Result<()> {
    let (mut copy, path) = create_in(dir)?;
    io::copy(from, &mut copy)?;
    copy.sync_all()?;
    drop(copy);
    path.persist_noclobber(to).map_err(|failed| failed.error)
}

/// Creates a file with a random name and the mode of any new file, which is removed when the path
/// is dropped.
fn create_in(dir: &Path) -> io::Result<(File, TempPath)> {
    Ok(Builder::new()
        .prefix(".postback-")
        .rand_bytes(12)
        .make_in(dir, |path| File::create_new(path))?
        .into_parts())
}

fn is_directory(dir: &Path) -> io::Result<()> {
    if fs::metadata(dir)?.is_dir() {
        Ok(())
    } else {
        Err(io::ErrorKind::NotADirectory.into())
    }
}

fn failed(error: &io::Error, dir: &Path) -> io::Error {
    let advice = if dir.is_dir() {
        ""
    } else {
        "; create the directory when the app starts"
    };
    let message = format!(
        "an upload cannot be moved to {}: {error}{advice}",
        dir.display()
    );
    io::Error::new(error.kind(), message)
}

#[cfg(test)]
mod tests;
