//! [`Handle`]: an open directory. Operations act on this directory, whatever has happened to its
//! path.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open, openat, statat, unlinkat};
use rustix::process::geteuid;

/// An open directory of the current user.
pub(in crate::form::upload) struct Handle {
    dir: File,
    path: PathBuf,
}

impl Handle {
    /// Opens a directory, or returns `None` if the path is no directory (for example a link to one)
    /// or belongs to another user.
    pub(super) fn open(path: &Path) -> io::Result<Option<Self>> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let dir = match open(path, flags, Mode::empty()) {
            Ok(dir) => File::from(dir),
            Err(rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let is_ours = dir.metadata()?.uid() == geteuid().as_raw();
        Ok(is_ours.then(|| Self {
            dir,
            path: path.to_path_buf(),
        }))
    }

    /// Returns whether its path still leads to it, and no other user may enter.
    pub(super) fn is_in_place(&self) -> io::Result<bool> {
        let (held, named) = (self.dir.metadata()?, fs::symlink_metadata(&self.path)?);
        Ok(is_same(&held, &named)
            && held.uid() == geteuid().as_raw()
            && held.mode() & 0o777 == 0o700)
    }

    /// Returns whether this name in it refers to this file.
    pub(super) fn names(&self, name: &str, file: &File) -> io::Result<bool> {
        let (held, named) = (
            file.metadata()?,
            statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW)?,
        );
        #[allow(
            clippy::unnecessary_cast,
            clippy::cast_sign_loss,
            clippy::allow_attributes,
            reason = "how wide a device number is differs between systems"
        )]
        let same = (held.dev(), held.ino()) == (named.st_dev as u64, named.st_ino as u64);
        Ok(same)
    }

    /// Locks the directory, which systemd-tmpfiles respects when it cleans up.
    /// <https://www.freedesktop.org/software/systemd/man/latest/tmpfiles.d.html#Age>
    pub(super) fn spare(&self) {
        let _ = self.dir.try_lock();
    }

    /// Creates a file that only the current user may open.
    pub(super) fn create(&self, name: &str) -> io::Result<File> {
        self.create_with(name, Mode::RUSR | Mode::WUSR)
    }

    /// Creates a file that only the current user may open, and returns the permissions that any new
    /// file has here.
    pub(super) fn create_first(&self, name: &str) -> io::Result<(File, fs::Permissions)> {
        let file = self.create_with(name, Mode::from_raw_mode(0o666))?;
        let ordinary = file.metadata()?.permissions();
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        Ok((file, ordinary))
    }

    fn create_with(&self, name: &str, mode: Mode) -> io::Result<File> {
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(openat(&self.dir, name, flags, mode)?.into())
    }

    /// Opens a file in the directory. It follows no link, and does not block on a pipe without a
    /// writer.
    pub(super) fn open_file(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(openat(&self.dir, name, flags, Mode::empty())?.into())
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.dir, name, AtFlags::empty())?)
    }

    /// Creates a hard link to a file in the directory, unless a file of that name exists.
    pub(super) fn link(&self, name: &str, to: &Path) -> io::Result<()> {
        Ok(linkat(&self.dir, name, CWD, to, AtFlags::empty())?)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

fn is_same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}
