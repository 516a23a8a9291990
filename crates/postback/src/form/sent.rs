//! What was read of a body.

use super::limits::Limits;
use super::submitted::{SentFile, Submitted};
use super::tree::Rows;
use super::{Pairs, tree};

/// SHA-256 of what a browser sent. Of a multipart body, of its parts: a browser that sends the same form
/// again puts another boundary between them.
pub(crate) type Digest = [u8; 32];

/// What was read of a body, also if it could not be read to its end.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) pairs: Pairs,
    pub(crate) files: Vec<(String, SentFile)>,
    /// The fields of files that nobody takes here, each once.
    pub(crate) passed_over: Vec<String>,
    /// How many bytes the names and values have.
    pub(crate) text: usize,
    /// How many raw bytes.
    pub(crate) bytes: usize,
    /// `None` if it was not read to its end.
    pub(crate) digest: Option<Digest>,
}

impl Sent {
    pub(crate) fn submitted(&self, limits: &Limits) -> Submitted<'_> {
        Submitted {
            pairs: &self.pairs,
            files: &self.files,
            list: limits.list,
            errors: limits.errors,
            nul: limits.nul,
        }
    }

    /// Counts the rows of lists from 0, once for everything that is done with them. An action may count
    /// them in another way.
    pub(crate) fn renumber(&mut self) -> Rows {
        // A row with a file that is passed over is one, too.
        let taken = self.files.len();
        let passed_over = self.passed_over.drain(..);
        let passed_over = passed_over.map(|name| (name, SentFile::Surplus));
        self.files.extend(passed_over);
        let renumbered = tree::renumber(&mut self.pairs, &mut self.files);
        let passed_over = self.files.split_off(taken.min(self.files.len()));
        self.passed_over = passed_over.into_iter().map(|(name, _)| name).collect();
        renumbered.map(|(rows, _)| rows).unwrap_or_default()
    }

    /// The fields of which a browser that shows the form again has forgotten the file. What is wrong
    /// with the others is said at them.
    pub(super) fn files_to_choose_again(&self) -> impl Iterator<Item = &String> {
        let taken = self.files.iter();
        let taken = taken.filter(|(_, file)| matches!(file, SentFile::Whole(_)));
        let taken = taken.map(|(name, _)| name);
        taken.chain(&self.passed_over)
    }

    /// Whether a file is larger than its field takes.
    pub(crate) fn has_too_large_a_file(&self) -> bool {
        let mut files = self.files.iter();
        files.any(|(_, file)| matches!(file, SentFile::TooLarge))
    }
}
