//! Every unsuccessful outcome and its facts, in one table.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::{Buffered, Redirect};
use crate::form::{Exceeded, FieldError};
use crate::wording::{self, sentence_of};

#[derive(Clone)]
pub(crate) enum ErrorKind {
    Redirect(Box<Redirect>),
    Invalid(Arc<Vec<FieldError>>),
    Denied,
    NotFound,
    Conflict(Arc<str>),
    /// The page is older than the server's keys or actions.
    Stale,
    /// A form with the option `once` has run, or may have, and its outcome is not remembered.
    Forgotten,
    /// The action was called too often.
    Limited {
        /// The time after which it may be called again.
        wait: Duration,
    },
    TooLarge(Exceeded),
    /// A file is larger than its field accepts; the other errors of the form are included.
    FileTooLarge(Arc<Vec<FieldError>>),
    /// The request itself is invalid: another 4xx status, with a sentence for the visitor.
    Refused(StatusCode, Arc<str>),
    /// There is no room for the call at the moment: it has not run, and may soon be submitted
    /// again.
    Busy,
    /// An extractor ended the call with its own response.
    Rejected(Arc<Buffered>),
    Failed(Arc<dyn std::error::Error + Send + Sync>),
    /// The action ran to its end, but its result cannot be shown: a redirect to a forbidden target,
    /// or a value that cannot be serialised.
    Unshown {
        cause: Arc<dyn std::error::Error + Send + Sync>,
        /// Whether the action succeeded; otherwise it may have changed something before it failed.
        done: bool,
    },
}

impl ErrorKind {
    /// Returns whether the errors are shown at the fields.
    pub(crate) fn is_about_fields(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::FileTooLarge(_))
    }

    /// Returns the facts of the outcome: the table.
    pub(crate) fn facts(&self) -> Facts<'_> {
        use StatusCode as S;
        match self {
            Self::Redirect(_) => row("redirect", S::SEE_OTHER, Says::Nothing),
            Self::Invalid(errors) => {
                row("invalid", S::UNPROCESSABLE_ENTITY, says(invalid(errors))).counts()
            }
            Self::Denied => row("denied", S::FORBIDDEN, says(wording::DENIED)).counts(),
            Self::NotFound => row("not_found", S::NOT_FOUND, says(wording::NOT_FOUND)).counts(),
            Self::Conflict(message) => row("conflict", S::CONFLICT, says(&**message)).counts(),
            Self::Stale => {
                let [happened, to_do] = wording::STALE;
                row("stale", S::CONFLICT, Says::Happened(happened, to_do))
            }
            Self::Forgotten => {
                // It must not say that nothing was changed: the first submission may have completed
                // unseen.
                let [happened, to_do] = wording::FORGOTTEN;
                row("stale", S::CONFLICT, Says::Happened(happened, to_do))
            }
            Self::Limited { wait } => row(
                "limited",
                S::TOO_MANY_REQUESTS,
                says(wording::too_many_attempts(*wait)),
            )
            .after(*wait),
            Self::TooLarge(exceeded) => {
                row("too_large", S::PAYLOAD_TOO_LARGE, says(exceeded.sentence()))
            }
            Self::FileTooLarge(errors) => {
                row("too_large", S::PAYLOAD_TOO_LARGE, says(invalid(errors)))
            }
            Self::Refused(status, sentence) => row(name_of(*status), *status, says(&**sentence)),
            Self::Busy => row("refused", S::SERVICE_UNAVAILABLE, says(wording::BUSY))
                .after(Duration::from_secs(1)),
            Self::Rejected(response) => {
                let status = response.status;
                let row = row(name_of(status), status, says(sentence_of(status)));
                if matches!(status.as_u16(), 413 | 429) {
                    row
                } else {
                    row.counts()
                }
            }
            Self::Failed(_) => row("failed", S::INTERNAL_SERVER_ERROR, Says::Failed),
            Self::Unshown { done: true, .. } => row(
                "failed",
                S::INTERNAL_SERVER_ERROR,
                says(wording::DONE_UNSHOWN),
            ),
            Self::Unshown { done: false, .. } => row(
                "failed",
                S::INTERNAL_SERVER_ERROR,
                says(format!("{} {}", wording::UNSHOWN, wording::CHECK_FIRST)),
            ),
        }
    }
}

/// The facts of an outcome.
pub(crate) struct Facts<'k> {
    /// The name on the wire and in the log.
    pub(crate) name: &'static str,
    pub(crate) status: StatusCode,
    /// Whether `rate = "5 failures/min"` counts it: the visitor tried and failed. A failure of the
    /// server, an outdated page, or a call that tried nothing does not count.
    pub(crate) is_failed_attempt: bool,
    /// The time that the visitor has to wait after a limit or a lack of room.
    pub(crate) wait: Option<Duration>,
    pub(crate) says: Says<'k>,
}

/// The sentence for the visitor, as far as the outcome itself has one.
pub(crate) enum Says<'k> {
    Nothing,
    This(Cow<'k, str>),
    /// What happened, and what to do. A sentence about the kept values is placed between them.
    Happened(&'static str, &'static str),
    /// The server failed. What to do depends on whether something may have been changed.
    Failed,
}

/// Returns the facts of an outcome that is not a failed attempt.
pub(super) fn row<'k>(name: &'static str, status: StatusCode, says: Says<'k>) -> Facts<'k> {
    Facts {
        name,
        status,
        is_failed_attempt: false,
        wait: None,
        says,
    }
}

fn says<'k>(sentence: impl Into<Cow<'k, str>>) -> Says<'k> {
    Says::This(sentence.into())
}

impl Facts<'_> {
    fn counts(mut self) -> Self {
        self.is_failed_attempt = true;
        self
    }

    fn after(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }
}

/// Returns the name of a response of which only the status is known.
fn name_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        300..400 | 401 | 403 => "denied",
        404 => "not_found",
        409 => "conflict",
        413 => "too_large",
        422 => "invalid",
        429 => "limited",
        400..500 => "refused",
        _ => "failed",
    }
}

fn invalid(errors: &[FieldError]) -> Cow<'_, str> {
    match errors.iter().find(|error| error.field.is_empty()) {
        Some(error) => Cow::Borrowed(&error.message),
        None => wording::fields_need_attention(errors.len()).into(),
    }
}
