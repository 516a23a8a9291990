//! [`FileType`]: the type of a file.

/// A media type and the extension of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileType {
    pub(crate) mime: &'static str,
    pub(crate) extension: &'static str,
}

pub(super) const fn kind(mime: &'static str, extension: &'static str) -> FileType {
    FileType { mime, extension }
}
