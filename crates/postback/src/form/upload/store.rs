//! [`Uploads`]: the temporary files of one app, and their limits.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fmt, io};

use super::directory::{self, Directory, Temporary};
use crate::form::Limits;

/// The temporary files of one app. Clones share the limits and the directory.
#[derive(Clone)]
pub(crate) struct Uploads(pub(super) Arc<Store>);

pub(super) struct Store {
    pub(super) parent: PathBuf,
    pub(super) budget: Arc<Budget>,
    /// Created with the first upload, because most apps have none.
    directory: Mutex<Option<Arc<Directory>>>,
}

pub(super) struct Budget {
    limit: u64,
    used: AtomicU64,
    most_files: usize,
    files: AtomicUsize,
}

/// The reservation of one file and its bytes, released on drop.
pub(super) struct Room {
    budget: Arc<Budget>,
    bytes: u64,
}

/// The reason why an upload cannot be stored.
#[derive(Debug)]
pub(crate) enum UploadError {
    /// The uploads of the app would exceed this number of bytes together.
    Full { limit: u64 },
    /// The app has this many temporary files already.
    TooMany { limit: usize },
    /// The file system failed; the message names the directory.
    Io(io::Error),
}

impl Uploads {
    /// Creates the store for a directory inside `dir` ([`env::temp_dir`] if it is `None`), with at
    /// most `most_files` files of at most `limit` bytes together. It touches the file system with
    /// the first upload only.
    pub(crate) fn new(dir: Option<PathBuf>, limit: u64, most_files: usize) -> Self {
        Self(Arc::new(Store {
            parent: dir.unwrap_or_else(env::temp_dir),
            budget: Arc::new(Budget {
                limit,
                used: AtomicU64::new(0),
                most_files,
                files: AtomicUsize::new(0),
            }),
            directory: Mutex::default(),
        }))
    }

    pub(crate) fn of(limits: &Limits) -> Self {
        Self::new(
            limits.uploads_in.clone(),
            limits.uploads,
            limits.upload_files,
        )
    }

    /// Removes the directories of dead processes. It does not fail: directories that cannot be
    /// removed stay.
    pub(crate) fn sweep(&self) {
        directory::sweep(&self.0.parent);
    }

    /// Returns the size of all temporary files together, in bytes.
    #[cfg(test)]
    pub(super) fn used(&self) -> u64 {
        self.0.budget.used.load(Relaxed)
    }
}

impl Store {
    /// Creates a file in the directory, or in a new directory.
    pub(super) fn create(&self) -> io::Result<(File, Temporary)> {
        let mut current = self
            .directory
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(directory) = &*current {
            match Temporary::create(directory) {
                Ok(created) if directory.is_intact() => return Ok(created),
                Err(error) if directory.is_intact() => return Err(error),
                // Programs that clean up `/tmp` remove directories to which nothing was written for
                // days.
                _ => {
                    tracing::warn!(target: "postback::uploads", directory = %directory.path().display(), "the directory of uploads was removed or replaced; uploads go to a new one");
                }
            }
        }
        let directory = current.insert(Arc::new(Directory::make(&self.parent)?));
        Temporary::create(directory)
    }
}

impl Room {
    pub(super) fn new(budget: &Arc<Budget>) -> Result<Self, UploadError> {
        let limit = budget.most_files;
        let one_more = |files| (files < limit).then_some(files + 1);
        let before = budget.files.fetch_update(Relaxed, Relaxed, one_more);
        before.map_err(|_| UploadError::TooMany { limit })?;
        Ok(Self {
            budget: Arc::clone(budget),
            bytes: 0,
        })
    }

    /// Reserves more bytes, all of them or none.
    pub(super) fn take(&mut self, more: u64) -> Result<(), UploadError> {
        let Budget { limit, used, .. } = &*self.budget;
        used.fetch_update(Relaxed, Relaxed, |used| {
            used.checked_add(more).filter(|sum| sum <= limit)
        })
        .map_err(|_| UploadError::Full { limit: *limit })?;
        self.bytes += more;
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.bytes, Relaxed);
        self.budget.files.fetch_sub(1, Relaxed);
    }
}

impl UploadError {
    pub(super) fn in_directory(dir: &Path, error: &io::Error) -> Self {
        let message = format!("an upload cannot be kept in {}: {error}", dir.display());
        Self::Io(io::Error::new(error.kind(), message))
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { limit } => {
                write!(f, "temporary files have reached the limit of {limit} bytes")
            }
            Self::TooMany { limit } => {
                write!(f, "temporary files have reached the limit of {limit} files")
            }
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for UploadError {}
