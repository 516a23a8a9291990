//! [`Submitted`]: the input of the decoder.

use super::limits::{ERRORS, LIST};
#[cfg(feature = "uploads")]
use super::upload::Upload;

/// The input of the decoder: text values and files by name, with their limits.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Submitted<'s> {
    pub(super) pairs: &'s [(String, String)],
    pub(super) files: &'s [(String, SentFile)],
    /// The largest number of items in a list.
    pub(super) list: usize,
    /// The largest number of errors that are shown one by one.
    pub(super) errors: usize,
    /// Whether a text may contain NUL.
    pub(super) nul: bool,
}

impl<'s> Submitted<'s> {
    /// Returns an input of text values without limits; the app controls their number.
    #[must_use]
    pub const fn texts(pairs: &'s [(String, String)]) -> Self {
        Self {
            pairs,
            files: &[],
            list: LIST,
            errors: ERRORS,
            nul: false,
        }
    }
}

/// One file of a submission.
#[derive(Debug)]
pub(crate) enum SentFile {
    /// A file on the disk.
    #[cfg(feature = "uploads")]
    Whole(Upload),
    /// A file that exceeds the limit of its field, which was skipped.
    #[cfg(feature = "uploads")]
    TooLarge,
    /// A file that no field accepts, or one beyond the limit of its list, which was skipped.
    Surplus,
}

impl SentFile {
    pub(super) fn is_whole(&self) -> bool {
        match self {
            #[cfg(feature = "uploads")]
            Self::Whole(_) => true,
            _ => false,
        }
    }

    pub(super) fn is_too_large(&self) -> bool {
        match self {
            #[cfg(feature = "uploads")]
            Self::TooLarge => true,
            _ => false,
        }
    }
}
