//! [`Sent`]: the content that was read of a body.

use super::limits::Limits;
use super::submitted::{SentFile, Submitted};
use super::tree::Rows;
use super::{Pairs, tree};

/// The SHA-256 of a submission. For a multipart body it covers the parts without the boundary,
/// because a browser that submits the same form again chooses another one.
pub(crate) type Digest = [u8; 32];

/// The content that was read of a body, even if it could not be read to its end.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) pairs: Pairs,
    pub(crate) files: Vec<(String, SentFile)>,
    /// The fields whose files were skipped because no field of the form accepts them, each once.
    pub(crate) passed_over: Vec<String>,
    /// The size of all names and values, in bytes.
    pub(crate) text: usize,
    /// The number of raw bytes.
    pub(crate) bytes: usize,
    /// The digest, or `None` if the body was not read to its end.
    pub(crate) digest: Option<Digest>,
}

impl Sent {
    pub(crate) fn submitted(&self, limits: &Limits) -> Submitted<'_> {
        Submitted {
            pairs: &self.pairs,
            files: &self.files,
            list: limits.items,
            errors: limits.errors,
            nul: limits.nul,
        }
    }

    /// Numbers the rows of lists from 0, once for every later use. The returned [`Rows`] translate
    /// an action's own numbering.
    pub(crate) fn renumber(&mut self) -> Rows {
        // A row also counts if its file was skipped.
        let taken = self.files.len();
        let passed_over = self.passed_over.drain(..);
        let passed_over = passed_over.map(|name| (name, SentFile::Surplus));
        self.files.extend(passed_over);
        let renumbered = tree::renumber(&mut self.pairs, &mut self.files);
        let passed_over = self.files.split_off(taken.min(self.files.len()));
        self.passed_over = passed_over.into_iter().map(|(name, _)| name).collect();
        renumbered.map(|(rows, _)| rows).unwrap_or_default()
    }

    /// Returns the fields whose files the user has to choose again. Files with an error have it
    /// shown at their field.
    pub(super) fn files_to_choose_again(&self) -> impl Iterator<Item = &String> {
        let taken = self.files.iter();
        let taken = taken.filter(|(_, file)| file.is_whole());
        let taken = taken.map(|(name, _)| name);
        taken.chain(&self.passed_over)
    }

    /// Returns whether a file exceeds the size limit of its field.
    pub(crate) fn has_too_large_a_file(&self) -> bool {
        let mut files = self.files.iter();
        files.any(|(_, file)| file.is_too_large())
    }
}
