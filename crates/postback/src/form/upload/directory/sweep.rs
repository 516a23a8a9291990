//! Removal of the directories of dead processes.

use std::fs::{self, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::{Handle, LOCK, PREFIX};

/// A directory without a lock is being created, or its process died while creating it.
const HALF_MADE: Duration = Duration::from_secs(60 * 60);

/// Removes the directories of dead processes.
pub(in crate::form::upload) fn sweep(parent: &Path) {
    let entries = match fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::debug!(target: "postback::uploads", directory = %parent.display(), %error, "the files of dead processes could not be searched for");
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
        match remove_if_dead(&directory) {
            Ok(true) => {
                tracing::debug!(target: "postback::uploads", directory = %directory.display(), "removed the files of a dead process");
            }
            Ok(false) => {}
            Err(error) => {
                tracing::debug!(target: "postback::uploads", directory = %directory.display(), %error, "not removed");
            }
        }
    }
}

/// Another user could set a trap under our prefix, such as a link, or a pipe named `lock`, on which
/// opening blocks forever. So only directories of the current user are examined.
fn remove_if_dead(path: &Path) -> io::Result<bool> {
    let Some(directory) = Handle::open(path)? else {
        return Ok(false);
    };
    let lock = match directory.open_file(LOCK) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let made = fs::symlink_metadata(path)?.modified()?;
            let is_old = made.elapsed().is_ok_and(|age| age > HALF_MADE);
            return if is_old {
                fs::remove_dir_all(path).map(|()| true)
            } else {
                Ok(false)
            };
        }
        Err(error) => return Err(error),
    };
    if !lock.metadata()?.is_file() {
        return Ok(false);
    }
    match lock.try_lock() {
        // The lock is held until the directory is gone, so that its creator notices the loss.
        Ok(()) => fs::remove_dir_all(path).map(|()| true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
