//! Removing what processes left that are dead.

use std::fs::{self, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use super::handle::Handle;
use super::{LOCK, PREFIX};

/// A directory without a lock is one that is being made, or whose process died while making it.
const HALF_MADE: Duration = Duration::from_secs(60 * 60);

/// Removes the directories of processes that have died.
pub(in crate::form::upload) fn sweep(parent: &Path) {
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
        match remove_if_dead(&directory) {
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

/// Somebody could lay a trap under our prefix: a link, or a `lock` that is a pipe, and opening it waits
/// forever. So what is not a directory of this user is not looked into.
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
        // Held until the directory is gone: its creator then sees that it has lost it.
        Ok(()) => fs::remove_dir_all(path).map(|()| true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
