//! What came with a form.

use super::limits::{ERRORS, LIST};
use super::upload::Upload;

/// What a form is read from: texts and files by their names.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Submitted<'s> {
    pub(super) pairs: &'s [(String, String)],
    pub(super) files: &'s [(String, SentFile)],
    /// How many entries a list may have.
    pub(super) list: usize,
    /// How many errors are told one by one.
    pub(super) errors: usize,
    /// Whether a text may have a NUL in it.
    pub(super) nul: bool,
}

impl<'s> Submitted<'s> {
    /// Texts alone, of which the app itself decides how many there are.
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
    /// It is on the disk.
    Whole(Upload),
    /// It is larger than its field takes, so it was passed over.
    TooLarge,
    /// The list that it belongs to was full, so it was passed over.
    Surplus,
}
