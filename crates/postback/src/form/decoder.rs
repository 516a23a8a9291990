//! Where the decoder is in a form, and what it has found so far.

use super::FieldError;
use super::problem::Problem;
use super::submitted::Submitted;

/// Where the decoder is, and what it has found so far.
#[doc(hidden)]
#[derive(Debug)]
pub struct Decoder {
    pub(super) path: String,
    pub(super) errors: Vec<FieldError>,
    /// How many entries a list may have.
    list: usize,
    pub(super) leaves_out: bool,
    /// Whether a text may have a NUL in it.
    nul: bool,
}

impl Decoder {
    pub(super) fn new(submitted: Submitted<'_>) -> Self {
        Self {
            path: String::new(),
            errors: Vec::new(),
            list: submitted.list,
            nul: submitted.nul,
            leaves_out: false,
        }
    }

    /// How many entries a list may have.
    pub(super) fn list(&self) -> usize {
        self.list
    }

    /// Whether the app takes this text, of which its database may not take all.
    pub(super) fn takes(&self, text: &str) -> bool {
        self.nul || !text.contains('\0')
    }

    /// Goes to the field `key` of a struct; [`leave`](Self::leave) goes back.
    pub fn enter(&mut self, key: &str) -> usize {
        let end = self.path.len();
        if end > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        end
    }

    /// Goes back to where [`enter`](Self::enter) was called.
    pub fn leave(&mut self, end: usize) {
        self.path.truncate(end);
    }

    /// Whether what cannot be read is left out where that is possible: of lists and options.
    pub(super) fn leaves_out(&self) -> bool {
        self.leaves_out
    }

    /// Notes what is wrong with a value that could be read.
    pub(super) fn note(&mut self, problem: &Problem) {
        self.errors.push(FieldError {
            field: self.path.clone(),
            message: problem.sentence(),
        });
    }
}
