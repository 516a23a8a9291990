//! Resolves an outcome before it is sent: the app's error mapping, the check of redirects, and the
//! digest of a failure.

use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::App;
use crate::keys;
use crate::outcome::{ActionOutcome, ErrorKind, Extras, OutcomeKind, RawOutcome, Target};
use crate::wording;

/// An outcome that is mapped, checked and logged.
pub(crate) struct Resolved {
    pub(crate) end: OutcomeKind,
    pub(crate) extras: Extras,
    pub(crate) digest: Option<String>,
}

impl Resolved {
    /// Converts it into the outcome of a page, which belongs to no action.
    pub(crate) fn as_outcome(&self) -> ActionOutcome {
        let kind = match &self.end {
            // The redirect to this page may follow an action that succeeded.
            OutcomeKind::Error(ErrorKind::Failed(_)) => ErrorKind::Refused(
                StatusCode::INTERNAL_SERVER_ERROR,
                wording::PAGE_FAILED.into(),
            ),
            // Such a page may never have existed.
            OutcomeKind::Error(ErrorKind::NotFound) => {
                ErrorKind::Refused(StatusCode::NOT_FOUND, wording::NO_SUCH_PAGE.into())
            }
            OutcomeKind::Error(kind) => kind.clone(),
            _ => ErrorKind::NotFound,
        };
        ActionOutcome {
            digest: self.digest.clone(),
            flash: self.extras.flash.clone(),
            ..ActionOutcome::refused("", "", None, kind)
        }
    }
}

impl App {
    /// Applies the app's mapping, then checks redirects. A failure gets a digest and a line in the
    /// log. `has_begun` says whether the function of an action was called, so that it may have
    /// changed something.
    pub(crate) fn resolve(
        &self,
        RawOutcome(end, mut extras): RawOutcome,
        has_begun: bool,
    ) -> Resolved {
        let end = match end {
            OutcomeKind::Error(kind @ ErrorKind::Failed(_)) => {
                let RawOutcome(end, more) = self.errors.apply(kind).into();
                extras.merge(more);
                end
            }
            end => end,
        };
        let end = match end {
            OutcomeKind::Redirect {
                target,
                done,
                replace,
            } => match self.allowed(target) {
                Ok(target) => OutcomeKind::Redirect {
                    target,
                    done,
                    replace,
                },
                Err(reason) => OutcomeKind::Error(ErrorKind::Unshown {
                    cause: Arc::from(Box::from(reason)),
                    done,
                }),
            },
            end => end,
        };
        let mut end = match end {
            OutcomeKind::Error(ErrorKind::Unshown { cause, done }) => {
                // The message refers to a page that is not shown ("You are there").
                extras.flash = None;
                OutcomeKind::Error(if has_begun {
                    ErrorKind::Unshown { cause, done }
                } else {
                    ErrorKind::Failed(cause)
                })
            }
            end => end,
        };
        let digest = match &mut end {
            OutcomeKind::Error(ErrorKind::Failed(cause) | ErrorKind::Unshown { cause, .. }) => {
                let digest = logged(&**cause);
                // An outcome may be remembered, and an app's error may hold resources.
                *cause = Arc::new(Logged);
                Some(digest)
            }
            _ => None,
        };
        Resolved {
            end,
            extras,
            digest,
        }
    }

    fn allowed(&self, target: Target) -> Result<Target, String> {
        if let Target::External(_, origin) = &target
            && !self.allowed_redirects.contains(origin)
        {
            return Err(format!(
                "a redirect to {origin} is not allowed: add it to Postback::allow_redirects_to"
            ));
        }
        Ok(target)
    }
}

/// Replaces a cause that was logged.
#[derive(Debug)]
struct Logged;

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("see the log")
    }
}

impl std::error::Error for Logged {}

/// Logs a failure and returns the digest that page, header and log share. It is random for each
/// occurrence, so it reveals nothing about the error.
fn logged(cause: &(dyn std::error::Error + 'static)) -> String {
    let digest = keys::digest();
    let mut text = cause.to_string();
    let mut source = cause.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    tracing::error!(target: "postback::failed", digest, error = text, "failed");
    digest
}
