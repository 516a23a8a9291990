//! One call that ended: what the answer and the page that shows it need to know.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::redirect::Target;
use super::{Kind, Limited, Value};
use crate::cache::Revalidation;
use crate::form::{FieldError, Kept};
use crate::wording::{BUSY, LOOK, sentence_of};

/// How an action ended.
pub(crate) enum End {
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
    Error(Kind),
}

pub(crate) struct Ended {
    /// The readable name and the id's path; empty for an id that nobody knows.
    pub(crate) name: String,
    pub(crate) path: &'static str,
    /// Which form of the action (see `FormView::bind` and `FormView::keyed`), if that was readable.
    pub(crate) instance: Option<String>,
    pub(crate) end: End,
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

/// The meaning of an outcome on the wire and in the log.
pub(crate) struct Means {
    pub(crate) name: &'static str,
    pub(crate) status: StatusCode,
}

impl Ended {
    pub(crate) fn means(&self) -> Means {
        let (name, status) = match &self.end {
            End::Nothing | End::Done(_) => ("done", StatusCode::OK),
            End::Redirect { .. } => ("redirect", StatusCode::SEE_OTHER),
            End::Error(kind) => meaning(kind),
        };
        Means { name, status }
    }

    /// A call that ended without reading anything.
    pub(crate) fn refused(
        name: &str,
        path: &'static str,
        instance: Option<String>,
        kind: Kind,
    ) -> Self {
        Self {
            name: name.to_owned(),
            path,
            instance,
            end: End::Error(kind),
            ..Self::nothing()
        }
    }

    /// No outcome at all.
    pub(crate) fn nothing() -> Self {
        Self {
            name: String::new(),
            path: "",
            instance: None,
            end: End::Nothing,
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
        matches!(self.end, End::Nothing) && self.flash.is_none()
    }

    pub(crate) fn is_success(&self) -> bool {
        !matches!(self.end, End::Error(_))
    }

    /// Whether somebody tried and it was no good: what `rate = "5 failures/min"` counts. It is not a
    /// failure of theirs that we failed, that the page was old, or that nothing was tried at all.
    pub(crate) fn is_failed_attempt(&self) -> bool {
        let End::Error(kind) = &self.end else {
            return false;
        };
        match kind {
            Kind::Invalid(_) | Kind::Denied | Kind::NotFound | Kind::Conflict(_) => true,
            Kind::Rejected(response) => !matches!(response.status.as_u16(), 413 | 429),
            Kind::Redirect(_)
            | Kind::Stale
            | Kind::Forgotten
            | Kind::Limited { .. }
            | Kind::TooLarge(_)
            | Kind::FileTooLarge(_)
            | Kind::Busy
            | Kind::Refused(..)
            | Kind::Failed(_)
            | Kind::Unshown { .. } => false,
        }
    }

    /// How long whoever was limited, or found no room, has to wait.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self.end {
            End::Error(Kind::Limited { wait }) => Some(wait),
            End::Error(Kind::Busy) => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    /// What is wrong with the form, as [`errors`](Self::errors) says it.
    pub(crate) fn field_errors(&self) -> &[FieldError] {
        match &self.end {
            End::Error(Kind::Invalid(errors) | Kind::FileTooLarge(errors)) => errors,
            _ => &[],
        }
    }

    /// The errors to show in the form; those of the form itself have no field name.
    pub(crate) fn errors(&self) -> Arc<Vec<FieldError>> {
        match &self.end {
            End::Error(Kind::Invalid(errors) | Kind::FileTooLarge(errors)) => Arc::clone(errors),
            _ => Arc::default(),
        }
    }

    /// What has happened, what is left of what was entered, and what to do. Whatever no form shows of it is
    /// listed (`Shown::values_left`), so it is there wherever it was read.
    fn told(&self, happened: &str, to_do: &str) -> Cow<'static, str> {
        match self.kept.sentence() {
            Some(left) => format!("{happened} {left} {to_do}").into(),
            None => format!("{happened} {to_do}").into(),
        }
    }

    /// The sentence for the person, where the outcome itself has one.
    pub(crate) fn sentence(&self) -> Option<Cow<'_, str>> {
        let End::Error(kind) = &self.end else {
            return None;
        };
        let sentence: Cow<'_, str> = match kind {
            Kind::Redirect(_) => return None,
            Kind::Invalid(errors) | Kind::FileTooLarge(errors) => invalid(errors),
            Kind::Denied => "You are not allowed to do this.".into(),
            Kind::NotFound => "This does not exist any more.".into(),
            Kind::Conflict(message) => Cow::Borrowed(&**message),
            Kind::Stale => self.told(
                "This page was out of date, so nothing was changed.",
                "Please check it and send it again.",
            ),
            // It must not say that nothing was changed: the first one may have come to its end unseen.
            Kind::Forgotten => self.told(
                "This form was opened some time ago, and the server cannot tell whether you sent it before and how that ended.",
                "Please look whether that was done already, and send it again only if not.",
            ),
            Kind::Limited { wait } => Limited::sentence(*wait).into(),
            Kind::TooLarge(exceeded) => exceeded.sentence().into(),
            Kind::Busy => BUSY.into(),
            Kind::Refused(_, sentence) => Cow::Borrowed(&**sentence),
            Kind::Rejected(response) => sentence_of(response.status).into(),
            Kind::Failed(_) if self.has_begun => self.told("Something went wrong on our side.", LOOK),
            Kind::Failed(_) => self.told(
                "Something went wrong on our side, so nothing was changed.",
                "Please try again.",
            ),
            Kind::Unshown { done: true, .. } => {
                "This was done, but the page that follows could not be shown. Please do not send it again.".into()
            }
            Kind::Unshown { done: false, .. } => {
                format!("The page that follows could not be shown. {LOOK}").into()
            }
        };
        let says_it = matches!(kind, Kind::Stale | Kind::Forgotten | Kind::Failed(_));
        match self.kept.sentence() {
            Some(left) if self.kept.is_cut() && !says_it => {
                Some(format!("{sentence} {left}").into())
            }
            _ => Some(sentence),
        }
    }
}

fn meaning(kind: &Kind) -> (&'static str, StatusCode) {
    let status = match kind {
        Kind::Rejected(response) => response.status,
        other => super::Error::new(other.clone()).status(),
    };
    let name = match kind {
        Kind::Redirect(_) => "redirect",
        Kind::Stale | Kind::Forgotten => "stale",
        Kind::Failed(_) | Kind::Unshown { .. } => "failed",
        Kind::Busy => "refused",
        _ => match status.as_u16() {
            300..400 | 401 | 403 => "denied",
            404 => "not_found",
            409 => "conflict",
            413 => "too_large",
            422 => "invalid",
            429 => "limited",
            400..500 => "refused",
            _ => "failed",
        },
    };
    (name, status)
}

fn invalid(errors: &[FieldError]) -> Cow<'_, str> {
    match errors.iter().find(|error| error.field.is_empty()) {
        Some(error) => Cow::Borrowed(&error.message),
        None if errors.len() == 1 => "One field needs your attention.".into(),
        None => format!("{} fields need your attention.", errors.len()).into(),
    }
}
