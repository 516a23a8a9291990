//! [`Directory`]: the temporary directory of one app, and the removal of directories of dead
//! processes.
//!
//! Each app has a directory with a file `lock`, which it keeps locked. The operating system
//! releases the lock however the process ends, so a process that obtains the lock of a directory
//! knows that the directory is unused.
//!
//! In a folder that many users can write, a clean-up may remove the directory, and then anyone may
//! take its path. So files are accessed through the open directory, never through its path, and a
//! directory whose path or lock file is another one (by device and inode) receives no more files.

#[cfg(not(unix))]
mod by_path;
mod sweep;
mod temporary;
#[cfg(unix)]
mod unix;

use std::fs::{File, Permissions, TryLockError};
use std::io;
use std::path::Path;

use tempfile::{Builder, TempDir};

#[cfg(not(unix))]
use self::by_path::Handle;
pub(super) use self::sweep::sweep;
pub(super) use self::temporary::Temporary;
#[cfg(unix)]
use self::unix::Handle;

const PREFIX: &str = "postback-uploads-";
const LOCK: &str = "lock";

/// How many times creating a directory is tried. A sweep can remove at most one of them.
const TRIES: usize = 16;

/// A temporary directory, removed with its content on drop.
pub(super) struct Directory {
    /// Dropped before the directory, because some systems do not remove open files. If another
    /// process removes the directory first, no harm is done.
    lock: File,
    handle: Handle,
    /// The permissions of any new file of this process.
    ordinary: Permissions,
    dir: TempDir,
}

impl Directory {
    pub(super) fn make(parent: &Path) -> io::Result<Self> {
        for _ in 0..TRIES {
            let dir = private().tempdir_in(parent)?;
            if let Some(directory) = Self::claim(dir)? {
                return Ok(directory);
            }
        }
        Err(io::Error::other(
            "whatever directory is made here is somebody else's at once",
        ))
    }

    /// Locks a new directory, or returns `None` if a sweep has taken it meanwhile.
    fn claim(dir: TempDir) -> io::Result<Option<Self>> {
        let handle = match Handle::open(dir.path()) {
            Ok(Some(handle)) => handle,
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let (lock, ordinary) = match handle.create_first(LOCK) {
            Ok(made) => made,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Self::locked(dir, handle, lock, ordinary))
    }

    fn locked(dir: TempDir, handle: Handle, lock: File, ordinary: Permissions) -> Option<Self> {
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return None,
            Err(TryLockError::Error(error)) => {
                tracing::debug!(target: "postback::uploads", directory = %dir.path().display(), %error, "files cannot be locked in this folder: the files of a killed process have to be removed by hand");
            }
        }
        handle.spare();
        let directory = Self {
            lock,
            handle,
            ordinary,
            dir,
        };
        directory.is_intact().then_some(directory)
    }

    /// Returns whether the directory is still at its path and holds its own lock file.
    pub(super) fn is_intact(&self) -> bool {
        self.handle.is_in_place().unwrap_or(false)
            && self.handle.names(LOCK, &self.lock).unwrap_or(false)
    }

    pub(super) fn path(&self) -> &Path {
        self.handle.path()
    }
}

/// If the directory was taken, whatever is at its path belongs to someone else and is not removed.
impl Drop for Directory {
    fn drop(&mut self) {
        if !self.handle.is_in_place().unwrap_or(false) {
            self.dir.disable_cleanup(true);
        }
    }
}

/// Returns a builder of directories that only the current user may enter.
fn private() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

#[cfg(test)]
mod tests;
