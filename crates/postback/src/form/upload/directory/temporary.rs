//! One file in the directory of an app.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Directory;
use crate::keys;

/// A file under a random name that only this user may open, removed when this is dropped.
pub(in crate::form::upload) struct Temporary {
    name: String,
    /// Not removed while there are files in it, also if the app is gone.
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

    /// From now on it is a file like any other that this process makes.
    pub(in crate::form::upload) fn make_ordinary(&self, file: &File) -> io::Result<()> {
        file.set_permissions(self.directory.ordinary.clone())
    }

    /// A second name for it, on the same file system, unless there is a file of that name.
    pub(in crate::form::upload) fn link(&self, to: &Path) -> io::Result<()> {
        self.directory.handle.link(&self.name, to)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = self.directory.handle.remove(&self.name);
    }
}
