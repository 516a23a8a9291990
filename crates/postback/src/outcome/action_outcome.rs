//! One call that ended: what the answer and the page that shows it need to know.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::error_kind::{Facts, Says, row};
use super::redirect::Target;
use super::{ErrorKind, Value};
use crate::cache::Revalidation;
use crate::form::{FieldError, Kept};
use crate::wording::LOOK;

/// How an action ended.
pub(crate) enum OutcomeKind {
    /// A page without an outcome: only a message, or a cookie that could not be read.
    Nothing,
    Done(Value),
    /// `done` is false for an `Err(Redirect)`.
    Redirect {
        target: Target,
        done: bool,
        /// The new page takes the place of the current entry of the browser's history.
        replace: bool,
    },
    Error(ErrorKind),
}

pub(crate) struct ActionOutcome {
    /// The readable name and the id's path; empty for an id that nobody knows.
    pub(crate) name: String,
    pub(crate) path: &'static str,
    /// Which form of the action (see `FormView::bind` and `FormView::keyed`), if that was readable.
    pub(crate) instance: Option<String>,
    pub(crate) end: OutcomeKind,
    /// The function was called, so it may have changed something, however it ended.
    pub(crate) has_begun: bool,
    /// No browser keeps a page that shows it.
    pub(crate) no_store: bool,
    /// What was submitted.
    pub(crate) kept: Kept,
    pub(crate) headers: HeaderMap,
    pub(crate) flash: Option<String>,
    pub(crate) digest: Option<String>,
    /// What it said to have changed.
    pub(crate) revalidated: Vec<Revalidation>,
    /// The path of an action that ended well, revalidated nothing and declared nothing: in a debug
    /// build somebody may be told.
    pub(crate) quiet: Option<&'static str>,
}

impl ActionOutcome {
    /// What it means.
    pub(crate) fn facts(&self) -> Facts<'_> {
        match &self.end {
            OutcomeKind::Nothing | OutcomeKind::Done(_) => {
                row("done", StatusCode::OK, Says::Nothing)
            }
            OutcomeKind::Redirect { .. } => row("redirect", StatusCode::SEE_OTHER, Says::Nothing),
            OutcomeKind::Error(kind) => kind.facts(),
        }
    }

    /// A call that ended without reading anything.
    pub(crate) fn refused(
        name: &str,
        path: &'static str,
        instance: Option<String>,
        kind: ErrorKind,
    ) -> Self {
        Self {
            name: name.to_owned(),
            path,
            instance,
            end: OutcomeKind::Error(kind),
            ..Self::nothing()
        }
    }

    /// No outcome at all.
    pub(crate) fn nothing() -> Self {
        Self {
            name: String::new(),
            path: "",
            instance: None,
            end: OutcomeKind::Nothing,
            has_begun: false,
            no_store: false,
            kept: Kept::default(),
            headers: HeaderMap::new(),
            flash: None,
            digest: None,
            revalidated: Vec::new(),
            quiet: None,
        }
    }

    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.end, OutcomeKind::Nothing) && self.flash.is_none()
    }

    pub(crate) fn is_success(&self) -> bool {
        !matches!(self.end, OutcomeKind::Error(_))
    }

    /// What is wrong with the form, as [`errors`](Self::errors) says it.
    pub(crate) fn field_errors(&self) -> &[FieldError] {
        match &self.end {
            OutcomeKind::Error(ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors)) => {
                errors
            }
            _ => &[],
        }
    }

    /// The errors to show in the form; those of the form itself have no field name.
    pub(crate) fn errors(&self) -> Arc<Vec<FieldError>> {
        match &self.end {
            OutcomeKind::Error(ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors)) => {
                Arc::clone(errors)
            }
            _ => Arc::default(),
        }
    }

    /// What has happened, what is left of what was entered, and what to do. Whatever no form shows of it is
    /// listed (`Shown::values_left`), so it is there wherever it was read.
    fn with_what_is_left(&self, happened: &str, to_do: &str) -> Cow<'static, str> {
        match self.kept.sentence() {
            Some(left) => format!("{happened} {left} {to_do}").into(),
            None => format!("{happened} {to_do}").into(),
        }
    }

    /// The sentence for the person, where the outcome itself has one.
    pub(crate) fn sentence(&self) -> Option<Cow<'_, str>> {
        let sentence = match self.facts().says {
            Says::Nothing => return None,
            Says::Happened(happened, to_do) => {
                return Some(self.with_what_is_left(happened, to_do));
            }
            Says::Failed if self.has_begun => {
                return Some(self.with_what_is_left("Something went wrong on our side.", LOOK));
            }
            Says::Failed => {
                let happened = "Something went wrong on our side, so nothing was changed.";
                return Some(self.with_what_is_left(happened, "Please try again."));
            }
            Says::This(sentence) => sentence,
        };
        match self.kept.sentence() {
            Some(left) if self.kept.is_cut() => Some(format!("{sentence} {left}").into()),
            _ => Some(sentence),
        }
    }
}
