//! Every outcome but success, and what each of them means: one row for each.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::{Buffered, Redirect};
use crate::form::{Exceeded, FieldError};
use crate::wording::{BUSY, LOOK, sentence_of, too_often};

#[derive(Clone)]
pub(crate) enum ErrorKind {
    Redirect(Box<Redirect>),
    Invalid(Arc<Vec<FieldError>>),
    Denied,
    NotFound,
    Conflict(Arc<str>),
    /// The page is older than the server.
    Stale,
    /// A form that counts once has run, or may have, and how it ended is not remembered.
    Forgotten,
    /// Too often.
    Limited {
        /// After this time it may be tried again.
        wait: Duration,
    },
    TooLarge(Exceeded),
    /// A file is larger than its field takes; what else is wrong with the form is said as well.
    FileTooLarge(Arc<Vec<FieldError>>),
    /// The request itself is not right: another 4xx, with a sentence for the person.
    Refused(StatusCode, Arc<str>),
    /// There is no room for it at the moment: it was not run, and may be sent again soon.
    Busy,
    /// An extractor ended the call with its own answer.
    Rejected(Arc<Buffered>),
    Failed(Arc<dyn std::error::Error + Send + Sync>),
    /// The action came to its end, and what it answered cannot be shown: a redirect to where nobody may
    /// be sent, a value that cannot be serialised. What happened stays true.
    Unshown {
        cause: Arc<dyn std::error::Error + Send + Sync>,
        /// It ended well; else it may have changed something before.
        done: bool,
    },
}

impl ErrorKind {
    /// What is wrong is said at the fields.
    pub(crate) fn is_about_fields(&self) -> bool {
        matches!(self, Self::Invalid(_) | Self::FileTooLarge(_))
    }

    /// The table.
    pub(crate) fn facts(&self) -> Facts<'_> {
        use StatusCode as S;
        match self {
            Self::Redirect(_) => row("redirect", S::SEE_OTHER, Says::Nothing),
            Self::Invalid(errors) => {
                row("invalid", S::UNPROCESSABLE_ENTITY, says(invalid(errors))).counts()
            }
            Self::Denied => row(
                "denied",
                S::FORBIDDEN,
                says("You are not allowed to do this."),
            )
            .counts(),
            Self::NotFound => row(
                "not_found",
                S::NOT_FOUND,
                says("This does not exist any more."),
            )
            .counts(),
            Self::Conflict(message) => row("conflict", S::CONFLICT, says(&**message)).counts(),
            Self::Stale => {
                let happened = "This page was out of date, so nothing was changed.";
                row(
                    "stale",
                    S::CONFLICT,
                    Says::Happened(happened, "Please check it and send it again."),
                )
            }
            Self::Forgotten => {
                // It must not say that nothing was changed: the first one may have come to its end unseen.
                let happened = "This form was opened some time ago, and the server cannot tell whether you sent it before and how that ended.";
                let to_do =
                    "Please look whether that was done already, and send it again only if not.";
                row("stale", S::CONFLICT, Says::Happened(happened, to_do))
            }
            Self::Limited { wait } => {
                row("limited", S::TOO_MANY_REQUESTS, says(too_often(*wait))).after(*wait)
            }
            Self::TooLarge(exceeded) => {
                row("too_large", S::PAYLOAD_TOO_LARGE, says(exceeded.sentence()))
            }
            Self::FileTooLarge(errors) => {
                row("too_large", S::PAYLOAD_TOO_LARGE, says(invalid(errors)))
            }
            Self::Refused(status, sentence) => row(name_of(*status), *status, says(&**sentence)),
            Self::Busy => {
                row("refused", S::SERVICE_UNAVAILABLE, says(BUSY)).after(Duration::from_secs(1))
            }
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
                says(
                    "This was done, but the page that follows could not be shown. Please do not send it again.",
                ),
            ),
            Self::Unshown { done: false, .. } => row(
                "failed",
                S::INTERNAL_SERVER_ERROR,
                says(format!("The page that follows could not be shown. {LOOK}")),
            ),
        }
    }
}

/// What an outcome means.
pub(crate) struct Facts<'k> {
    /// On the wire and in the log.
    pub(crate) name: &'static str,
    pub(crate) status: StatusCode,
    /// Somebody tried and it was no good: what `rate = "5 failures/min"` counts. It is not a failure of
    /// theirs that we failed, that the page was old, or that nothing was tried at all.
    pub(crate) is_failed_attempt: bool,
    /// How long whoever was limited, or found no room, has to wait.
    pub(crate) wait: Option<Duration>,
    pub(crate) says: Says<'k>,
}

/// The sentence for the person, as far as the outcome itself has one.
pub(crate) enum Says<'k> {
    Nothing,
    This(Cow<'k, str>),
    /// What has happened, and what to do. What is left of what was entered is said between them.
    Happened(&'static str, &'static str),
    /// We failed. What to do depends on whether something may have been changed.
    Failed,
}

/// A row that is no failed attempt.
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

/// What an answer is called of which only the status is known.
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
        None if errors.len() == 1 => "One field needs your attention.".into(),
        None => format!("{} fields need your attention.", errors.len()).into(),
    }
}
