//! Where the files of one app lie until they are taken, and how what dead processes left is found.
//!
//! Each app has a directory of its own with a file `lock` in it, locked as long as the app lives. The
//! operating system gives the lock back however the process ends, so whoever gets the lock of a
//! directory knows that nobody uses it any more.
//!
//! In a folder that many users write, somebody tidies up, and then anybody may take the path. So what
//! is done with files is done through the open directory, never through its path, and a directory
//! whose path or lock leads to something else (by device and inode) gets no more files.

#[cfg_attr(unix, path = "directory/unix.rs")]
#[cfg_attr(not(unix), path = "directory/by_path.rs")]
mod handle;
mod sweep;
mod temporary;

use std::fs::{File, Permissions, TryLockError};
use std::io;
use std::path::Path;

use tempfile::{Builder, TempDir};

use self::handle::Handle;
pub(super) use self::sweep::sweep;
pub(super) use self::temporary::Temporary;

const PREFIX: &str = "postback-uploads-";
const LOCK: &str = "lock";

/// How often a new directory may be lost while it is made. A sweep takes one at the most.
const TRIES: usize = 16;

/// Removed with all that is in it when it is dropped.
pub(super) struct Directory {
    /// Before the directory, because some systems do not remove a file that is open. That somebody
    /// else may now remove the directory first does no harm.
    lock: File,
    handle: Handle,
    /// What any new file of this process may be used for, and by whom.
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

    /// Nothing if somebody took it between these steps: a sweep, for a dead one.
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
                tracing::debug!(target: "postback::uploads", directory = %dir.path().display(), %error, "files cannot be locked here; what a process that was killed leaves has to be removed by hand");
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

    /// Whether it still is what it was when it was made, at its path and with its lock.
    pub(super) fn is_intact(&self) -> bool {
        self.handle.is_in_place().unwrap_or(false)
            && self.handle.names(LOCK, &self.lock).unwrap_or(false)
    }

    pub(super) fn path(&self) -> &Path {
        self.handle.path()
    }
}

/// What lies at the path of a directory that was taken is not ours to remove.
impl Drop for Directory {
    fn drop(&mut self) {
        if !self.handle.is_in_place().unwrap_or(false) {
            self.dir.disable_cleanup(true);
        }
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

#[cfg(test)]
mod tests;
