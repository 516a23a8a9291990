//! [`Reading`]: the limits within which a body is read, and the destination of its fields.

use super::error::BodyError;
use crate::form::limits::{Exceeded, Limits};
#[cfg(feature = "uploads")]
use crate::form::rules::FileRules;
use crate::form::sent::Sent;
#[cfg(feature = "uploads")]
use crate::form::upload::Uploads;
use crate::guard::running::{Running, Whose};

/// The limits within which a body is read.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The largest number of raw bytes.
    pub(crate) most: usize,
    /// The largest size of all names and values together, in bytes.
    pub(crate) text: usize,
    pub(crate) limits: &'a Limits,
    /// The places of concurrent bodies; a body takes one when its client has to be waited for.
    pub(crate) places: &'a Running,
    /// The owner of the body, because no one may take all places.
    pub(crate) whose: Option<Whose<'a>>,
    /// A callback for when a place is taken.
    pub(crate) waits: Option<&'a (dyn Fn() + Sync)>,
    /// The destination of files. Without one they are skipped.
    #[cfg(feature = "uploads")]
    pub(crate) files: Option<FilesTo<'a>>,
}

impl Reading<'_> {
    /// Returns whether a field of this name accepts files.
    #[cfg(feature = "uploads")]
    pub(super) fn takes_files(&self, name: &[u8]) -> bool {
        let name = std::str::from_utf8(name).ok();
        let rules = self.files.zip(name).map(|(to, name)| (to.rules)(name));
        rules.flatten().is_some()
    }

    #[cfg(not(feature = "uploads"))]
    #[allow(clippy::unused_self, reason = "with the feature it looks")]
    pub(super) fn takes_files(&self, _: &[u8]) -> bool {
        false
    }
}

/// The destination of files, and the rules of the fields that accept them.
#[cfg(feature = "uploads")]
#[derive(Clone, Copy)]
pub(crate) struct FilesTo<'a> {
    pub(crate) uploads: &'a Uploads,
    /// Returns the rules of the file field of this name. Files of other fields are skipped.
    pub(crate) rules: fn(&str) -> Option<FileRules>,
}

/// Adds a field, within the limits. Invalid UTF-8 is replaced, and then the function returns
/// `false`.
pub(super) fn push(
    sent: &mut Sent,
    reading: Reading<'_>,
    name: Vec<u8>,
    value: Vec<u8>,
) -> Result<bool, BodyError> {
    let limits = reading.limits;
    let text = sent.text + name.len() + value.len();
    let exceeded = if sent.pairs.len() == limits.fields {
        Exceeded::Fields(limits.fields)
    } else if name.len() > limits.name {
        Exceeded::Name(limits.name)
    } else if value.len() > limits.value {
        Exceeded::Value(limits.value)
    } else if text > reading.text {
        Exceeded::Body(reading.text)
    } else {
        let ((name, is_name), (value, is_value)) = (lossy(name), lossy(value));
        sent.pairs.push((name, value));
        sent.text = text;
        return Ok(is_name && is_value);
    };
    Err(BodyError::TooLarge(exceeded))
}

pub(super) fn lossy(bytes: Vec<u8>) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => (
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
            false,
        ),
    }
}
