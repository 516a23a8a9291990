//! The name of a type of files.

/// A type and the extension that a file of it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileType {
    pub(crate) mime: &'static str,
    pub(crate) extension: &'static str,
}

pub(super) const fn kind(mime: &'static str, extension: &'static str) -> FileType {
    FileType { mime, extension }
}
