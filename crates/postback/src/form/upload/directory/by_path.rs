//! A directory by its path, on systems where std cannot open directories. There each user has their
//! own temporary folder.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

pub(in crate::form::upload) struct Handle {
    path: PathBuf,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let is_directory = fs::symlink_metadata(path)?.is_dir();
        Ok(is_directory.then(|| Self {
            path: path.to_path_buf(),
        }))
    }

    pub(super) fn is_in_place(&self) -> io::Result<bool> {
        Ok(fs::symlink_metadata(&self.path)?.is_dir())
    }

    pub(super) fn names(&self, name: &str, _: &File) -> io::Result<bool> {
        Ok(fs::symlink_metadata(self.path.join(name))?.is_file())
    }

    pub(super) fn spare(&self) {}

    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(self.path.join(name))
    }

    pub(super) fn create_first(&self, name: &str) -> io::Result<(File, fs::Permissions)> {
        let file = self.create(name)?;
        let ordinary = file.metadata()?.permissions();
        Ok((file, ordinary))
    }

    pub(super) fn open_file(&self, name: &str) -> io::Result<File> {
        File::options()
            .read(true)
            .write(true)
            .open(self.path.join(name))
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    pub(super) fn link(&self, name: &str, to: &Path) -> io::Result<()> {
        fs::hard_link(self.path.join(name), to)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}
