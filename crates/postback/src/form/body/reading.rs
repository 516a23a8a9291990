//! What a body is read within, and how a field of it is taken.

use super::error::BodyError;
use crate::form::limits::{Exceeded, Limits};
use crate::form::rules::FileRules;
use crate::form::sent::Sent;
use crate::form::upload::Uploads;
use crate::guard::running::{Running, Whose};

/// What a body is read within.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The most raw bytes.
    pub(crate) most: usize,
    /// The most bytes of names and values together.
    pub(crate) text: usize,
    pub(crate) limits: &'a Limits,
    /// One for each body that is waited for.
    pub(crate) places: &'a Running,
    /// Whose body it is: nobody takes all places.
    pub(crate) whose: Option<Whose<'a>>,
    /// Called when one is taken.
    pub(crate) waits: Option<&'a (dyn Fn() + Sync)>,
    /// Where files go; without it they are passed over.
    pub(crate) files: Option<FilesTo<'a>>,
}

impl Reading<'_> {
    /// Whether a field of this name takes files.
    pub(super) fn takes_files(&self, name: &[u8]) -> bool {
        let name = std::str::from_utf8(name).ok();
        let rules = self.files.zip(name).map(|(to, name)| (to.rules)(name));
        rules.flatten().is_some()
    }
}

/// Where files go, and which.
#[derive(Clone, Copy)]
pub(crate) struct FilesTo<'a> {
    pub(crate) uploads: &'a Uploads,
    /// The rules of the file field of this name; every other file is passed over.
    pub(crate) rules: fn(&str) -> Option<FileRules>,
}

/// Adds a field, within the limits. What is no text is kept as far as it is; then it says `false`.
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
