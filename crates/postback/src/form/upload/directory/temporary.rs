//! [`Temporary`]: one file in the directory of an app.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Directory;
use crate::keys;

/// A file with a random name that only the current user may open. It is removed on drop.
pub(in crate::form::upload) struct Temporary {
    name: String,
    /// Keeps the directory alive while it contains files, even if the app is gone.
    directory: Arc<Directory>,
}

impl Temporary {
    pub(in crate::form::upload) fn create(directory: &Arc<Directory>) -> io::Result<(File, Self)> {
        let name = keys::random_name();
        let file = directory.handle.create(&name)?;
        let directory = Arc::clone(directory);
        Ok((file, Self { name, directory }))
    }

    pub(in crate::form::upload) fn path(&self) -> PathBuf {
        self.directory.path().join(&self.name)
    }

    pub(in crate::form::upload) fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub(in crate::form::upload) fn open(&self) -> io::Result<File> {
        self.directory.handle.open_file(&self.name)
    }

    /// Gives the file the permissions of any new file of this process.
    pub(in crate::form::upload) fn make_ordinary(&self, file: &File) -> io::Result<()> {
        file.set_permissions(self.directory.ordinary.clone())
    }

    /// Creates a hard link to the file on the same file system, unless a file of that name exists.
    pub(in crate::form::upload) fn link(&self, to: &Path) -> io::Result<()> {
        self.directory.handle.link(&self.name, to)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = self.directory.handle.remove(&self.name);
    }
}
