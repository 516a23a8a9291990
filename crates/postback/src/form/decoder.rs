//! The state of decoding.

use super::FieldError;
use super::problem::Problem;
use super::submitted::Submitted;

/// The current path of the decoder, its limits, and the errors so far.
#[doc(hidden)]
#[derive(Debug)]
pub struct Decoder {
    pub(super) path: String,
    pub(super) errors: Vec<FieldError>,
    /// The largest number of items in a list.
    list: usize,
    pub(super) leaves_out: bool,
    /// Whether a text may contain NUL.
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

    /// Returns the largest number of items in a list.
    pub(super) fn list(&self) -> usize {
        self.list
    }

    /// Returns whether the app accepts this text: one with a NUL only if the limits allow it.
    pub(super) fn takes(&self, text: &str) -> bool {
        self.nul || !text.contains('\0')
    }

    /// Enters the field `key` of a struct; [`leave`](Self::leave) returns to the struct.
    pub fn enter(&mut self, key: &str) -> usize {
        let end = self.path.len();
        if end > 0 {
            self.path.push('.');
        }
        self.path.push_str(key);
        end
    }

    /// Returns to the path at which [`enter`](Self::enter) was called.
    pub fn leave(&mut self, end: usize) {
        self.path.truncate(end);
    }

    /// Returns whether list items and optional values that cannot be decoded are left out.
    pub(super) fn leaves_out(&self) -> bool {
        self.leaves_out
    }

    /// Records what is wrong with a value that could be decoded.
    pub(super) fn note(&mut self, problem: &Problem) {
        self.errors.push(FieldError {
            field: self.path.clone(),
            message: problem.sentence(),
        });
    }
}
