//! [`ActionOutcome`]: the end of one call, for the response and the page that shows it.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::error_kind::{Facts, Says, row};
use super::redirect::Target;
use super::{ErrorKind, Value};
use crate::cache::Revalidation;
use crate::form::{FieldError, Kept};
use crate::wording;

/// How an action ended.
pub(crate) enum OutcomeKind {
    /// No outcome: the page only shows a message, or the state cookie could not be read.
    Nothing,
    Done(Value),
    /// `done` is false for an `Err(Redirect)`.
    Redirect {
        target: Target,
        done: bool,
        /// Whether the new page replaces the current entry in the browser's history.
        replace: bool,
    },
    Error(ErrorKind),
}

pub(crate) struct ActionOutcome {
    /// The readable name and the path of the id; the path is empty for an unknown id.
    pub(crate) name: String,
    pub(crate) path: &'static str,
    /// The instance of the form (see `FormView::bind` and `FormView::keyed`), if it could be read.
    pub(crate) instance: Option<String>,
    pub(crate) end: OutcomeKind,
    /// Whether the function was called, so that it may have changed something, however it ended.
    pub(crate) has_begun: bool,
    /// Whether browsers must not store a page that shows the outcome.
    pub(crate) no_store: bool,
    /// The submitted values that may be shown again.
    pub(crate) kept: Kept,
    pub(crate) headers: HeaderMap,
    pub(crate) flash: Option<String>,
    pub(crate) digest: Option<String>,
    /// The tags and paths that the action has revalidated.
    pub(crate) revalidated: Vec<Revalidation>,
    /// The path of an action that succeeded, revalidated nothing and declared nothing. A debug
    /// build warns about it.
    pub(crate) quiet: Option<&'static str>,
}

impl ActionOutcome {
    /// Returns the facts of the outcome.
    pub(crate) fn facts(&self) -> Facts<'_> {
        match &self.end {
            OutcomeKind::Nothing | OutcomeKind::Done(_) => {
                row("done", StatusCode::OK, Says::Nothing)
            }
            OutcomeKind::Redirect { .. } => row("redirect", StatusCode::SEE_OTHER, Says::Nothing),
            OutcomeKind::Error(kind) => kind.facts(),
        }
    }

    /// Returns the outcome of a call that ended before anything was read.
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

    /// Returns the absence of an outcome.
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

    /// Returns the field errors that the outcome contains.
    pub(crate) fn field_errors(&self) -> &[FieldError] {
        match &self.end {
            OutcomeKind::Error(ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors)) => {
                errors
            }
            _ => &[],
        }
    }

    /// Returns the errors to show in the form; those of the form itself have no field name.
    pub(crate) fn errors(&self) -> Arc<Vec<FieldError>> {
        match &self.end {
            OutcomeKind::Error(ErrorKind::Invalid(errors) | ErrorKind::FileTooLarge(errors)) => {
                Arc::clone(errors)
            }
            _ => Arc::default(),
        }
    }

    /// Joins what happened, which of the entered values are left, and what to do. Kept values that
    /// no form shows are listed (`Shown::values_left`), so the sentence holds wherever it is read.
    fn with_what_is_left(&self, happened: &str, to_do: &str) -> Cow<'static, str> {
        match self.kept.sentence() {
            Some(left) => format!("{happened} {left} {to_do}").into(),
            None => format!("{happened} {to_do}").into(),
        }
    }

    /// Returns the sentence for the visitor, if the outcome has one.
    pub(crate) fn sentence(&self) -> Option<Cow<'_, str>> {
        let sentence = match self.facts().says {
            Says::Nothing => return None,
            Says::Happened(happened, to_do) => {
                return Some(self.with_what_is_left(happened, to_do));
            }
            Says::Failed if self.has_begun => {
                return Some(self.with_what_is_left(wording::FAILED_HALFWAY, wording::CHECK_FIRST));
            }
            Says::Failed => {
                return Some(self.with_what_is_left(wording::FAILED, wording::TRY_AGAIN));
            }
            Says::This(sentence) => sentence,
        };
        match self.kept.sentence() {
            Some(left) if self.kept.is_cut() => Some(format!("{sentence} {left}").into()),
            _ => Some(sentence),
        }
    }
}
