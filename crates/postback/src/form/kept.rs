//! The part of a submission that may be shown again.

use std::sync::Arc;

use super::Pairs;
use super::sent::Sent;
use crate::wording;

/// The part of a submission that is kept for the form that is shown again.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The submitted values without secrets, or `None` if the body was not read.
    pub(crate) values: Option<Arc<Pairs>>,
    pub(crate) extent: Extent,
    /// The id of the submitted form, if it was submitted. The outcome of an action that a button
    /// names by its `formaction` is shown in that form. The id comes from the browser, so it may be
    /// any text.
    pub(crate) form: Option<String>,
    /// The fields whose files the user has to choose again.
    pub(crate) files: Vec<String>,
    /// The fields with a secret, which is never shown again.
    pub(crate) secrets: Vec<String>,
}

/// The field in which a form with buttons of other actions submits its id.
pub(crate) const FORM: &str = "_form";

/// The kind of value that is submitted under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldPrivacy {
    /// A value that may be shown again.
    Open,
    Secret,
    File,
    /// A name that no form has: the value may be a token, or a password of another form.
    Unknown,
}

/// How much of a submission is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything.
    Whole,
    /// Everything that may be shown again: no secrets and no files.
    Open,
    /// The beginning: the body exceeded a limit or broke off.
    Part,
    /// Nothing, because the body was not read.
    #[default]
    Unread,
}

impl Kept {
    /// Returns whether the body was only read in part, so that submitting the kept values again
    /// would differ from what the visitor entered.
    pub(crate) fn is_cut(&self) -> bool {
        self.extent == Extent::Part
    }

    /// Returns the sentence about the kept values, or `None` if there was nothing to enter.
    pub(crate) fn sentence(&self) -> Option<&'static str> {
        Some(match &self.values {
            None => wording::NOT_KEPT,
            Some(_) if self.is_cut() => wording::KEPT_IN_PART,
            Some(values) if values.is_empty() => return None,
            Some(_) => wording::KEPT,
        })
    }
}

impl Sent {
    /// Returns the id of the submitted form, if the form contains it.
    pub(crate) fn form(&self) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        let form = pairs.find(|(name, _)| name == FORM);
        form.map(|(_, form)| form.as_str())
    }

    /// Returns the part that may be shown again.
    ///
    /// `form` is the id of the submitted form, `what` classifies each name for the forms that may
    /// have been submitted, and `takes_files` says whether the submission may contain files.
    pub(crate) fn kept(
        &self,
        form: Option<&str>,
        what: impl Fn(&str) -> FieldPrivacy,
        takes_files: bool,
    ) -> Kept {
        let whats: Vec<FieldPrivacy> = self.pairs.iter().map(|(name, _)| what(name)).collect();
        let of = |what: FieldPrivacy| {
            let pairs = self.pairs.iter().zip(&whats);
            let of = pairs.filter(move |((name, _), is)| **is == what && name != FORM);
            of.map(|(pair, _)| pair)
        };
        let filled = |what| {
            let filled = of(what).filter(|(_, value)| !value.is_empty());
            filled.map(|(name, _)| name)
        };
        let was_read = self.digest.is_some() || !self.pairs.is_empty();
        let values = was_read.then(|| Arc::new(of(FieldPrivacy::Open).cloned().collect::<Pairs>()));
        // Of a file that is submitted as text only its name has arrived.
        let files = self
            .files_to_choose_again()
            .chain(filled(FieldPrivacy::File));
        let count = values.as_ref().map_or(0, |values| values.len());
        let count = count + usize::from(self.form().is_some());
        let extent = match self.digest {
            None => Extent::Part,
            Some(_) if count == self.pairs.len() && !takes_files => Extent::Whole,
            Some(_) => Extent::Open,
        };
        Kept {
            values,
            extent,
            form: form.map(str::to_owned),
            files: files.cloned().collect(),
            secrets: filled(FieldPrivacy::Secret).cloned().collect(),
        }
    }
}
