//! What of a submission may be shown again.

use std::sync::Arc;

use super::Pairs;
use super::sent::Sent;

/// What of a submission is kept for the form that is shown again.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// What was submitted, secrets left out; `None` if nobody has read it.
    pub(crate) values: Option<Arc<Pairs>>,
    pub(crate) extent: Extent,
    /// The id of the form that was sent, where that is told. An outcome of an action that a button names by
    /// its `formaction` is shown there. It comes from the browser, so it may be anything.
    pub(crate) form: Option<String>,
    /// The fields of which a browser that shows the form again has forgotten the file.
    pub(crate) files: Vec<String>,
    /// The fields with a secret, which is never shown again.
    pub(crate) secrets: Vec<String>,
}

/// The field in which a form with buttons of other actions sends its id.
pub(crate) const FORM: &str = "_form";

/// What is sent under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// It may be shown again.
    Open,
    Secret,
    File,
    /// No form has it: it may be a token, or a password of another form.
    Unknown,
}

/// How much of a submission is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Whole,
    /// What may be shown again: no secret, and no file.
    Open,
    /// More was sent than was read: it was too much, or it broke off.
    Part,
    /// Nobody has read any of it.
    #[default]
    Unread,
}

impl Kept {
    /// Less was read than was sent: a form that is sent again from it would not be what the person entered.
    pub(crate) fn is_cut(&self) -> bool {
        self.extent == Extent::Part
    }

    /// What the person still has of it; nothing if there was nothing to enter.
    pub(crate) fn sentence(&self) -> Option<&'static str> {
        Some(match &self.values {
            None => {
                "What you entered could not be kept, but going back in your browser may show it."
            }
            Some(_) if self.is_cut() => {
                "Only a part of what you entered is still here. Going back in your browser may show all of it."
            }
            Some(values) if values.is_empty() => return None,
            Some(_) => "What you entered is still here.",
        })
    }
}

impl Sent {
    /// The form that was sent, if it says so itself.
    pub(crate) fn form(&self) -> Option<&str> {
        let mut pairs = self.pairs.iter();
        let form = pairs.find(|(name, _)| name == FORM);
        form.map(|(_, form)| form.as_str())
    }

    /// `form` is the one that was sent, `what` says what each name is to the forms that it may have come
    /// from, `takes_files` whether files belong to what was submitted.
    pub(crate) fn kept(
        &self,
        form: Option<&str>,
        what: impl Fn(&str) -> What,
        takes_files: bool,
    ) -> Kept {
        let whats: Vec<What> = self.pairs.iter().map(|(name, _)| what(name)).collect();
        let of = |what: What| {
            let pairs = self.pairs.iter().zip(&whats);
            let of = pairs.filter(move |((name, _), is)| **is == what && name != FORM);
            of.map(|(pair, _)| pair)
        };
        let filled = |what| {
            let filled = of(what).filter(|(_, value)| !value.is_empty());
            filled.map(|(name, _)| name)
        };
        let was_read = self.digest.is_some() || !self.pairs.is_empty();
        let values = was_read.then(|| Arc::new(of(What::Open).cloned().collect::<Pairs>()));
        // Of a file that is sent as a text only its name has come.
        let files = self.files_to_choose_again().chain(filled(What::File));
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
            secrets: filled(What::Secret).cloned().collect(),
        }
    }
}
