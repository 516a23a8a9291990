//! Where the files of one app lie until they are taken, and how what dead processes left is found.
//!
//! Each app has a directory of its own with a file `lock` in it, locked as long as the app lives. The
//! operating system gives the lock back however the process ends, so whoever gets the lock of a
//! directory knows that nobody uses it any more.

use std::fs::{self, DirEntry, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, TempDir, TempPath};

const PREFIX: &str = "postback-uploads-";
const LOCK: &str = "lock";

/// A directory without a lock is one that is being made, or whose process died while making it.
const HALF_MADE: Duration = Duration::from_secs(60 * 60);

/// Removed with all that is in it when it is dropped.
pub(super) struct Directory {
    /// First, because some systems do not remove a file that is open. That somebody else may now
    /// remove the directory first does no harm.
    _lock: File,
    dir: TempDir,
}

impl Directory {
    pub(super) fn make(parent: &Path) -> io::Result<Self> {
        loop {
            let dir = private().tempdir_in(parent)?;
            let lock = File::create_new(dir.path().join(LOCK))?;
            if let Some(directory) = Self::claim(dir, lock)? {
                return Ok(directory);
            }
        }
    }

    /// Nothing if a sweep took it for a dead one between the two steps above and this.
    fn claim(dir: TempDir, lock: File) -> io::Result<Option<Self>> {
        match lock.try_lock() {
            Ok(()) if !dir.path().join(LOCK).try_exists()? => return Ok(None),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => {
                tracing::debug!(target: "postback::uploads", directory = %dir.path().display(), %error, "files cannot be locked here; what a process that was killed leaves has to be removed by hand");
            }
        }
        Ok(Some(Self { _lock: lock, dir }))
    }

    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// A directory that only this user may enter.
fn private() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

/// A new file under a random name, removed when the path is dropped.
///
/// It has the mode of any new file: what keeps others out is the directory, and once it is moved
/// away it is right for where it goes.
pub(super) fn create_file(dir: &Path) -> io::Result<(File, TempPath)> {
    Ok(Builder::new()
        .prefix(".postback-")
        .rand_bytes(12)
        .make_in(dir, |path| File::create_new(path))?
        .into_parts())
}

/// Removes the directories of processes that have died.
pub(super) fn sweep(parent: &Path) {
    let entries = match fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::debug!(target: "postback::uploads", directory = %parent.display(), %error, "not looked for what was left");
            return;
        }
    };
    for entry in entries.flatten() {
        if !entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(PREFIX.as_bytes())
        {
            continue;
        }
        let directory = entry.path();
        match remove_if_dead(&entry, parent) {
            Ok(true) => {
                tracing::debug!(target: "postback::uploads", directory = %directory.display(), "removed what a dead process left");
            }
            Ok(false) => {}
            Err(error) => {
                tracing::debug!(target: "postback::uploads", directory = %directory.display(), %error, "not removed");
            }
        }
    }
}

fn remove_if_dead(entry: &DirEntry, parent: &Path) -> io::Result<bool> {
    // Of the entry itself, not of what it points to.
    let about = entry.metadata()?;
    if !about.is_dir() || !is_ours(&about, parent)? {
        return Ok(false);
    }
    let lock = match File::open(entry.path().join(LOCK)) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let old = about.modified()?.elapsed().is_ok_and(|age| age > HALF_MADE);
            return if old {
                fs::remove_dir_all(entry.path()).map(|()| true)
            } else {
                Ok(false)
            };
        }
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        // Held until the directory is gone: its creator then sees that it has lost it.
        Ok(()) => fs::remove_dir_all(entry.path()).map(|()| true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// True if nobody else made it. In a directory that many users write, somebody could lay a trap
/// under our prefix: a `lock` that is a pipe, and opening it waits forever.
#[cfg(unix)]
fn is_ours(about: &fs::Metadata, parent: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;

    // Std does not say who we are, but a file that is made now says it.
    let mine = tempfile::tempfile_in(parent)?.metadata()?;
    Ok(about.uid() == mine.uid())
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "it has the shape that it has elsewhere"
)]
fn is_ours(_: &fs::Metadata, _: &Path) -> io::Result<bool> {
    Ok(true)
}

#[cfg(test)]
mod tests;
